// What a team leader may do from the live page: supervise an interaction, move one that waits, change an agent's state by
// force. What is not possible now is refused by the server and said in words.

import { MoreOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import {
  type ForceAction,
  forceAgent,
  type LiveAgent,
  type LiveInteraction,
  listQueues,
  type MoveRequest,
  moveInteraction,
  type SupervisionWish,
  superviseInteraction,
} from "@tellerline/sdk";
import { App, Button, Dropdown, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { useMe, useRight } from "../session/session.ts";

/** Says why something was refused. */
function useRefusal() {
  const { message } = App.useApp();
  return (error: unknown) => {
    void message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" "));
  };
}

export function InteractionActions({ interaction }: { interaction: LiveInteraction }) {
  const mayAct = useRight("supervise");
  if (!mayAct) return null;
  if (interaction.stage === "queue") return <MoveActions interactionId={interaction.interactionId} />;
  return interaction.stage === "connected" ? <SuperviseActions interaction={interaction} /> : null;
}

function SuperviseActions({ interaction }: { interaction: LiveInteraction }) {
  const { t } = useTranslation();
  const { agentId } = useMe();
  const refused = useRefusal();
  const { interactionId, supervisors = [] } = interaction;
  const mine = supervisors.find((supervisor) => supervisor.agentId === agentId);
  const { mutate } = useMutation({
    mutationFn: (mode: SupervisionWish) => api.call(superviseInteraction, { path: { interactionId }, body: { mode } }),
    onError: refused,
  });
  // He takes over what he hears already; while his own phone rings he hears nothing.
  const on: SupervisionWish[] = mine?.state === "on" ? ["intercept", "off"] : mine === undefined ? [] : ["off"];
  const wishes: SupervisionWish[] = ["listen", "coach", "bargeIn", ...on];
  const items = wishes
    .filter((wish) => wish !== mine?.mode)
    .map((wish) => ({ key: wish, label: t(`floor.supervise.${wish}`) }));
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => mutate(key as SupervisionWish) }}>
      <Button size="small" icon={<MoreOutlined />} aria-label={t("floor.actions")} />
    </Dropdown>
  );
}

function MoveActions({ interactionId }: { interactionId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const refused = useRefusal();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues), enabled: open });
  const { mutate } = useMutation({
    mutationFn: (body: MoveRequest) => api.call(moveInteraction, { path: { interactionId }, body }),
    onSuccess: () => void message.success(t("floor.moved")),
    onError: refused,
  });
  const queues = (data?.items ?? []).map(({ id, name }) => ({ key: `queue ${id}`, label: name }));
  const items = [
    { key: "front", label: t("floor.move.front") },
    { key: "queues", label: t("floor.move.queue"), children: queues },
  ];
  const onClick = ({ key }: { key: string }) => {
    if (key === "front") mutate({ toFront: true });
    else if (key.startsWith("queue ")) mutate({ queueId: key.slice("queue ".length) });
  };
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick }} onOpenChange={setOpen}>
      <Button size="small" icon={<MoreOutlined />} aria-label={t("floor.actions")} />
    </Dropdown>
  );
}

/** Which of the actions make sense for what the agent is; the server has the last word. */
function actionsFor({ state, locked }: LiveAgent): ForceAction[] {
  if (locked === true) return ["unlock", "signOut"];
  if (state === "signedOut") return [];
  if (state === "engaged") return ["release", "notReady", "lock", "signOut"];
  if (state === "ready" || state === "reserved") return ["notReady", "lock", "signOut"];
  if (state === "notReady") return ["endRest", "lock", "signOut"];
  return ["ready", "notReady", "lock", "signOut"];
}

export function AgentActions({ agent }: { agent: LiveAgent }) {
  const { t } = useTranslation();
  const mayAct = useRight("supervise");
  const [action, setAction] = useState<ForceAction>();
  const actions = actionsFor(agent);
  if (!mayAct || actions.length === 0) return null;
  const items = actions.map((key) => ({ key, label: t(`floor.force.${key}`) }));
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => setAction(key as ForceAction) }}>
        <Button
          size="small"
          type="text"
          className="agent-actions"
          icon={<MoreOutlined />}
          aria-label={t("floor.actionsOn", { name: agent.name })}
        />
      </Dropdown>
      {action !== undefined && <ForceDialog agent={agent} action={action} onClose={() => setAction(undefined)} />}
    </>
  );
}

function ForceDialog({ agent, action, onClose }: { agent: LiveAgent; action: ForceAction; onClose: () => void }) {
  const { t } = useTranslation();
  const refused = useRefusal();
  const [reason, setReason] = useState("");
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      api.call(forceAgent, { path: { agentId: agent.agentId }, body: { action, reason: reason.trim() } }),
    onSuccess: onClose,
    onError: refused,
  });
  return (
    <Modal
      open
      title={`${t(`floor.force.${action}`)} · ${agent.name}`}
      okText={t(`floor.force.${action}`)}
      okButtonProps={{ disabled: reason.trim() === "", loading: isPending }}
      cancelText={t("common.cancel")}
      onOk={() => mutate()}
      onCancel={onClose}
    >
      <Input
        autoFocus
        maxLength={200}
        placeholder={t("floor.reason")}
        aria-label={t("floor.reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        onPressEnter={() => reason.trim() !== "" && mutate()}
      />
      <p className="quiet">{t("floor.reasonHint")}</p>
    </Modal>
  );
}
