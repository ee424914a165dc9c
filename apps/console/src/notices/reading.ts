// What presses, when there is more to ask for, and whose thread a message is in.

import type { ColleagueMessage, DeskNotice, MessageTarget } from "@tellerline/sdk";

const longestTimerMs = 3_600_000;

/** How long to wait before asking again, or never. A moment late, so that it has begun or ended by then. */
export function untilNext(nextAt: number | null, now: number): number | false {
  return nextAt === null ? false : Math.min(longestTimerMs, Math.max(1000, nextAt - now + 250));
}

/** Those that stand above every page until they are read: urgent ones, and those that want a receipt. */
export function pressing(notices: readonly DeskNotice[]): DeskNotice[] {
  return notices.filter(({ readAt, urgency, mustConfirm }) => readAt === null && (urgency === "urgent" || mustConfirm));
}

/** The same for the same thread. */
export function threadKey(target: MessageTarget): string {
  return target.kind === "agent" ? `agent ${target.agentId}` : `team ${target.team}`;
}

/** The thread of a message as `me` sees it. */
export function threadOf(message: ColleagueMessage, me: string): MessageTarget {
  if (message.to.kind === "team" || message.fromAgentId === me) return message.to;
  return { kind: "agent", agentId: message.fromAgentId };
}
