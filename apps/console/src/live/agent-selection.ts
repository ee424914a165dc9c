// Which agents are shown, in which order: pure, and quick enough for 20,000 of them in every frame.

import type { AgentState, LiveAgent } from "@tellerline/sdk";

export const agentStates: readonly AgentState[] = ["ready", "reserved", "engaged", "wrapUp", "notReady", "signedOut"];

export const agentOrders = ["state", "longest", "name", "handled", "averageTalk"] as const;
export type AgentOrder = (typeof agentOrders)[number];

export interface AgentFilter {
  /** Part of a name or number. */
  text: string;
  state: AgentState | null;
  team: string | null;
  queue: string | null;
}

/** talk ÷ handled; null before the first. */
export function averageTalkMs({ today }: Pick<LiveAgent, "today">): number | null {
  return today.handled === 0 ? null : today.talkMs / today.handled;
}

/** Things in the order of their names, kept: comparing Chinese names is slow, and names seldom change. */
export class NameOrder {
  readonly #collator = new Intl.Collator("zh-CN", { numeric: true });
  #names: readonly string[] = [];
  #order: readonly number[] = [];

  /** Sorts anew only when a name came, went or changed. */
  inOrder<Named extends { name: string }>(items: readonly Named[]): Named[] {
    const isKnown = items.length === this.#names.length && items.every(({ name }, n) => name === this.#names[n]);
    if (!isKnown) {
      this.#names = items.map(({ name }) => name);
      const distinct = [...new Set(this.#names)].sort(this.#collator.compare);
      const places = new Map(distinct.map((name, place) => [name, place]));
      const placeOf = this.#names.map((name) => places.get(name) ?? 0);
      this.#order = items.map((_, n) => n).sort((a, b) => (placeOf[a] ?? 0) - (placeOf[b] ?? 0));
    }
    return this.#order.map((n) => items[n] as Named);
  }
}

/** Those that the filter lets through, in the order asked for. */
export function selectAgents(
  agents: readonly LiveAgent[],
  filter: AgentFilter,
  order: AgentOrder,
  names: NameOrder,
): LiveAgent[] {
  const text = filter.text.trim().toLowerCase();
  const chosen = names
    .inOrder(agents)
    .filter(
      (agent) =>
        (filter.state === null || agent.state === filter.state) &&
        (filter.team === null || agent.team === filter.team) &&
        (filter.queue === null || agent.queues.includes(filter.queue)) &&
        (text === "" || agent.name.toLowerCase().includes(text) || agent.number.includes(text)),
    );
  // Who is equal stays in the order of names.
  if (order === "name") return chosen;
  if (order === "state") return byState(chosen);
  return chosen.sort(comparators[order]);
}

function byState(agents: readonly LiveAgent[]): LiveAgent[] {
  const groups = new Map<AgentState, LiveAgent[]>(agentStates.map((state) => [state, []]));
  for (const agent of agents) groups.get(agent.state)?.push(agent);
  return [...groups.values()].flat();
}

const away = ({ state }: LiveAgent) => (state === "signedOut" ? 1 : 0);

const comparators: Record<Exclude<AgentOrder, "name" | "state">, (a: LiveAgent, b: LiveAgent) => number> = {
  // Who is signed out is long in his state and nobody's concern.
  longest: (a, b) => away(a) - away(b) || a.since - b.since,
  handled: (a, b) => b.today.handled - a.today.handled,
  averageTalk: (a, b) => (averageTalkMs(b) ?? -1) - (averageTalkMs(a) ?? -1),
};
