// What a person sets for the live page in this browser: filters, order, appearance, limits. Kept in localStorage.

import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { AgentFilter, AgentOrder } from "./agent-selection.ts";
import { type QueueLimits, type StateLimits, standardQueueLimits, standardStateLimits } from "./limits.ts";
import type { QueueFigure } from "./queue-figures.tsx";

export interface QueueOrder {
  by: QueueFigure | "name";
  descending: boolean;
}

interface LiveSettings {
  filter: AgentFilter;
  order: AgentOrder;
  appearance: "tiles" | "list";
  queueFilter: string;
  queueOrder: QueueOrder;
  queueLimits: QueueLimits;
  /** Queues with limits of their own, by id. */
  limitsOfQueue: Record<string, QueueLimits>;
  stateLimits: StateLimits;
  set(part: Partial<Omit<LiveSettings, "set">>): void;
}

export const noFilter: AgentFilter = { text: "", state: null, team: null, queue: null };

export const useLiveSettings = create<LiveSettings>()(
  persist(
    (set) => ({
      filter: noFilter,
      order: "state",
      appearance: "tiles",
      queueFilter: "",
      queueOrder: { by: "name", descending: false },
      queueLimits: standardQueueLimits,
      limitsOfQueue: {},
      stateLimits: standardStateLimits,
      set: (part) => set(part),
    }),
    { name: "tellerline-live" },
  ),
);

/** The limits of one queue: its own, or those of all. */
export function limitsOf(
  queueId: string,
  { queueLimits, limitsOfQueue }: Pick<LiveSettings, "queueLimits" | "limitsOfQueue">,
): QueueLimits {
  return limitsOfQueue[queueId] ?? queueLimits;
}
