// The live view as the page holds it: lists for React that are new only where something changed. Events of a frame are gathered and applied together; of several about one thing only the last counts.
//
//   event ─▶ push ─▶ pending (last per thing) ─▶ next frame: flush ─▶ new lists ─▶ listeners
//   load ─▶ answer replaces everything, then what came while it was under way is applied again

import type { Live, LiveAgent, LiveInteraction, LiveQueue, ServerEvent } from "@tellerline/sdk";

export type LiveEvent = Extract<
  ServerEvent,
  { type: "queue.changed" | "agent.changed" | "interaction.changed" | "interaction.ended" }
>;

export interface LiveLists {
  queues: readonly LiveQueue[];
  agents: readonly LiveAgent[];
  interactions: readonly LiveInteraction[];
}
export type LiveKind = keyof LiveLists;

/** Calls `run` at the next frame, or when the page is next to be brought up to date. */
export type NextFrame = (run: () => void) => void;

/** Things in the order in which they came, found by id; a copy of the list is made once per frame, and only if it changed. */
class Things<Thing> {
  list: readonly Thing[] = [];
  readonly #places = new Map<string, number>();
  #next: Thing[] | undefined;

  replace(things: readonly Thing[], idOf: (thing: Thing) => string): void {
    this.list = things;
    this.#next = undefined;
    this.#places.clear();
    for (const [place, thing] of things.entries()) this.#places.set(idOf(thing), place);
  }

  put(id: string, thing: Thing): void {
    this.#next ??= this.list.slice();
    const place = this.#places.get(id) ?? this.#next.length;
    this.#places.set(id, place);
    this.#next[place] = thing;
  }

  remove(id: string): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    this.#next = (this.#next ?? this.list).toSpliced(place, 1);
    this.#places.delete(id);
    for (const [other, at] of this.#places) if (at > place) this.#places.set(other, at - 1);
  }

  /** @returns whether the list is a new one. */
  renew(): boolean {
    if (this.#next === undefined) return false;
    this.list = this.#next;
    this.#next = undefined;
    return true;
  }
}

const kinds = ["queues", "agents", "interactions"] as const satisfies LiveKind[];

export class LiveBoard {
  readonly #nextFrame: NextFrame;
  readonly #things = {
    queues: new Things<LiveQueue>(),
    agents: new Things<LiveAgent>(),
    interactions: new Things<LiveInteraction>(),
  };
  readonly #pending = new Map<string, LiveEvent>();
  readonly #listeners = {
    queues: new Set<() => void>(),
    agents: new Set<() => void>(),
    interactions: new Set<() => void>(),
  };
  /** What came since the load under way began. */
  #meanwhile: LiveEvent[] | undefined;
  #frameAsked = false;

  constructor(nextFrame: NextFrame) {
    this.#nextFrame = nextFrame;
  }

  /** Takes one event; it shows with the next frame. */
  push(event: LiveEvent): void {
    this.#meanwhile?.push(event);
    const key = keyOf(event);
    // The later event goes to the end, so that new things appear in the order of their last news.
    this.#pending.delete(key);
    this.#pending.set(key, event);
    if (this.#frameAsked) return;
    this.#frameAsked = true;
    this.#nextFrame(() => this.flush());
  }

  /** Loads everything anew. What happens while the answer is under way is not lost. */
  async load(fetch: () => Promise<Live>): Promise<void> {
    this.#meanwhile = [];
    try {
      const live = await fetch();
      const { queues, agents, interactions } = this.#things;
      queues.replace(live.queues, (queue) => queue.queueId);
      agents.replace(live.agents, (agent) => agent.agentId);
      interactions.replace(live.interactions, (interaction) => interaction.interactionId);
      for (const event of this.#meanwhile) this.#apply(event);
      for (const kind of kinds) this.#things[kind].renew();
      for (const kind of kinds) this.#tell(kind);
    } finally {
      this.#meanwhile = undefined;
    }
  }

  /** Applies what is pending now. */
  flush(): void {
    this.#frameAsked = false;
    for (const event of this.#pending.values()) this.#apply(event);
    this.#pending.clear();
    for (const kind of kinds) if (this.#things[kind].renew()) this.#tell(kind);
  }

  /** The list as it is; the same object until something in it changes. */
  list<Kind extends LiveKind>(kind: Kind): LiveLists[Kind] {
    return this.#things[kind].list as LiveLists[Kind];
  }

  /** @returns the function that ends it. */
  subscribe(kind: LiveKind, listener: () => void): () => void {
    this.#listeners[kind].add(listener);
    return () => this.#listeners[kind].delete(listener);
  }

  #apply(event: LiveEvent): void {
    const { queues, agents, interactions } = this.#things;
    if (event.type === "queue.changed") queues.put(event.data.queueId, event.data);
    else if (event.type === "agent.changed") agents.put(event.data.agentId, event.data);
    else if (event.type === "interaction.changed") interactions.put(event.data.interactionId, event.data);
    else interactions.remove(event.data.interactionId);
  }

  #tell(kind: LiveKind): void {
    for (const listener of this.#listeners[kind]) listener();
  }
}

function keyOf(event: LiveEvent): string {
  if (event.type === "queue.changed") return event.data.queueId;
  return event.type === "agent.changed" ? event.data.agentId : event.data.interactionId;
}
