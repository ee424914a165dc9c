// The fields of a queue's routing (steps of a long wait, other queues that help out) and of an agent's place in it.

import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { listQueues, listSkills } from "@tellerline/sdk";
import { Button, Form, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { NumberField, SecondsField, SwitchField } from "./fields.tsx";

type Path = (string | number)[];

/** Milliseconds in the value, seconds for the eye; empty is absent. */
const inSeconds = {
  getValueProps: (ms: number | null | undefined) => ({ value: typeof ms === "number" ? ms / 1000 : ms }),
  normalize: (seconds: number | null) => (seconds === null ? undefined : Math.round(seconds * 1000)),
};
const emptyIsAbsent = { normalize: (value: number | null) => value ?? undefined };
const inPercent = {
  getValueProps: (share: number | undefined) => ({ value: share === undefined ? share : Math.round(share * 100) }),
  normalize: (percent: number | null) => (percent ?? 0) / 100,
};

export function QueueRoutingFields() {
  const { t } = useTranslation();
  return (
    <fieldset className="routing-fields">
      <legend>{t("routing.rules.title")}</legend>
      <div className="field-pair">
        <SecondsField name={["routing", "targetAnswerMs"]} label="targetAnswer" />
        <Form.Item name={["routing", "firstTier"]} label={t("routing.rules.firstTier")}>
          <InputNumber min={1} max={9} precision={0} placeholder={t("routing.rules.everyTier")} />
        </Form.Item>
        <NumberField name={["routing", "lastAgentWithinHours"]} label="lastAgentWithin" min={0} max={8760} />
        <SecondsField name={["routing", "lastAgentHoldMs"]} label="lastAgentHold" />
      </div>
      <Rows
        name={["routing", "relaxation"]}
        title={t("routing.rules.relaxation")}
        add={t("routing.rules.addStep")}
        fresh={{ afterMs: 30_000 }}
      >
        {(path) => <StepFields path={path} />}
      </Rows>
      <Rows
        name={["routing", "overflow"]}
        title={t("routing.rules.overflow")}
        add={t("routing.rules.addRule")}
        fresh={{ when: { type: "noAgents" }, queueIds: [], how: "add" }}
      >
        {(path) => <RuleFields path={path} />}
      </Rows>
    </fieldset>
  );
}

export function AgentRoutingFields() {
  const { t } = useTranslation();
  const queueIds = (Form.useWatch(["agent", "queueIds"]) as string[] | undefined) ?? [];
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues) });
  const member = (data?.items ?? []).filter(({ id }) => queueIds.includes(id));
  return (
    <fieldset className="routing-fields">
      <legend>{t("routing.rules.title")}</legend>
      <div className="field-pair">
        {member.map(({ id, name }) => (
          <Form.Item
            key={id}
            name={["agent", "routing", "tiers", id]}
            label={t("routing.rules.tierIn", { queue: name })}
            {...emptyIsAbsent}
          >
            <InputNumber min={1} max={9} precision={0} placeholder="1" />
          </Form.Item>
        ))}
        <Form.Item name={["agent", "routing", "totalCapacity"]} label={t("routing.rules.totalCapacity")}>
          <InputNumber min={1} max={60} precision={0} placeholder={t("routing.rules.noLimit")} />
        </Form.Item>
        <Form.Item name={["agent", "routing", "cost"]} label={t("routing.rules.cost")}>
          <InputNumber min={0} max={1_000_000} />
        </Form.Item>
      </div>
      <SwitchField name={["agent", "routing", "callsInterruptChats"]} label="callsInterruptChats" />
    </fieldset>
  );
}

interface RowsProps {
  name: Path;
  title: string;
  add: string;
  fresh: object;
  children: (path: Path) => ReactNode;
}

function Rows({ name, title, add, fresh, children }: RowsProps) {
  const { t } = useTranslation();
  return (
    <Form.Item label={title}>
      <Form.List name={name}>
        {(rows, list, { errors }) => (
          <>
            {rows.map((row) => (
              <div key={row.key} className="routing-row">
                <div className="field-pair">{children([row.name])}</div>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("common.delete")}
                  onClick={() => list.remove(row.name)}
                />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => list.add(fresh)}>
              {add}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

function StepFields({ path }: { path: Path }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["skills"], queryFn: () => api.call(listSkills) });
  const skills = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const required = { required: true, message: t("admin.required") };
  return (
    <>
      <Form.Item name={[...path, "afterMs"]} label={t("routing.rules.after")} rules={[required]} {...inSeconds}>
        <InputNumber min={1} max={7200} />
      </Form.Item>
      <Form.Item name={[...path, "lowerLevelsBy"]} label={t("routing.rules.lowerLevelsBy")} {...emptyIsAbsent}>
        <InputNumber min={1} max={9} precision={0} />
      </Form.Item>
      <Form.Item name={[...path, "dropSkills"]} label={t("routing.rules.dropSkills")}>
        <Select mode="multiple" options={skills} showSearch={{ optionFilterProp: "label" }} allowClear />
      </Form.Item>
      <Form.Item name={[...path, "maxTier"]} label={t("routing.rules.maxTier")} {...emptyIsAbsent}>
        <InputNumber min={1} max={9} precision={0} />
      </Form.Item>
      <Form.Item name={[...path, "raisePriorityBy"]} label={t("routing.rules.raisePriorityBy")} {...emptyIsAbsent}>
        <InputNumber min={1} max={100} precision={0} />
      </Form.Item>
    </>
  );
}

const conditions = ["noAgents", "waited", "expectedWait", "waiting", "occupancy"] as const;

function RuleFields({ path }: { path: Path }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues) });
  const queues = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const type = Form.useWatch(["routing", "overflow", ...path, "when", "type"]) as string | undefined;
  const required = { required: true, message: t("admin.required") };
  return (
    <>
      <Form.Item name={[...path, "when", "type"]} label={t("routing.rules.when")} rules={[required]}>
        <Select options={conditions.map((value) => ({ value, label: t(`routing.rules.condition.${value}`) }))} />
      </Form.Item>
      <Limit path={path} type={type} />
      <Form.Item
        name={[...path, "queueIds"]}
        label={t("routing.rules.to")}
        tooltip={t("routing.rules.toHint")}
        rules={[required]}
      >
        <Select mode="multiple" options={queues} showSearch={{ optionFilterProp: "label" }} />
      </Form.Item>
      <Form.Item name={[...path, "how"]} label={t("routing.rules.how")} rules={[required]}>
        <Select options={(["add", "move"] as const).map((value) => ({ value, label: t(`routing.rules.${value}`) }))} />
      </Form.Item>
    </>
  );
}

/** The one number of a condition, where it has one. */
function Limit({ path, type }: { path: Path; type: string | undefined }) {
  const { t } = useTranslation();
  const required = { required: true, message: t("admin.required") };
  const label = (word: "seconds" | "persons" | "percent") => t(`routing.rules.limit.${word}`);
  switch (type) {
    case "waited":
      return (
        <Form.Item name={[...path, "when", "afterMs"]} label={label("seconds")} rules={[required]} {...inSeconds}>
          <InputNumber min={1} max={7200} />
        </Form.Item>
      );
    case "expectedWait":
      return (
        <Form.Item name={[...path, "when", "aboveMs"]} label={label("seconds")} rules={[required]} {...inSeconds}>
          <InputNumber min={0} max={7200} />
        </Form.Item>
      );
    case "waiting":
      return (
        <Form.Item name={[...path, "when", "above"]} label={label("persons")} rules={[required]}>
          <InputNumber min={0} max={10_000} precision={0} />
        </Form.Item>
      );
    case "occupancy":
      return (
        <Form.Item name={[...path, "when", "above"]} label={label("percent")} rules={[required]} {...inPercent}>
          <InputNumber min={0} max={100} precision={0} />
        </Form.Item>
      );
    default:
      return null;
  }
}
