// Which of a leader's actions make sense now, and their words. The server has the last word.

import type { ForceAction, LiveAgent, LiveInteraction, SupervisionWish } from "@tellerline/sdk";
import type { TFunction } from "i18next";

/** Which wishes make sense for whoever supervises like `mine`, or does not yet; the server has the last word. */
export function wishesFor(
  { channel, stage, supervisors = [] }: LiveInteraction,
  agentId: string | null,
): SupervisionWish[] {
  if (stage !== "connected") return [];
  const mine = supervisors.find((supervisor) => supervisor.agentId === agentId);
  // A call is taken over by who hears it already; while his own phone rings he hears nothing. A chat can be read at once.
  const mayIntercept = channel === "chat" || mine?.state === "on";
  const wishes: SupervisionWish[] = ["listen", "coach", "bargeIn"];
  if (mayIntercept) wishes.push("intercept");
  if (mine !== undefined) wishes.push("off");
  return wishes.filter((wish) => wish !== mine?.mode);
}

/** Which of the forced actions make sense for what the agent is. */
export function forceActionsFor({ state, locked }: Pick<LiveAgent, "state" | "locked">): ForceAction[] {
  if (locked === true) return ["unlock", "signOut"];
  if (state === "signedOut") return [];
  if (state === "engaged") return ["release", "notReady", "lock", "signOut"];
  if (state === "ready" || state === "reserved") return ["notReady", "lock", "signOut"];
  if (state === "notReady") return ["endRest", "lock", "signOut"];
  return ["ready", "notReady", "lock", "signOut"];
}

/** The word for a wish: one listens to a call and watches a chat. */
export function wishWord(t: TFunction, channel: LiveInteraction["channel"], wish: SupervisionWish): string {
  return channel === "chat" ? t(`floor.superviseChat.${wish}`) : t(`floor.supervise.${wish}`);
}
