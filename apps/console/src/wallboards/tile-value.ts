// What a tile shows (formulas: docs/figures.md): a figure of all queues or of some together, and how it stands to its limits.

import type { FigureTile, LiveAgent, LiveQueue } from "@tellerline/sdk";
import { type Level, whenHigh, whenLow } from "../live/limits.ts";
import { liveTotals } from "../live/live-totals.ts";

export type Figure = FigureTile["figure"];
export type Unit = "count" | "agents" | "seconds" | "percent";

export const figures: readonly Figure[] = [
  ...(["waiting", "longestWait", "serviceLevel", "offered", "answered", "abandoned", "averageWait"] as const),
  ...(["ready", "talking", "wrapUp", "notReady", "signedIn"] as const),
];

/** Of these too little is what is wrong, of the others too much. */
const lowIsBad: ReadonlySet<Figure> = new Set(["serviceLevel", "ready", "signedIn", "answered"]);

export function isLowBad(figure: Figure): boolean {
  return lowIsBad.has(figure);
}

export function unitOf(figure: Figure): Unit {
  switch (figure) {
    case "serviceLevel":
      return "percent";
    case "longestWait":
    case "averageWait":
      return "seconds";
    case "ready":
    case "talking":
    case "wrapUp":
    case "notReady":
    case "signedIn":
      return "agents";
    default:
      return "count";
  }
}

export interface Floor {
  queues: readonly LiveQueue[];
  agents: readonly LiveAgent[];
  /** The server's time, ms. */
  now: number;
}

/** The figure in its unit; null while there is nothing to tell: no queue is left, nobody was counted. */
export function tileValue({ figure, queueIds }: Pick<FigureTile, "figure" | "queueIds">, floor: Floor): number | null {
  const queues = floor.queues.filter(({ queueId }) => queueIds.length === 0 || queueIds.includes(queueId));
  if (queues.length === 0) return null;
  const sum = (of: (queue: LiveQueue) => number) => queues.reduce((total, queue) => total + of(queue), 0);
  switch (figure) {
    case "longestWait":
      return longestWaitMs(queues, floor.now) / 1000;
    case "serviceLevel":
      return share(
        sum(({ serviceLevel, serviceLevelCounted }) => (serviceLevel ?? 0) * serviceLevelCounted * 100),
        sum(({ serviceLevel, serviceLevelCounted }) => (serviceLevel === null ? 0 : serviceLevelCounted)),
      );
    case "averageWait":
      return share(
        sum(({ today }) => today.waitMs / 1000),
        sum(({ today }) => today.offered),
      );
    case "offered":
    case "answered":
    case "abandoned":
      return sum(({ today }) => today[figure]);
    default:
      return liveTotals(queues, queueIds.length === 0 ? floor.agents : membersOf(queues, floor.agents))[figure];
  }
}

/** The tile's colour. */
export function tileLevel({ figure, warning, alarm }: FigureTile, value: number | null): Level {
  if (isLowBad(figure)) return whenLow(value, { warning, alarm });
  return value === null ? "normal" : whenHigh(value, { warning, alarm });
}

function longestWaitMs(queues: readonly LiveQueue[], now: number): number {
  let longest = 0;
  for (const { waiting, longestSince } of queues) {
    if (waiting > 0 && longestSince !== null) longest = Math.max(longest, now - longestSince);
  }
  return longest;
}

/** Members of at least one of the queues. */
function membersOf(queues: readonly LiveQueue[], agents: readonly LiveAgent[]): LiveAgent[] {
  const names = new Set(queues.map(({ name }) => name));
  return agents.filter((agent) => agent.queues.some((name) => names.has(name)));
}

function share(part: number, whole: number): number | null {
  return whole <= 0 ? null : part / whole;
}
