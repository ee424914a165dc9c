// How a call-back begins and is carried out inside an interaction (SPEC.md, IN-27, IN-28): a caller gives up his line and
// keeps his place; later the interaction of the call-back waits there, without a customer, until an agent is there.

import type { SkillRequirement } from "@tellerline/acd";
import type { PartyTarget } from "@tellerline/voice";
import type { QueueRef } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";

/** A customer who waits to be called. */
export interface CallBackSetup {
  queue: QueueRef;
  priority: number;
  requiredSkills: SkillRequirement[];
  preferredSkills: SkillRequirement[];
  since: number;
  /** How he is reached when an agent is there; undefined: no trunk leads to him now. */
  customer(): PartyTarget | undefined;
}

/** A number that can be dialled; a hidden one cannot. */
export function isCallable(number: string): boolean {
  return /^\+?\d{5,20}$/.test(number);
}

/** IN-27. @returns whether he will be called; not while somebody rings for him, who is sooner there. */
export function askForCallBack(work: InteractionWork): boolean {
  const { state, place } = work;
  const { queue, queuedAt, customerNumber: number, language, interactionId } = state;
  if (state.stage !== "queue" || queue === undefined || state.parties.size > 0 || !isCallable(number)) return false;
  const { priority, requiredSkills, preferredSkills = [] } = place.wish;
  const asked = { priority, requiredSkills, preferredSkills };
  const wish = { queueId: queue.id, number, language, ...asked, since: queuedAt ?? work.now };
  const attributes = { ...state.attributes };
  work.emit({ type: "callBack", wish: { ...wish, source: "flow", originId: interactionId, attributes } });
  // However the call ends now: he has not given up.
  work.endReason = "callBack";
  return true;
}

/** IN-28: at the place he had. */
export function waitToCallBack(work: InteractionWork, { queue, since, ...wish }: CallBackSetup): void {
  const { state } = work;
  const { priority, requiredSkills, preferredSkills } = wish;
  state.queue = queue;
  state.queuedAt = since;
  work.enter("queue");
  work.journal({ type: "queued", queueId: queue.id, queueName: queue.name, priority, since });
  work.place.resume(queue.id, { requiredSkills, preferredSkills, priority }, since);
}
