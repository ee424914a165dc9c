// Who waits, in order: per queue and channel the waiting interactions grouped by what they ask, each group a row in the
// order of service. An agent who becomes free looks at the heads of the groups he fits, never at all who wait. What is
// held for certain agents stands in their own rows.

import type { Instant } from "@tellerline/base";
import { type AgentRecord, type Demand, type InteractionRecord, queuesOf } from "./router-records.ts";
import { type Rules, servingQueue } from "./rules.ts";
import { newSeat, type Seat, SeatHeap } from "./seat-heap.ts";

/** Interactions of one queue and channel that ask exactly the same. */
interface Group {
  channel: Channel;
  key: string;
  /** The skill under which agents find the group; "" when nothing is asked. */
  primary: string;
  demand: Demand;
  heap: SeatHeap<InteractionRecord>;
}

interface Channel {
  groups: Map<string, Group>;
  byPrimary: Map<string, Set<Group>>;
}

interface QueueRows {
  channels: Map<string, Channel>;
  /** By the beginning of the wait, whatever the priority. */
  longest: SeatHeap<InteractionRecord>;
}

/** Where an interaction stands: in each of its queues, or in the rows of the agents it is held for. */
interface Ticket {
  groups: { group: Group; seat: Seat<InteractionRecord> }[];
  held: { agentId: string; seat: Seat<InteractionRecord> }[];
  longest: { rows: QueueRows; seat: Seat<InteractionRecord> }[];
}

export class WaitingIndex {
  readonly #rules: Rules;
  /** Skill to how many agents have it: groups are kept under the rarest skill they ask. */
  readonly #holders: ReadonlyMap<string, number>;
  readonly #queues = new Map<string, QueueRows>();
  readonly #held = new Map<string, SeatHeap<InteractionRecord>>();
  readonly #tickets = new Map<string, Ticket>();

  constructor(rules: Rules, holders: ReadonlyMap<string, number>) {
    this.#rules = rules;
    this.#holders = holders;
  }

  has(interactionId: string): boolean {
    return this.#tickets.has(interactionId);
  }

  add(record: InteractionRecord): void {
    const ticket: Ticket = { groups: [], held: [], longest: [] };
    for (const queueId of queuesOf(record)) {
      const rows = this.#rows(queueId);
      const seat = newSeat(record);
      rows.longest.add(seat);
      ticket.longest.push({ rows, seat });
      if (record.hold === undefined) this.#addToGroup(rows, record, ticket);
    }
    for (const agentId of record.hold?.agentIds ?? []) {
      const seat = newSeat(record);
      this.#heldRow(agentId).add(seat);
      ticket.held.push({ agentId, seat });
    }
    this.#tickets.set(record.id, ticket);
  }

  /** Takes the interaction out, even if it changed meanwhile. */
  remove(interactionId: string): void {
    const ticket = this.#tickets.get(interactionId);
    if (ticket === undefined) return;
    this.#tickets.delete(interactionId);
    for (const { rows, seat } of ticket.longest) rows.longest.remove(seat);
    for (const { group, seat } of ticket.groups) {
      group.heap.remove(seat);
      if (group.heap.size === 0) dropGroup(group);
    }
    for (const { agentId, seat } of ticket.held) {
      const row = this.#held.get(agentId);
      row?.remove(seat);
      if (row?.size === 0) this.#held.delete(agentId);
    }
  }

  waiting(queueId: string): number {
    return this.#queues.get(queueId)?.longest.size ?? 0;
  }

  longestSince(queueId: string): Instant | undefined {
    return this.#queues.get(queueId)?.longest.first()?.enqueuedAt;
  }

  /** Those who wait in the queue, in no order. */
  inQueue(queueId: string): Iterable<InteractionRecord> {
    return this.#queues.get(queueId)?.longest.values() ?? [];
  }

  /** What is held for the agent, in no order. */
  heldFor(agentId: string): InteractionRecord[] {
    return [...(this.#held.get(agentId)?.values() ?? [])];
  }

  /** How many are before the interaction in its queue, plus one; looks at the whole queue. */
  position(record: InteractionRecord): number {
    let position = 1;
    for (const other of this.inQueue(record.queueId as string)) {
      if (this.#rules.compareWaiting(other, record) < 0) position++;
    }
    return position;
  }

  /** Everybody of the queue in the order of service. */
  inOrder(queueId: string): InteractionRecord[] {
    return [...this.inQueue(queueId)].sort(this.#rules.compareWaiting);
  }

  /** The first interaction in the order of service, over all queues of the agent, that he may serve on `channels`. */
  bestFor(agent: AgentRecord, channels: readonly string[]): InteractionRecord | undefined {
    let best = this.#held.size === 0 ? undefined : this.#bestHeld(agent, channels);
    for (const queueId of agent.queues) {
      const rows = this.#queues.get(queueId);
      if (rows === undefined || rows.longest.size === 0) continue;
      for (const name of channels) {
        const channel = rows.channels.get(name);
        if (channel !== undefined && channel.groups.size > 0) {
          best = this.#bestOnChannel(agent, queueId, channel, best);
        }
      }
    }
    return best;
  }

  #bestHeld(agent: AgentRecord, channels: readonly string[]): InteractionRecord | undefined {
    return this.#held
      .get(agent.id)
      ?.find(
        (interaction) =>
          channels.includes(interaction.channel) && servingQueue(this.#rules, agent, interaction) !== undefined,
      )?.value;
  }

  #bestOnChannel(
    agent: AgentRecord,
    queueId: string,
    { byPrimary }: Channel,
    before: InteractionRecord | undefined,
  ): InteractionRecord | undefined {
    let best = this.#bestOf(agent, queueId, byPrimary.get(""), before);
    if (byPrimary.size < agent.skills.size) {
      for (const [primary, groups] of byPrimary) {
        if (agent.skills.has(primary)) best = this.#bestOf(agent, queueId, groups, best);
      }
    } else {
      for (const skillId of agent.skills.keys()) best = this.#bestOf(agent, queueId, byPrimary.get(skillId), best);
    }
    return best;
  }

  #bestOf(
    agent: AgentRecord,
    queueId: string,
    groups: Set<Group> | undefined,
    before: InteractionRecord | undefined,
  ): InteractionRecord | undefined {
    if (groups === undefined) return before;
    const { compareWaiting, fits, admits } = this.#rules;
    let best = before;
    for (const { heap, demand } of groups) {
      const first = heap.first();
      if (first === undefined || (best !== undefined && compareWaiting(best, first) <= 0)) continue;
      if (!fits(agent, queueId, demand)) continue;
      const found = admits(agent, first) ? first : heap.find((interaction) => admits(agent, interaction))?.value;
      if (found !== undefined && (best === undefined || compareWaiting(found, best) < 0)) best = found;
    }
    return best;
  }

  #addToGroup(rows: QueueRows, record: InteractionRecord, ticket: Ticket): void {
    const group = this.#group(rows, record);
    const seat = newSeat(record);
    group.heap.add(seat);
    ticket.groups.push({ group, seat });
  }

  #rows(queueId: string): QueueRows {
    let rows = this.#queues.get(queueId);
    if (rows === undefined) {
      rows = {
        channels: new Map(),
        longest: new SeatHeap((a, b) => a.enqueuedAt - b.enqueuedAt || a.sequence - b.sequence),
      };
      this.#queues.set(queueId, rows);
    }
    return rows;
  }

  #heldRow(agentId: string): SeatHeap<InteractionRecord> {
    let row = this.#held.get(agentId);
    if (row === undefined) {
      row = new SeatHeap(this.#rules.compareWaiting);
      this.#held.set(agentId, row);
    }
    return row;
  }

  #group(rows: QueueRows, { channel: name, requirement, maxTier }: InteractionRecord): Group {
    let channel = rows.channels.get(name);
    if (channel === undefined) {
      channel = { groups: new Map(), byPrimary: new Map() };
      rows.channels.set(name, channel);
    }
    let key = maxTier === undefined ? "" : `${maxTier}`;
    for (const { skillId, level } of requirement) key += `\u0000${skillId}\u0000${level}`;
    let group = channel.groups.get(key);
    if (group === undefined) {
      const primary = this.#rarest(requirement);
      const demand = maxTier === undefined ? { requirement } : { requirement, maxTier };
      group = { channel, key, primary, demand, heap: new SeatHeap(this.#rules.compareWaiting) };
      channel.groups.set(key, group);
      const siblings = channel.byPrimary.get(primary);
      if (siblings === undefined) channel.byPrimary.set(primary, new Set([group]));
      else siblings.add(group);
    }
    return group;
  }

  #rarest(requirement: InteractionRecord["requirement"]): string {
    let rarest = "";
    let fewest = Number.POSITIVE_INFINITY;
    for (const { skillId } of requirement) {
      const holders = this.#holders.get(skillId) ?? 0;
      if (holders < fewest) [rarest, fewest] = [skillId, holders];
    }
    return rarest;
  }
}

function dropGroup({ channel, key, primary }: Group): void {
  const group = channel.groups.get(key);
  if (group === undefined) return;
  channel.groups.delete(key);
  const siblings = channel.byPrimary.get(primary);
  siblings?.delete(group);
  if (siblings?.size === 0) channel.byPrimary.delete(primary);
}
