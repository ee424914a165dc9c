// Who can be offered something now, in order: per queue and channel one row of all available members and, once the row
// is long, one per skill that was asked for. Selection looks at the shortest row that must contain the answer, never at
// all agents. Nothing here decides: another layout gives the same choice.

import type { AgentRecord, InteractionRecord, RouterState } from "./router-state.ts";
import { chain, type NamedComparator, type Rules } from "./rules.ts";
import { type Compare, type Found, newSeat, type Seat, SeatHeap } from "./seat-heap.ts";

/** Below this a row is looked through, above it the skill gets a row of its own. */
const longRow = 128;

interface Pool {
  compare: Compare<AgentRecord>;
  comparators: readonly NamedComparator[];
  members: Set<AgentRecord>;
  all: SeatHeap<AgentRecord>;
  bySkill: Map<string, SeatHeap<AgentRecord>>;
}

/** An agent's seats on one channel, sat on or free. */
interface Seating {
  channel: string;
  pools: Pool[];
  rows: { heap: SeatHeap<AgentRecord>; seat: Seat<AgentRecord> }[];
  seated: boolean;
  /** Where in the order he sits; when it differs from the agent's he must move. */
  idleOrder: number;
  load: number;
}

export interface Selection extends Found<AgentRecord> {
  candidates: number;
  comparators: readonly NamedComparator[];
}

export class ReadyIndex {
  readonly #state: RouterState;
  readonly #rules: Rules;
  readonly #pools = new Map<string, Map<string, Pool>>();
  readonly #seatings = new Map<AgentRecord, Seating[]>();

  constructor(state: RouterState, rules: Rules) {
    this.#state = state;
    this.#rules = rules;
  }

  /** After a change of the agent's configuration, or of a queue he is in. */
  configure(agent: AgentRecord): void {
    this.remove(agent);
    const seatings = Object.keys(agent.configuration.capacity).map((channel): Seating => {
      const rows: Seating["rows"] = [];
      const pools: Pool[] = [];
      for (const queueId of agent.queues) {
        const pool = this.#pool(queueId, channel);
        if (pool === undefined) continue;
        pool.members.add(agent);
        pools.push(pool);
        rows.push({ heap: pool.all, seat: newSeat(agent) });
        for (const [skillId, heap] of pool.bySkill) {
          if (agent.skills.has(skillId)) rows.push({ heap, seat: newSeat(agent) });
        }
      }
      return { channel, pools, rows, seated: false, idleOrder: 0, load: 0 };
    });
    this.#seatings.set(agent, seatings);
    this.refresh(agent);
  }

  /** Forgets the agent. */
  remove(agent: AgentRecord): void {
    for (const seating of this.#seatings.get(agent) ?? []) {
      stand(seating);
      for (const pool of seating.pools) pool.members.delete(agent);
    }
    this.#seatings.delete(agent);
  }

  /** After a change of a queue's strategy; members must be configured again. */
  removeQueue(queueId: string): void {
    this.#pools.delete(queueId);
  }

  /** After any change of the agent's state: sits down, stands up or moves. */
  refresh(agent: AgentRecord): void {
    for (const seating of this.#seatings.get(agent) ?? []) {
      const available = this.#rules.available(agent, seating.channel);
      const inPlace = seating.idleOrder === agent.idleOrder && seating.load === agent.engaged.length;
      if (seating.seated && (!available || !inPlace)) stand(seating);
      if (!available || seating.seated) continue;
      for (const { heap, seat } of seating.rows) heap.add(seat);
      seating.seated = true;
      seating.idleOrder = agent.idleOrder;
      seating.load = agent.engaged.length;
    }
  }

  /** The channels on which the agent can be offered something now. */
  channels(agent: AgentRecord): string[] {
    const channels: string[] = [];
    for (const seating of this.#seatings.get(agent) ?? []) if (seating.seated) channels.push(seating.channel);
    return channels;
  }

  /** The best available agent for a waiting interaction by its queue's strategy. */
  select(interaction: InteractionRecord): Selection | undefined {
    const queueId = interaction.queueId as string;
    const pool = this.#pools.get(queueId)?.get(interaction.channel);
    if (pool === undefined || pool.all.size === 0) return undefined;
    const row = this.#shortestRow(pool, interaction);
    const found = row.find(
      (agent) => this.#rules.fits(agent, queueId, interaction.requirement) && this.#rules.admits(agent, interaction),
    );
    return found && { ...found, candidates: pool.all.size, comparators: pool.comparators };
  }

  #shortestRow(pool: Pool, interaction: InteractionRecord): SeatHeap<AgentRecord> {
    let shortest = pool.all;
    let missing: string | undefined;
    for (const { skillId } of interaction.requirement) {
      const row = pool.bySkill.get(skillId);
      if (row === undefined) missing ??= skillId;
      else if (row.size < shortest.size) shortest = row;
    }
    if (missing === undefined || shortest.size <= longRow) return shortest;
    const row = this.#addRow(pool, interaction.channel, missing);
    return row.size < shortest.size ? row : shortest;
  }

  /** A row for a skill, once and for all: costs one look at each member of the queue. */
  #addRow(pool: Pool, channel: string, skillId: string): SeatHeap<AgentRecord> {
    const heap = new SeatHeap(pool.compare);
    pool.bySkill.set(skillId, heap);
    for (const agent of pool.members) {
      if (!agent.skills.has(skillId)) continue;
      const seating = this.#seatings.get(agent)?.find((held) => held.channel === channel);
      if (seating === undefined) continue;
      const seat = newSeat(agent);
      seating.rows.push({ heap, seat });
      if (seating.seated) heap.add(seat);
    }
    return heap;
  }

  #pool(queueId: string, channel: string): Pool | undefined {
    const queue = this.#state.queues.get(queueId);
    if (queue === undefined) return undefined;
    let channels = this.#pools.get(queueId);
    if (channels === undefined) {
      channels = new Map();
      this.#pools.set(queueId, channels);
    }
    let pool = channels.get(channel);
    if (pool === undefined) {
      const comparators = this.#rules.strategies[queue.strategy];
      const compare = chain(comparators);
      pool = { compare, comparators, members: new Set(), all: new SeatHeap(compare), bySkill: new Map() };
      channels.set(channel, pool);
    }
    return pool;
  }
}

function stand(seating: Seating): void {
  if (!seating.seated) return;
  for (const { heap, seat } of seating.rows) heap.remove(seat);
  seating.seated = false;
}
