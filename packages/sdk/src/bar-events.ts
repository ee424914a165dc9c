// What happened between two states of a desk, as a page around <softphone-bar> is told it.

import type { Desk, DeskInteraction } from "@tellerline/api";
import { callsOf } from "./call-on-desk.ts";
import type { BarCall } from "./softphone-bar.ts";

export type BarEvent =
  | { name: "ringing" | "answered"; detail: BarCall }
  | { name: "ended"; detail: BarCall & { wasAnswered: boolean } };

/** The call as the page learns of it. */
export function barCallOf(call: DeskInteraction): BarCall {
  const { interactionId, kind, state, customerNumber, customerName, dialledNumber, queueName, language } = call;
  const { startedAt, answeredAt, muted, allowed, attributes } = call;
  return {
    ...{ interactionId, kind, state, customerNumber, customerName, dialledNumber, queueName, language },
    ...{ startedAt, answeredAt, muted, allowed, data: attributes },
  };
}

/** A step of a call's life on the desk: `reached` says how far it is. */
function reached(call: DeskInteraction | undefined): "nothing" | "ringing" | "dialling" | "talking" | "over" {
  if (call === undefined) return "nothing";
  if (call.state === "offered") return "ringing";
  if (call.state === "dialling") return "dialling";
  return call.state === "wrapUp" ? "over" : "talking";
}

/** Everything to be told, in order. A page that came in the middle of a call learns it as `ringing` or `answered`. */
export function callEvents(before: Desk | undefined, after: Desk | undefined): BarEvent[] {
  const [earlier, now] = [callsOf(before), callsOf(after)];
  const find = (calls: DeskInteraction[], id: string) => calls.find(({ interactionId }) => interactionId === id);
  const events: BarEvent[] = [];
  for (const was of earlier) {
    const is = find(now, was.interactionId);
    if (reached(was) !== "over" && (is === undefined || reached(is) === "over"))
      events.push({ name: "ended", detail: { ...barCallOf(is ?? was), wasAnswered: wasAnswered(was, is) } });
  }
  for (const is of now) {
    const [from, to] = [reached(find(earlier, is.interactionId)), reached(is)];
    if (from === to) continue;
    if (to === "ringing") events.push({ name: "ringing", detail: barCallOf(is) });
    if (to === "talking") events.push({ name: "answered", detail: barCallOf(is) });
  }
  return events;
}

/** A wrap-up comes only after a talk, however short it was. */
function wasAnswered(was: DeskInteraction, is: DeskInteraction | undefined): boolean {
  return reached(was) === "talking" || is?.state === "wrapUp";
}
