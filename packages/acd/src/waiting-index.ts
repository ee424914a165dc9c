// Who waits, in order: per queue and channel the waiting interactions grouped by what they ask, each group a row in the
// order of service. An agent who becomes free looks at the heads of the groups he fits, never at all who wait.

import type { Instant } from "@tellerline/base";
import type { AgentRecord, InteractionRecord } from "./router-state.ts";
import type { Rules } from "./rules.ts";
import { newSeat, type Seat, SeatHeap } from "./seat-heap.ts";

/** Interactions of one queue and channel that ask exactly the same. */
interface Group {
  key: string;
  /** The skill under which agents find the group; "" when nothing is asked. */
  primary: string;
  requirement: InteractionRecord["requirement"];
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

interface Ticket {
  record: InteractionRecord;
  /** As it was when the ticket was drawn: a new requirement draws a new ticket. */
  requirement: InteractionRecord["requirement"];
  queueId: string;
  group: Group;
  seat: Seat<InteractionRecord>;
  longestSeat: Seat<InteractionRecord>;
}

export interface QueueLength {
  waiting: number;
  longestSince: Instant | undefined;
}

export class WaitingIndex {
  readonly #rules: Rules;
  /** Skill to how many agents have it: groups are kept under the rarest skill they ask. */
  readonly #holders: ReadonlyMap<string, number>;
  readonly #queues = new Map<string, QueueRows>();
  readonly #tickets = new Map<string, Ticket>();

  constructor(rules: Rules, holders: ReadonlyMap<string, number>) {
    this.#rules = rules;
    this.#holders = holders;
  }

  /** After any change of the interaction. */
  refresh(interactionId: string, record: InteractionRecord | undefined): void {
    const ticket = this.#tickets.get(interactionId);
    const waits = record?.state === "waiting";
    if (ticket !== undefined) {
      if (waits && ticket.record === record && ticket.requirement === record.requirement) return;
      this.#remove(interactionId, ticket);
    }
    if (waits) this.#add(record);
  }

  length(queueId: string): QueueLength {
    const rows = this.#queues.get(queueId);
    return { waiting: rows?.longest.size ?? 0, longestSince: rows?.longest.first()?.enqueuedAt };
  }

  /** How many are before the interaction in its queue, plus one; looks at the whole queue. */
  position(interactionId: string): number | undefined {
    const ticket = this.#tickets.get(interactionId);
    if (ticket === undefined) return undefined;
    let position = 1;
    for (const other of this.#queues.get(ticket.queueId)?.longest.values() ?? []) {
      if (this.#rules.compareWaiting(other, ticket.record) < 0) position++;
    }
    return position;
  }

  /** The first interaction in the order of service, over all queues of the agent, that he may serve on `channels`. */
  bestFor(agent: AgentRecord, channels: readonly string[]): InteractionRecord | undefined {
    let best: InteractionRecord | undefined;
    for (const queueId of agent.queues) {
      const rows = this.#queues.get(queueId);
      if (rows === undefined || rows.longest.size === 0) continue;
      for (const name of channels) {
        const channel = rows.channels.get(name);
        if (channel !== undefined) best = this.#bestOnChannel(agent, queueId, channel, best);
      }
    }
    return best;
  }

  #bestOnChannel(
    agent: AgentRecord,
    queueId: string,
    channel: Channel,
    before: InteractionRecord | undefined,
  ): InteractionRecord | undefined {
    let best = before;
    const { byPrimary } = channel;
    const look = (groups: Set<Group> | undefined) => {
      if (groups !== undefined) for (const group of groups) best = this.#better(agent, queueId, group, best);
    };
    look(byPrimary.get(""));
    if (byPrimary.size < agent.skills.size) {
      for (const [primary, groups] of byPrimary) if (agent.skills.has(primary)) look(groups);
    } else {
      for (const skillId of agent.skills.keys()) look(byPrimary.get(skillId));
    }
    return best;
  }

  #better(
    agent: AgentRecord,
    queueId: string,
    group: Group,
    best: InteractionRecord | undefined,
  ): InteractionRecord | undefined {
    const first = group.heap.first();
    if (first === undefined || (best !== undefined && this.#rules.compareWaiting(best, first) <= 0)) return best;
    if (!this.#rules.fits(agent, queueId, group.requirement)) return best;
    const found = group.heap.find((interaction) => this.#rules.admits(agent, interaction))?.value;
    if (found === undefined || best === undefined) return found ?? best;
    return this.#rules.compareWaiting(found, best) < 0 ? found : best;
  }

  #add(record: InteractionRecord): void {
    const queueId = record.queueId as string;
    const rows = this.#rows(queueId);
    const group = this.#group(rows, record);
    const { requirement } = record;
    const ticket: Ticket = {
      record,
      requirement,
      queueId,
      group,
      seat: newSeat(record),
      longestSeat: newSeat(record),
    };
    group.heap.add(ticket.seat);
    rows.longest.add(ticket.longestSeat);
    this.#tickets.set(record.id, ticket);
  }

  #remove(interactionId: string, { record, queueId, group, seat, longestSeat }: Ticket): void {
    this.#tickets.delete(interactionId);
    group.heap.remove(seat);
    const rows = this.#rows(queueId);
    rows.longest.remove(longestSeat);
    if (group.heap.size > 0) return;
    const channel = rows.channels.get(record.channel);
    const siblings = channel?.byPrimary.get(group.primary);
    channel?.groups.delete(group.key);
    siblings?.delete(group);
    if (siblings?.size === 0) channel?.byPrimary.delete(group.primary);
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

  #group(rows: QueueRows, { channel: name, requirement }: InteractionRecord): Group {
    let channel = rows.channels.get(name);
    if (channel === undefined) {
      channel = { groups: new Map(), byPrimary: new Map() };
      rows.channels.set(name, channel);
    }
    let key = "";
    for (const { skillId, level } of requirement) key += `${skillId}\u0000${level}\u0000`;
    let group = channel.groups.get(key);
    if (group === undefined) {
      const primary = this.#rarest(requirement);
      group = { key, primary, requirement, heap: new SeatHeap(this.#rules.compareWaiting) };
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
