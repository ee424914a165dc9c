// What the list of calls is narrowed by.

import { useQuery } from "@tanstack/react-query";
import { type EndReason, listQueues, listUsers } from "@tellerline/sdk";
import { Button, DatePicker, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { useRight } from "../session/session.ts";

export interface CallsFilterValue {
  from?: number;
  to?: number;
  number?: string;
  queueId?: string;
  agentId?: string;
  endReason?: EndReason;
}

const endReasons: readonly EndReason[] = [
  "customerHungUp",
  "agentHungUp",
  "flowEnded",
  "callBack",
  "abandoned",
  "transferredOut",
  "rejected",
  "failed",
  "mediaLost",
  "controllerLost",
  "refused",
];

export interface CallsFilterProps {
  value: CallsFilterValue;
  onChange(value: CallsFilterValue): void;
}

export function CallsFilter({ value, onChange }: CallsFilterProps) {
  const { t } = useTranslation();
  const knowsConfiguration = useRight("configuration.read");
  const seesAll = useRight("records.read");
  const [number, setNumber] = useState("");
  const [cleared, setCleared] = useState(0);
  const queues = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues), enabled: knowsConfiguration });
  const users = useQuery({ queryKey: ["users"], queryFn: () => api.call(listUsers), enabled: knowsConfiguration });
  const change = (part: { [Key in keyof CallsFilterValue]: CallsFilterValue[Key] | undefined }) => {
    const merged = Object.entries({ ...value, ...part }).filter(([, entry]) => entry !== undefined && entry !== "");
    onChange(Object.fromEntries(merged) as CallsFilterValue);
  };
  return (
    <search className="calls-filter">
      <DatePicker.RangePicker
        key={cleared}
        aria-label={t("calls.from")}
        onChange={(range) =>
          change({ from: range?.[0]?.startOf("day").valueOf(), to: range?.[1]?.endOf("day").valueOf() })
        }
      />
      <Input.Search
        className="calls-filter-number"
        aria-label={t("calls.number")}
        placeholder={t("calls.number")}
        allowClear
        maxLength={20}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
        onSearch={(text) => change({ number: text.trim() })}
      />
      {knowsConfiguration && (
        <Select
          aria-label={t("calls.queue")}
          placeholder={t("calls.queue")}
          allowClear
          value={value.queueId ?? null}
          onChange={(queueId) => change({ queueId: queueId ?? undefined })}
          options={(queues.data?.items ?? []).map((queue) => ({ value: queue.id, label: queue.name }))}
        />
      )}
      {knowsConfiguration && seesAll && (
        <Select
          aria-label={t("calls.agent")}
          placeholder={t("calls.agent")}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={value.agentId ?? null}
          onChange={(agentId) => change({ agentId: agentId ?? undefined })}
          options={(users.data?.items ?? []).flatMap((user) =>
            user.agentId === null ? [] : [{ value: user.agentId, label: user.name }],
          )}
        />
      )}
      <Select
        aria-label={t("calls.endReason")}
        placeholder={t("calls.endReason")}
        allowClear
        value={value.endReason ?? null}
        onChange={(endReason) => change({ endReason: endReason ?? undefined })}
        options={endReasons.map((reason) => ({ value: reason, label: t(`endReason.${reason}`) }))}
      />
      <Button
        type="text"
        disabled={Object.keys(value).length === 0}
        onClick={() => {
          setNumber("");
          setCleared(cleared + 1);
          onChange({});
        }}
      >
        {t("calls.clear")}
      </Button>
    </search>
  );
}
