// What a team leader may do from the live page and the seat map: supervise an interaction, move one that waits, change an
// agent's state by force. What is not possible now is refused by the server and said in words.

import type { ForceAction, LiveAgent, LiveInteraction, LiveQueue, SupervisionWish } from "@tellerline/sdk";
import type { MenuProps } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useMe, useRight } from "../session/session.ts";
import { LazyMenu } from "./lazy-menu.tsx";
import { forceActionsFor, wishesFor, wishWord } from "./leader-choices.ts";
import { openLeaderDialog } from "./leader-dialogs.tsx";
import { useLeaderWork } from "./leader-work.ts";
import { liveBoard } from "./use-live.ts";

type Items = NonNullable<MenuProps["items"]>;

function superviseItems(t: TFunction, interaction: LiveInteraction, agentId: string | null): Items {
  return wishesFor(interaction, agentId).map((wish) => ({
    key: `supervise ${wish}`,
    label: wishWord(t, interaction.channel, wish),
  }));
}

export function InteractionActions({
  interaction,
  queues,
}: {
  interaction: LiveInteraction;
  queues: readonly LiveQueue[];
}) {
  const { t } = useTranslation();
  const { agentId } = useMe();
  const mayAct = useRight("supervise");
  const { move, supervise } = useLeaderWork();
  const { interactionId, stage, customerNumber } = interaction;
  if (!mayAct || (stage !== "queue" && stage !== "connected")) return null;
  const moves = (): Items => [
    { key: "front", label: t("floor.move.front") },
    {
      key: "queues",
      label: t("floor.move.queue"),
      children: queues.map((queue) => ({ key: `queue ${queue.queueId}`, label: queue.name })),
    },
    { key: "agent", label: t("floor.move.agent") },
    { key: "priority", label: t("floor.move.priority") },
  ];
  const onChoose = (key: string) => {
    const [what, argument = ""] = key.split(" ");
    if (what === "block") openLeaderDialog({ kind: "block", interactionId, customer: customerNumber });
    else if (what === "front") move.mutate({ interactionId, body: { toFront: true } });
    else if (what === "queue") move.mutate({ interactionId, body: { queueId: argument } });
    else if (what === "agent" || what === "priority") openLeaderDialog({ kind: what, interaction });
    else if (argument === "off") supervise.mutate({ interactionId, body: { mode: "off" } });
    else openLeaderDialog({ kind: "supervise", interaction, wish: argument as SupervisionWish });
  };
  return (
    <LazyMenu
      label={t("floor.actions")}
      items={() => [
        ...(stage === "queue" ? moves() : superviseItems(t, interaction, agentId)),
        { type: "divider" },
        { key: "block", label: t("floor.block.do"), danger: true },
      ]}
      onChoose={onChoose}
    />
  );
}

/** Everything that can be done to an agent and to what he is talking in; for those with the right. */
export function AgentActions({ agent }: { agent: LiveAgent }) {
  const { t } = useTranslation();
  const { agentId } = useMe();
  const { supervise } = useLeaderWork();
  if (forceActionsFor(agent).length === 0) return null;
  const talk = () => liveBoard.list("interactions").find(({ interactionId }) => interactionId === agent.interactionId);
  const items = (): Items => {
    const interaction = talk();
    const watch = interaction === undefined ? [] : superviseItems(t, interaction, agentId);
    const force = forceActionsFor(agent).map((key) => ({ key: `force ${key}`, label: t(`floor.force.${key}`) }));
    // One's own screen is before one's eyes.
    const screen = agent.agentId === agentId ? [] : [{ key: "screen", label: t("screen.watch") }];
    return [...watch, ...screen, { type: "divider" }, ...force];
  };
  const onChoose = (key: string) => {
    const [what, argument] = key.split(" ");
    if (what === "screen") {
      openLeaderDialog({ kind: "screen", agent });
      return;
    }
    if (what === "force") {
      openLeaderDialog({ kind: "force", agent, action: argument as ForceAction });
      return;
    }
    const interaction = talk();
    if (interaction === undefined) return;
    if (argument === "off") supervise.mutate({ interactionId: interaction.interactionId, body: { mode: "off" } });
    else openLeaderDialog({ kind: "supervise", interaction, wish: argument as SupervisionWish });
  };
  return <LazyMenu label={t("floor.actionsOn", { name: agent.name })} items={items} onChoose={onChoose} />;
}
