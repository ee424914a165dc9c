// Limits of figures: from the first on attention is due, from the second on something is wrong. Levels always come with a word.

import type { AgentState, LiveAgent, LiveQueue } from "@tellerline/sdk";

export type Level = "normal" | "warning" | "alarm";

/** Yellow and red; null: not watched. */
export interface Limit {
  readonly warning: number | null;
  readonly alarm: number | null;
}

/** Of a queue: interactions, seconds, per cent. A service level is low, the others are high. */
export interface QueueLimits {
  readonly waiting: Limit;
  readonly longestWait: Limit;
  readonly serviceLevel: Limit;
}

/** Seconds in a state. */
export type StateLimits = Readonly<Partial<Record<AgentState, Limit>>>;

export const standardQueueLimits: QueueLimits = {
  waiting: { warning: 5, alarm: 10 },
  longestWait: { warning: 60, alarm: 180 },
  serviceLevel: { warning: 80, alarm: 60 },
};

export const standardStateLimits: StateLimits = {
  reserved: { warning: 15, alarm: 30 },
  engaged: { warning: 600, alarm: 1200 },
  wrapUp: { warning: 120, alarm: 300 },
  notReady: { warning: 900, alarm: 1800 },
};

/** The level of a figure that should be low. */
export function whenHigh(value: number, { warning, alarm }: Limit): Level {
  if (alarm !== null && value >= alarm) return "alarm";
  return warning !== null && value >= warning ? "warning" : "normal";
}

/** The level of a figure that should be high; what is not known is not low. */
export function whenLow(value: number | null, { warning, alarm }: Limit): Level {
  if (value === null) return "normal";
  if (alarm !== null && value < alarm) return "alarm";
  return warning !== null && value < warning ? "warning" : "normal";
}

const order: readonly Level[] = ["normal", "warning", "alarm"];

/** The worst of several. */
export function worst(levels: readonly Level[]): Level {
  return order[Math.max(0, ...levels.map((level) => order.indexOf(level)))] ?? "normal";
}

/** Each figure of a queue against its limits. */
export function queueLevels(queue: LiveQueue, limits: QueueLimits, now: number): Record<keyof QueueLimits, Level> {
  const { waiting, longestSince, serviceLevel } = queue;
  const longest = waiting === 0 || longestSince === null ? 0 : (now - longestSince) / 1000;
  return {
    waiting: whenHigh(waiting, limits.waiting),
    longestWait: whenHigh(longest, limits.longestWait),
    serviceLevel: whenLow(serviceLevel === null ? null : serviceLevel * 100, limits.serviceLevel),
  };
}

/** How long an agent is in his state, against the limit of this state. */
export function stateLevel(
  { state, since }: Pick<LiveAgent, "state" | "since">,
  limits: StateLimits,
  now: number,
): Level {
  const limit = limits[state];
  return limit === undefined ? "normal" : whenHigh((now - since) / 1000, limit);
}
