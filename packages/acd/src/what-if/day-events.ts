// What an event of the journal says about where it came from.

import type { RouterEvent } from "../router-event.ts";

/** He left by himself; otherwise something else took him away. */
export function isOwnWill(left: string): boolean {
  return !["queueRemoved", "reconciled", "terminalLost", "released"].includes(left);
}

/** The interaction the event is about. */
export function subjectOf(event: RouterEvent): string | undefined {
  return "interactionId" in event ? event.interactionId : undefined;
}

/** What an agent or his phone did, not what followed from something else. */
export function isResponse(reason: string): boolean {
  return ["refused", "noAnswer", "busy", "rejected", "unreachable", "error"].includes(reason);
}

/** Part of what an administrator changed. */
export function isConfiguration(event: RouterEvent): boolean {
  const { type } = event;
  return (
    type === "skillsConfigured" ||
    type === "queueConfigured" ||
    type === "queueRemoved" ||
    type === "agentConfigured" ||
    (type === "restSet" && "reason" in event.rest && ["removed", "configured"].includes(event.rest.reason)) ||
    (type === "left" && event.reason === "queueRemoved")
  );
}

/** What a configuration brings with it, in the same step. */
export function followsConfiguration(event: RouterEvent): boolean {
  if (event.type === "agentRemoved" || (event.type === "moved" && event.because === "overflow")) return true;
  return event.type === "offerEnded" && ["agentRemoved", "queueRemoved"].includes(event.reason);
}

/** By a leader's hand. */
export function isMove(event: RouterEvent): boolean {
  return (
    (event.type === "moved" && event.because === "supervisor") ||
    event.type === "reranked" ||
    (event.type === "holdSet" && event.hold?.because === "given")
  );
}

/** Found so after a restart. */
export function isReconciled(event: RouterEvent): boolean {
  if (event.type === "assigned") return event.how === "reconciled";
  if (event.type === "restSet") return "reason" in event.rest && event.rest.reason === "reconciled";
  return "reason" in event && event.reason === "reconciled";
}
