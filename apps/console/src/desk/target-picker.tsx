// Whom to consult, transfer to, or call: colleagues with their state, queues with those waiting, any number.

import { useQuery } from "@tanstack/react-query";
import { type AgentState, getDirectory, type Target } from "@tellerline/sdk";
import { StateBadge } from "@tellerline/ui";
import { Button, Input, Modal, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { DialPad } from "./dial-pad.tsx";
import { cleanNumber, isDiallable } from "./number-input.ts";

export type PickerPurpose =
  | "consult"
  | "transfer"
  | "transferOnAnswer"
  | "suspend"
  | "addParty"
  | "transferChat"
  | "dial";

export interface TargetPickerProps {
  purpose: PickerPurpose;
  onPick(target: Target): void;
  onClose(): void;
}

type Part = "agents" | "queues" | "flows" | "number";

const partsOf: Record<PickerPurpose, Part[]> = {
  consult: ["agents", "queues", "number"],
  transfer: ["agents", "queues", "flows", "number"],
  transferOnAnswer: ["agents", "queues", "number"],
  suspend: ["flows", "number"],
  addParty: ["agents", "queues", "number"],
  transferChat: ["agents", "queues"],
  dial: ["agents", "number"],
};

/** States in which a colleague can be asked: a chat may come beside others, whether it does the router decides. */
const askable: Record<"call" | "chat", readonly AgentState[]> = {
  call: ["ready", "notReady", "wrapUp"],
  chat: ["ready", "notReady", "wrapUp", "engaged"],
};

export function TargetPicker({ purpose, onPick, onClose }: TargetPickerProps) {
  const { t } = useTranslation();
  const [part, setPart] = useState<Part>(purpose === "dial" ? "number" : (partsOf[purpose][0] ?? "agents"));
  const parts = partsOf[purpose];
  const pick = (target: Target) => {
    onPick(target);
    onClose();
  };
  return (
    <Modal open title={t(`picker.${purpose}`)} onCancel={onClose} footer={null} width={420} destroyOnHidden>
      <Segmented
        block
        value={part}
        onChange={setPart}
        options={parts.map((value) => ({ value, label: t(`picker.${value}`) }))}
      />
      <div className="picker-body">
        {part === "number" ? (
          <NumberPart onPick={pick} />
        ) : (
          <DirectoryPart part={part} onPick={pick} states={askable[purpose === "transferChat" ? "chat" : "call"]} />
        )}
      </div>
    </Modal>
  );
}

interface DirectoryPartProps {
  part: Exclude<Part, "number">;
  onPick(target: Target): void;
  states: readonly AgentState[];
}

function DirectoryPart({ part, onPick, states }: DirectoryPartProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const query = useQuery({ queryKey: ["directory"], queryFn: () => api.call(getDirectory), refetchInterval: 3000 });
  const matches = (name: string) => name.toLowerCase().includes(search.trim().toLowerCase());
  return (
    <>
      <Input
        autoFocus
        allowClear
        placeholder={t("picker.search")}
        aria-label={t("picker.search")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <Loaded
        query={query}
        empty={(directory) => directory[part].length === 0}
        emptyText={t(part === "agents" ? "picker.nobody" : "picker.nothing")}
      >
        {({ agents, queues, flows }) => (
          <ul className="picker-list">
            {part === "agents" &&
              agents
                .filter((agent) => matches(agent.name))
                .map((agent) => {
                  const free = states.includes(agent.state);
                  return (
                    <li key={agent.id}>
                      <Button
                        block
                        type="text"
                        disabled={!free}
                        title={free ? undefined : t("picker.busy")}
                        onClick={() => onPick({ kind: "agent", agentId: agent.id })}
                      >
                        <span>{agent.name}</span>
                        <StateBadge tone={agent.state}>{t(`state.${agent.state}`)}</StateBadge>
                      </Button>
                    </li>
                  );
                })}
            {part === "queues" &&
              queues
                .filter((queue) => matches(queue.name))
                .map((queue) => (
                  <li key={queue.id}>
                    <Button block type="text" onClick={() => onPick({ kind: "queue", queueId: queue.id })}>
                      <span>{queue.name}</span>
                      <span className="quiet figures">{t("picker.waiting", { count: queue.waiting })}</span>
                    </Button>
                  </li>
                ))}
            {part === "flows" &&
              flows
                .filter((flow) => matches(flow.name))
                .map((flow) => (
                  <li key={flow.id}>
                    <Button block type="text" onClick={() => onPick({ kind: "flow", flowId: flow.id })}>
                      <span>{flow.name}</span>
                    </Button>
                  </li>
                ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

function NumberPart({ onPick }: { onPick(target: Target): void }) {
  const { t } = useTranslation();
  const [number, setNumber] = useState("");
  const valid = isDiallable(number);
  const call = () => {
    if (valid) onPick({ kind: "number", number: cleanNumber(number) });
  };
  return (
    <form
      className="picker-number"
      onSubmit={(event) => {
        event.preventDefault();
        call();
      }}
    >
      <Input
        autoFocus
        size="large"
        inputMode="tel"
        className="figures"
        aria-label={t("picker.numberLabel")}
        placeholder={t("picker.numberLabel")}
        status={number !== "" && !valid ? "error" : ""}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
      />
      <p className="field-hint" role="status">
        {number !== "" && !valid ? t("picker.numberInvalid") : ""}
      </p>
      <DialPad onKey={(key) => setNumber((text) => text + key)} />
      <Button type="primary" block htmlType="submit" disabled={!valid}>
        {t("picker.call")}
      </Button>
    </form>
  );
}
