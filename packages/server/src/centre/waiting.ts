// The customer waits in a queue again: sent on by an agent, or left by whoever served him (SPEC.md, IN-7).

import type { Party, QueueRef } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";

/** Puts him at the end of another queue. */
export function sendToQueue(work: InteractionWork, queue: QueueRef): void {
  work.state.queue = queue;
  work.state.queuedAt = undefined;
  wait(work, queue, false, []);
}

/**
 * IN-7: a customer whom nobody serves any more goes back to where he came from, at his old place; if he never waited, the
 * call is over.
 *
 * @param gone who was to serve him and does not, if the router still has him engaged.
 */
export function giveBack(work: InteractionWork, gone?: Party): void {
  const { queue } = work.state;
  if (queue === undefined) {
    if (gone !== undefined) work.releaseAgent(gone);
    work.endCall("failed");
    return;
  }
  wait(work, queue, true, gone?.agentId !== undefined && gone.answeredAt === undefined ? [gone.agentId] : []);
}

/** The router let him wait already. */
export function waitsAgain(work: InteractionWork): void {
  const { queue } = work.state;
  work.state.mode = "talk";
  work.enter("queue");
  work.playMusic();
  if (queue === undefined) return;
  work.journal({ type: "queued", queueId: queue.id, queueName: queue.name, priority: work.place.priority });
}

function wait(work: InteractionWork, queue: QueueRef, keepsPlace: boolean, silent: string[]): void {
  waitsAgain(work);
  work.place.waitAgain(queue, { keepsPlace, since: work.state.queuedAt, silent });
}
