// The figures of a day, from its journal alone (docs/figures.md).

import type { Instant } from "@tellerline/base";
import type { RouterEvent } from "../router-event.ts";
import type { RouterSnapshot } from "../router-records.ts";
import { RouterState } from "../router-state.ts";
import type { ServiceCounts } from "../service-level.ts";

/** What a queue is measured by when its configuration says nothing. */
const standardTargetMs = 20_000;
const shortAbandonMs = 5_000;

export interface QueueDay extends ServiceCounts {
  queueId: string;
  name: string;
  /** Waits that ended, however. */
  offered: number;
  /** Of all that were answered. */
  averageWaitMs: number;
  longestWaitMs: number;
}

export interface DayFigures {
  queues: QueueDay[];
  /** Busy ÷ signed-in time over all agents, 0–1. */
  occupancy: number;
}

/** Counts every stay in the queue where it began, if it ended from `from` on and before `to`. */
export function figuresOf(
  events: Iterable<RouterEvent>,
  options: { from?: Instant; to?: Instant; snapshot?: RouterSnapshot } = {},
): DayFigures {
  const { from = 0, to = Number.POSITIVE_INFINITY, snapshot } = options;
  const state = snapshot === undefined ? new RouterState() : RouterState.restore(snapshot);
  const days = new Map<string, QueueDay & { waitMs: number }>();
  const homes = new Map<string, string>();
  let [busyMs, presentMs] = [0, 0];
  const presentSince = new Map<string, number>();
  const busySince = new Map<string, number>();
  const span = (since: Map<string, number>, key: string, on: boolean, at: number): number => {
    const began = since.get(key);
    if (on && began === undefined) since.set(key, at);
    if (on || began === undefined) return 0;
    since.delete(key);
    return Math.max(0, Math.min(at, to) - Math.max(began, from));
  };
  let last = from;
  for (const { id, state: seen } of state.agents.values()) {
    span(presentSince, id, seen !== "signedOut", from);
    span(busySince, id, seen === "engaged" || seen === "wrapUp", from);
  }
  for (const { id, queueId } of state.interactions.values()) if (queueId !== undefined) homes.set(id, queueId);
  for (const event of events) {
    if (event.at >= to) break;
    last = event.at;
    if (event.type === "enqueued") homes.set(event.interactionId, event.queueId);
    const queueId = "interactionId" in event ? homes.get(event.interactionId) : undefined;
    const waiting = "interactionId" in event && state.interactions.get(event.interactionId)?.state !== "engaged";
    if (queueId !== undefined && waiting && event.at >= from) count(dayOf(days, state, queueId), event, state);
    state.apply(event);
    for (const { agent } of state.row.entered) {
      presentMs += span(presentSince, agent.id, agent.state !== "signedOut", event.at);
      busyMs += span(busySince, agent.id, agent.state === "engaged" || agent.state === "wrapUp", event.at);
    }
  }
  for (const began of presentSince.values()) presentMs += last - Math.max(began, from);
  for (const began of busySince.values()) busyMs += last - Math.max(began, from);
  return {
    queues: [...days.values()].map(({ waitMs, ...day }) => {
      return { ...day, averageWaitMs: day.answered === 0 ? 0 : Math.round(waitMs / day.answered) };
    }),
    occupancy: presentMs === 0 ? 0 : busyMs / presentMs,
  };
}

function count(day: QueueDay & { waitMs: number }, event: RouterEvent, state: RouterState): void {
  if (event.type !== "assigned" && event.type !== "left") return;
  const { waitedMs } = event;
  const targetMs = (state.queues.get(day.queueId)?.serviceLevelSeconds ?? standardTargetMs / 1000) * 1000;
  const inTime = Number(waitedMs <= targetMs);
  if (event.type === "assigned") {
    day.offered++;
    day.answered++;
    day.waitMs += waitedMs;
    day.answeredInTime += inTime;
  } else if (event.reason === "abandoned") {
    day.offered++;
    day.abandoned++;
    day.abandonedInTime += inTime;
    day.abandonedShort += Number(waitedMs <= shortAbandonMs);
  } else return;
  day.longestWaitMs = Math.max(day.longestWaitMs, waitedMs);
}

function dayOf(days: Map<string, QueueDay & { waitMs: number }>, state: RouterState, queueId: string) {
  let day = days.get(queueId);
  if (day === undefined) {
    day = {
      ...{ queueId, name: state.queues.get(queueId)?.name ?? queueId, offered: 0, answered: 0, abandoned: 0 },
      ...{ answeredInTime: 0, abandonedInTime: 0, abandonedShort: 0, averageWaitMs: 0, longestWaitMs: 0, waitMs: 0 },
    };
    days.set(queueId, day);
  }
  return day;
}
