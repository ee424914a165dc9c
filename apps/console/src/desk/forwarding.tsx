// Who is called in the agent's place (呼转): always, while he is in a call, when he does not answer.

import { PhoneOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type Forwarding, type ForwardTarget, getDirectory, getMyForwarding, setMyForwarding } from "@tellerline/sdk";
import { App, Button, Input, Popover, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { Loaded } from "../shell/loaded.tsx";
import { cleanNumber, isDiallable } from "./number-input.ts";

const queryKey = ["myForwarding"];
const occasions = ["always", "busy", "noAnswer"] as const;
const kinds = ["none", "agent", "number"] as const;

/** A target as it is being written: perhaps not complete yet. */
interface Draft {
  kind: (typeof kinds)[number];
  agentId?: string | undefined;
  number: string;
}

export function ForwardingButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ queryKey, queryFn: () => api.call(getMyForwarding) });
  const on = data !== undefined && occasions.some((when) => data[when] !== null);
  return (
    <Popover
      {...{ trigger: "click", open, onOpenChange: setOpen, destroyOnHidden: true }}
      title={t("forwarding.title")}
      content={<ForwardingForm close={() => setOpen(false)} />}
    >
      <Button
        size="small"
        icon={<PhoneOutlined rotate={90} />}
        type={on ? "primary" : "default"}
        title={on ? t("forwarding.on") : undefined}
        data-action="forwarding"
      >
        {t("forwarding.button")}
      </Button>
    </Popover>
  );
}

function ForwardingForm({ close }: { close(): void }) {
  const query = useQuery({ queryKey, queryFn: () => api.call(getMyForwarding) });
  return <Loaded query={query}>{(forwarding) => <Fields forwarding={forwarding} close={close} />}</Loaded>;
}

function Fields({ forwarding, close }: { forwarding: Forwarding; close(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [drafts, setDrafts] = useState({
    always: draftOf(forwarding.always),
    busy: draftOf(forwarding.busy),
    noAnswer: draftOf(forwarding.noAnswer),
  });
  const save = useMutation({
    mutationFn: (body: Forwarding) => api.call(setMyForwarding, { body }),
    onSuccess: (saved) => {
      queryClient.setQueryData<Forwarding>(queryKey, saved);
      message.success(t("forwarding.saved"));
      close();
    },
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  const complete = occasions.every((when) => targetOf(drafts[when]) !== undefined);
  const submit = () => {
    const target = (when: (typeof occasions)[number]) => targetOf(drafts[when]) ?? null;
    save.mutate({ always: target("always"), busy: target("busy"), noAnswer: target("noAnswer") });
  };
  return (
    <form
      className="forwarding"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) submit();
      }}
    >
      <p className="quiet">{t("forwarding.text")}</p>
      {occasions.map((when) => (
        <fieldset key={when} data-forward={when}>
          <legend>{t(`forwarding.when.${when}`)}</legend>
          <TargetFields
            label={t(`forwarding.when.${when}`)}
            draft={drafts[when]}
            onChange={(draft) => setDrafts((all) => ({ ...all, [when]: draft }))}
          />
        </fieldset>
      ))}
      <Button
        type="primary"
        htmlType="submit"
        loading={save.isPending}
        disabled={!complete}
        data-action="saveForwarding"
      >
        {t("common.save")}
      </Button>
    </form>
  );
}

function TargetFields({ label, draft, onChange }: { label: string; draft: Draft; onChange(draft: Draft): void }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["directory"], queryFn: () => api.call(getDirectory) });
  return (
    <div className="forward-target">
      <Select
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind })}
        options={kinds.map((value) => ({ value, label: t(`forwarding.to.${value}`) }))}
        aria-label={label}
      />
      {draft.kind === "agent" && (
        <Select
          showSearch={{ optionFilterProp: "label" }}
          value={draft.agentId ?? null}
          onChange={(agentId) => onChange({ ...draft, agentId: agentId ?? undefined })}
          options={(data?.agents ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          aria-label={t("forwarding.agent")}
        />
      )}
      {draft.kind === "number" && (
        <Input
          inputMode="tel"
          value={draft.number}
          status={draft.number !== "" && !isDiallable(draft.number) ? "error" : ""}
          onChange={(event) => onChange({ ...draft, number: event.target.value })}
          aria-label={t("forwarding.number")}
          placeholder={t("picker.numberLabel")}
        />
      )}
    </div>
  );
}

function draftOf(target: ForwardTarget | null): Draft {
  if (target === null) return { kind: "none", number: "" };
  return target.kind === "agent"
    ? { kind: "agent", agentId: target.agentId, number: "" }
    : { kind: "number", number: target.number };
}

/** Undefined while it is not complete; null: no forwarding. */
function targetOf({ kind, agentId, number }: Draft): ForwardTarget | null | undefined {
  if (kind === "none") return null;
  if (kind === "agent") return agentId === undefined ? undefined : { kind, agentId };
  return isDiallable(number) ? { kind, number: cleanNumber(number) } : undefined;
}
