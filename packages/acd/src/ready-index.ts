// Who can be offered something now, in order: per queue and channel one row of all available members, in which a search
// passes over those who lack a skill by their bits (skill-holders.ts), and, once the row is very long, one per skill that
// was asked for. Selection looks at the shortest row that must contain the answer, never at all agents. Nothing here
// decides: another layout gives the same choice.

import { type Found, KeyedHeap, newSeat, type Seat, type WriteKeys } from "./keyed-heap.ts";
import type { Strategy } from "./router-input.ts";
import { type AgentRecord, type InteractionRecord, queuesOf } from "./router-records.ts";
import type { RouterState } from "./router-state.ts";
import { broadcastAtMost, compareBy, decider, type NamedKey, orderOf, type Rules } from "./rules.ts";
import { SkillHolders } from "./skill-holders.ts";

/** Below this a row is looked through, above it the skill gets a row of its own. */
const standardLongRow = 1_024;

interface Pool {
  queueId: string;
  strategy: Strategy;
  /** What of the order does not depend on the interaction: the keys of the rows. */
  write: WriteKeys<AgentRecord>;
  width: number;
  /** The whole order, also what depends on the interaction. */
  order: readonly NamedKey[];
  /** Keys of the strategy itself that ask about the interaction. */
  perInteraction: readonly NamedKey[];
  members: Set<AgentRecord>;
  all: KeyedHeap<AgentRecord>;
  bySkill: Map<string, KeyedHeap<AgentRecord>>;
}

/** An agent's seats on one channel, sat on or free. */
interface Seating {
  channel: string;
  pools: Pool[];
  rows: { heap: KeyedHeap<AgentRecord>; seat: Seat<AgentRecord> }[];
  seated: boolean;
  /** Where in the order he sits; when it differs from the agent's he must move. */
  idleOrder: number;
  load: number;
}

interface Seatings {
  /** Among the holders of skills. */
  number: number;
  all: Seating[];
  seated: boolean;
  /** For agents of one channel, the usual case: what `channels` answers. */
  only: readonly string[] | undefined;
}

export interface Selection {
  /** One, or all who are rung at once. */
  agents: AgentRecord[];
  strategy: Strategy;
  decidedBy: string;
}

const none: readonly string[] = [];
/** Stands where the order does not depend on the interaction. */
const noInteraction = { favours: [], preferred: [] } as unknown as InteractionRecord;

export class ReadyIndex {
  readonly #state: RouterState;
  readonly #rules: Rules;
  readonly #longRow: number;
  readonly #pools = new Map<string, Map<string, Pool>>();
  readonly #holders = new SkillHolders();

  constructor(state: RouterState, rules: Rules, longRow = standardLongRow) {
    this.#state = state;
    this.#rules = rules;
    this.#longRow = longRow;
  }

  /** After a change of the agent's configuration, or of a queue he is in. He stands until he is seated. */
  configure(agent: AgentRecord): void {
    this.remove(agent);
    const all = Object.keys(agent.configuration.capacity).map((channel): Seating => {
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
    const only = all.length === 1 ? all.map(({ channel }) => channel) : undefined;
    agent.seatings = { number: this.#holders.add(agent), all, seated: false, only } satisfies Seatings;
  }

  /** Forgets the agent. */
  remove(agent: AgentRecord): void {
    const seatings = seatingsOf(agent);
    if (seatings === undefined) return;
    for (const seating of seatings.all) {
      stand(seating);
      for (const pool of seating.pools) pool.members.delete(agent);
    }
    this.#holders.remove(agent, seatings.number);
    agent.seatings = undefined;
  }

  /** After a change of a queue's strategy; members must be configured again. */
  removeQueue(queueId: string): void {
    this.#pools.delete(queueId);
  }

  /** Right after any change of the agent: he must not sit where he does not belong. */
  leave(agent: AgentRecord): void {
    const seatings = seatingsOf(agent);
    if (seatings?.seated !== true) return;
    seatings.seated = false;
    for (const seating of seatings.all) {
      if (!seating.seated) continue;
      const inPlace = seating.idleOrder === agent.idleOrder && seating.load === agent.engaged.length;
      if (inPlace && this.#rules.available(agent, seating.channel)) seatings.seated = true;
      else stand(seating);
    }
  }

  /** Takes the seats of an available agent. */
  sit(agent: AgentRecord): void {
    const seatings = seatingsOf(agent);
    for (const seating of seatings?.all ?? []) {
      if (seating.seated || !this.#rules.available(agent, seating.channel)) continue;
      for (const { heap, seat } of seating.rows) heap.add(seat);
      seating.seated = true;
      seating.idleOrder = agent.idleOrder;
      seating.load = agent.engaged.length;
      if (seatings !== undefined) seatings.seated = true;
    }
  }

  /** The channels on which the agent can be offered something now, seated or not. */
  channels(agent: AgentRecord): readonly string[] {
    const seatings = seatingsOf(agent);
    if (seatings === undefined) return none;
    const { all, only } = seatings;
    if (only !== undefined) return this.#rules.available(agent, only[0] as string) ? only : none;
    const channels: string[] = [];
    for (const { channel } of all) if (this.#rules.available(agent, channel)) channels.push(channel);
    return channels;
  }

  /** The best seated agent for a waiting interaction: by the strategy of the first of its queues where there is one. */
  select(interaction: InteractionRecord): Selection | undefined {
    if (!this.#holders.ask(interaction)) return undefined;
    for (const queueId of queuesOf(interaction)) {
      const pool = this.#pools.get(queueId)?.get(interaction.channel);
      if (pool === undefined || pool.all.size === 0) continue;
      const selection = this.#selectFrom(pool, interaction);
      if (selection !== undefined) return selection;
    }
    return undefined;
  }

  /** What decides when the agent is the only one who can serve it: the queue in which he does. */
  strategyFor(agent: AgentRecord, interaction: InteractionRecord): Strategy | undefined {
    for (const queueId of queuesOf(interaction)) {
      if (this.#rules.fits(agent, queueId, interaction)) return this.#state.queues.get(queueId)?.strategy;
    }
    return undefined;
  }

  #selectFrom(pool: Pool, interaction: InteractionRecord): Selection | undefined {
    const { queueId, strategy, order } = pool;
    const accept = (agent: AgentRecord) =>
      this.#rules.fits(agent, queueId, interaction) && this.#rules.admits(agent, interaction);
    if (strategy === "broadcast") return selectAll(pool, interaction, accept);
    const asks =
      pool.perInteraction.some((key) => key.perInteraction?.(interaction)) ||
      interaction.preferred.length > 0 ||
      this.#favouredIn(pool, interaction, accept);
    const row = this.#shortestRow(pool, interaction);
    const found: Found<AgentRecord> | undefined = asks
      ? row.findBy(accept, compareBy(order, queueId, interaction), this.#holders.have)
      : row.find(accept, this.#holders.have);
    if (found === undefined) return undefined;
    const { value, runnerUp } = found;
    const decidedBy = runnerUp === undefined ? "only" : decider(order, value, runnerUp, queueId, interaction);
    return { agents: [value], strategy, decidedBy };
  }

  /** Whether one of those who should serve sits there: only then does the order depend on it. */
  #favouredIn(pool: Pool, { favours, channel }: InteractionRecord, accept: (agent: AgentRecord) => boolean): boolean {
    for (const agentId of favours) {
      const agent = this.#state.agents.get(agentId);
      if (agent === undefined || !pool.members.has(agent) || !accept(agent)) continue;
      if (this.#rules.available(agent, channel)) return true;
    }
    return false;
  }

  #shortestRow(pool: Pool, interaction: InteractionRecord): KeyedHeap<AgentRecord> {
    let shortest = pool.all;
    let missing: string | undefined;
    for (const { skillId } of interaction.requirement) {
      const row = pool.bySkill.get(skillId);
      if (row === undefined) missing ??= skillId;
      else if (row.size < shortest.size) shortest = row;
    }
    if (missing === undefined || shortest.size <= this.#longRow) return shortest;
    const row = this.#addRow(pool, interaction.channel, missing);
    return row.size < shortest.size ? row : shortest;
  }

  /** A row for a skill, once and for all: costs one look at each member of the queue. */
  #addRow(pool: Pool, channel: string, skillId: string): KeyedHeap<AgentRecord> {
    const heap = new KeyedHeap(pool.width, pool.write, true);
    pool.bySkill.set(skillId, heap);
    for (const agent of pool.members) {
      if (!agent.skills.has(skillId)) continue;
      const seating = seatingsOf(agent)?.all.find((held) => held.channel === channel);
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
      const { strategy } = queue;
      const order = orderOf(this.#rules, strategy);
      const fixed = order.filter((key) => key.perInteraction === undefined);
      const write = writeBy(fixed, queueId);
      const perInteraction = this.#rules.strategies[strategy].filter((key) => key.perInteraction !== undefined);
      const all = new KeyedHeap(fixed.length, write, true);
      pool = {
        queueId,
        strategy,
        write,
        width: fixed.length,
        order,
        perInteraction,
        members: new Set(),
        all,
        bySkill: new Map(),
      };
      channels.set(channel, pool);
    }
    return pool;
  }
}

function writeBy(order: readonly NamedKey[], queueId: string): WriteKeys<AgentRecord> {
  return (agent, keys, at) => {
    for (let n = 0; n < order.length; n++) keys[at + n] = (order[n] as NamedKey).of(agent, queueId, noInteraction);
    keys[at + order.length] = seatingsOf(agent)?.number ?? 0;
  };
}

/** The first thirty who can, in the order of the row (SE-7). */
function selectAll(
  pool: Pool,
  interaction: InteractionRecord,
  accept: (agent: AgentRecord) => boolean,
): Selection | undefined {
  const able = [...pool.all.values()].filter(accept);
  if (able.length === 0) return undefined;
  const agents = able.sort(compareBy(pool.order, pool.queueId, interaction)).slice(0, broadcastAtMost);
  return { agents, strategy: pool.strategy, decidedBy: agents.length === 1 ? "only" : "everybody" };
}

function seatingsOf(agent: AgentRecord): Seatings | undefined {
  return agent.seatings as Seatings | undefined;
}

function stand(seating: Seating): void {
  if (!seating.seated) return;
  for (const { heap, seat } of seating.rows) heap.remove(seat);
  seating.seated = false;
}
