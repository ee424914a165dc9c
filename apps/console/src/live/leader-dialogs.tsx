// The questions that some of a leader's actions ask first: why, for whom, how urgent. One of them at a time, one for the page.

import type { ForceAction, LiveAgent, LiveInteraction, SupervisionWish } from "@tellerline/sdk";
import { Input, InputNumber, Modal, Radio, Select } from "antd";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { wishWord } from "./leader-choices.ts";
import { useLeaderWork } from "./leader-work.ts";
import { useLive } from "./use-live.ts";

type Question =
  | { kind: "force"; agent: LiveAgent; action: ForceAction }
  | { kind: "supervise"; interaction: LiveInteraction; wish: SupervisionWish }
  | { kind: "agent" | "priority"; interaction: LiveInteraction }
  | { kind: "screen"; agent: LiveAgent }
  /** Its customer; the interaction may have ended. */
  | { kind: "block"; interactionId: string; customer: string };

const useQuestion = create<{ asked: Question | undefined }>(() => ({ asked: undefined }));

export function openLeaderDialog(asked: Question): void {
  useQuestion.setState({ asked });
}

const close = () => useQuestion.setState({ asked: undefined });

/** Stands once on every page from which leaders act. */
export function LeaderDialogs() {
  const asked = useQuestion((state) => state.asked);
  if (asked === undefined) return null;
  switch (asked.kind) {
    case "force":
      return <ForceDialog agent={asked.agent} action={asked.action} />;
    case "supervise":
      return <SuperviseDialog interaction={asked.interaction} wish={asked.wish} />;
    case "agent":
      return <AgentDialog interaction={asked.interaction} />;
    case "priority":
      return <PriorityDialog interaction={asked.interaction} />;
    case "screen":
      return <ScreenDialog agent={asked.agent} />;
    case "block":
      return <BlockDialog interactionId={asked.interactionId} customer={asked.customer} />;
  }
}

interface AskingProps {
  title: string;
  okText: string;
  ready: boolean;
  pending: boolean;
  onOk(): void;
  children: ReactNode;
}

function Asking({ title, okText, ready, pending, onOk, children }: AskingProps) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={title}
      okText={okText}
      okButtonProps={{ disabled: !ready, loading: pending }}
      cancelText={t("common.cancel")}
      onOk={onOk}
      onCancel={close}
      width={440}
    >
      {children}
    </Modal>
  );
}

function Reason({
  value,
  onChange,
  onEnter,
  label,
}: Record<"value" | "label", string> & { onChange(value: string): void; onEnter(): void }) {
  return (
    <Input
      autoFocus
      maxLength={200}
      placeholder={label}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onPressEnter={onEnter}
    />
  );
}

function ForceDialog({ agent, action }: { agent: LiveAgent; action: ForceAction }) {
  const { t } = useTranslation();
  const { force } = useLeaderWork();
  const [reason, setReason] = useState("");
  const ready = reason.trim() !== "";
  const onOk = () => {
    if (!ready || force.isPending) return;
    force.mutate({ agentId: agent.agentId, body: { action, reason: reason.trim() } }, { onSuccess: close });
  };
  const word = t(`floor.force.${action}`);
  return (
    <Asking title={`${word} · ${agent.name}`} okText={word} ready={ready} pending={force.isPending} onOk={onOk}>
      <Reason label={t("floor.reason")} value={reason} onChange={setReason} onEnter={onOk} />
      <p className="quiet">{t("floor.reasonHint")}</p>
    </Asking>
  );
}

function SuperviseDialog({ interaction, wish }: { interaction: LiveInteraction; wish: SupervisionWish }) {
  const { t } = useTranslation();
  const { supervise } = useLeaderWork();
  const [reason, setReason] = useState("");
  const { interactionId, channel, agentName, customerNumber } = interaction;
  const onOk = () => {
    if (supervise.isPending) return;
    const why = reason.trim() === "" ? {} : { reason: reason.trim() };
    supervise.mutate({ interactionId, body: { mode: wish, ...why } }, { onSuccess: close });
  };
  const word = wishWord(t, channel, wish);
  const title = [word, agentName, customerNumber].filter((part) => part !== null && part !== "").join(" · ");
  return (
    <Asking title={title} okText={word} ready pending={supervise.isPending} onOk={onOk}>
      <Reason label={t("floor.reasonOptional")} value={reason} onChange={setReason} onEnter={onOk} />
      <p className="quiet">{t(channel === "chat" ? "floor.superviseChatHint" : "floor.superviseHint")}</p>
    </Asking>
  );
}

function AgentDialog({ interaction: { interactionId, customerNumber } }: { interaction: LiveInteraction }) {
  const { t } = useTranslation();
  const { move } = useLeaderWork();
  const agents = useLive("agents");
  const [agentId, setAgentId] = useState<string>();
  const options = agents
    .filter(({ state }) => state !== "signedOut")
    .map((agent) => ({
      value: agent.agentId,
      label: `${agent.name} ${agent.number} · ${t(`state.${agent.state}`)}`,
    }));
  const onOk = () => {
    if (agentId !== undefined) move.mutate({ interactionId, body: { agentId } }, { onSuccess: close });
  };
  const word = t("floor.move.agent");
  return (
    <Asking
      title={`${word} · ${customerNumber}`}
      okText={t("floor.move.do")}
      ready={agentId !== undefined}
      pending={move.isPending}
      onOk={onOk}
    >
      <Select
        autoFocus
        showSearch={{ optionFilterProp: "label" }}
        className="wide"
        placeholder={t("floor.move.chooseAgent")}
        aria-label={t("floor.move.chooseAgent")}
        value={agentId ?? null}
        onChange={setAgentId}
        options={options}
      />
      <p className="quiet">{t("floor.move.agentHint")}</p>
    </Asking>
  );
}

function PriorityDialog({ interaction: { interactionId, customerNumber } }: { interaction: LiveInteraction }) {
  const { t } = useTranslation();
  const { move } = useLeaderWork();
  const [priority, setPriority] = useState<number | null>(null);
  const onOk = () => {
    if (priority !== null) move.mutate({ interactionId, body: { priority } }, { onSuccess: close });
  };
  return (
    <Asking
      title={`${t("floor.move.priority")} · ${customerNumber}`}
      okText={t("floor.move.do")}
      ready={priority !== null}
      pending={move.isPending}
      onOk={onOk}
    >
      <InputNumber
        autoFocus
        className="figures"
        min={0}
        max={1000}
        precision={0}
        aria-label={t("floor.move.priorityValue")}
        placeholder="0–1000"
        value={priority}
        onChange={setPriority}
        onPressEnter={onOk}
      />
      <p className="quiet">{t("floor.move.priorityHint")}</p>
    </Asking>
  );
}

const day = 86_400_000;
const blockTimes = { day, week: 7 * day, month: 30 * day, forever: null } as const;

function BlockDialog({ interactionId, customer }: { interactionId: string; customer: string }) {
  const { t } = useTranslation();
  const { block } = useLeaderWork();
  const [reason, setReason] = useState("");
  const [time, setTime] = useState<keyof typeof blockTimes>("week");
  const ready = reason.trim() !== "";
  const onOk = () => {
    if (!ready || block.isPending) return;
    const ms = blockTimes[time];
    const validUntil = ms === null ? null : Date.now() + ms;
    block.mutate({ interactionId, body: { reason: reason.trim(), validUntil } }, { onSuccess: close });
  };
  const word = t("floor.block.do");
  return (
    <Asking title={`${word} · ${customer}`} okText={word} ready={ready} pending={block.isPending} onOk={onOk}>
      <Reason label={t("floor.reason")} value={reason} onChange={setReason} onEnter={onOk} />
      <Radio.Group
        className="block-times"
        aria-label={t("floor.block.howLong")}
        value={time}
        onChange={(event) => setTime(event.target.value as keyof typeof blockTimes)}
        options={(Object.keys(blockTimes) as (keyof typeof blockTimes)[]).map((value) => ({
          value,
          label: t(`floor.block.${value}`),
        }))}
      />
      <p className="quiet">{t("floor.block.hint")}</p>
    </Asking>
  );
}

const ScreenView = lazy(async () => ({ default: (await import("../screen/screen-view.tsx")).ScreenView }));

/** Asks why, then shows the agent's screen until it is closed. */
function ScreenDialog({ agent: { agentId, name } }: { agent: LiveAgent }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [watching, setWatching] = useState(false);
  const word = t("screen.watch");
  const title = `${word} · ${name}`;
  if (!watching)
    return (
      <Asking title={title} okText={word} ready pending={false} onOk={() => setWatching(true)}>
        <Reason
          label={t("floor.reasonOptional")}
          value={reason}
          onChange={setReason}
          onEnter={() => setWatching(true)}
        />
        <p className="quiet">{t("screen.hint")}</p>
      </Asking>
    );
  return (
    <Modal open title={title} footer={null} onCancel={close} width="min(96vw, 1500px)" centered>
      <Suspense>
        <ScreenView agentId={agentId} reason={reason.trim()} />
      </Suspense>
    </Modal>
  );
}
