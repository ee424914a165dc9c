// Who waits, in order: per queue and channel the waiting interactions grouped by what they ask, each group a row in the
// order of service, the groups in rows by their rarest skill in the order of their heads. An agent who becomes free looks
// only at heads that come before the best he has found, never at all who wait. What is held for certain agents stands in
// their own rows.

import type { Instant } from "@tellerline/base";
import { KeyedHeap, newSeat, type Seat, type WriteKeys } from "./keyed-heap.ts";
import { type AgentRecord, type Demand, type InteractionRecord, queuesOf } from "./router-records.ts";
import { compareWaiting, type Rules, servingQueue } from "./rules.ts";

/** Interactions of one queue and channel that ask exactly the same. */
class Group {
  /** In the row of its skill. */
  readonly seat: Seat<Group> = newSeat(this);
  readonly line: Line;
  readonly key: string;
  /** The skill under which agents find the group; "" when nothing is asked. */
  readonly primary: string;
  readonly demand: Demand;
  readonly members: KeyedHeap<InteractionRecord>;

  constructor(line: Line, key: string, primary: string, demand: Demand, members: KeyedHeap<InteractionRecord>) {
    this.line = line;
    this.key = key;
    this.primary = primary;
    this.demand = demand;
    this.members = members;
  }
}

/** Those of one queue and channel. */
interface Line {
  groups: Map<string, Group>;
  byPrimary: Map<string, KeyedHeap<Group>>;
}

interface QueueRows {
  queueId: string;
  lines: Map<string, Line>;
  /** By the beginning of the wait, whatever the priority. */
  longest: KeyedHeap<InteractionRecord>;
  /** The step in which the line was looked at last, and what it was before anything changed in it. */
  notedIn: number;
  waitingBefore: number;
  longestBefore: Instant | undefined;
}

interface Place {
  rows: QueueRows;
  longest: Seat<InteractionRecord>;
  /** Not of what is held. */
  group: Group | undefined;
  seat: Seat<InteractionRecord> | undefined;
}

/** Where an interaction stands: in each of its queues, and in the rows of the agents it is held for. */
interface Ticket {
  places: Place[];
  held: { agentId: string; seat: Seat<InteractionRecord> }[];
}

const nowhere: Ticket["held"] = [];

export class WaitingIndex {
  readonly #rules: Rules;
  /** Skill to how many agents have it: groups are kept under the rarest skill they ask. */
  readonly #holders: ReadonlyMap<string, number>;
  readonly #queues = new Map<string, QueueRows>();
  readonly #held = new Map<string, KeyedHeap<InteractionRecord>>();
  readonly #writeKeys: WriteKeys<InteractionRecord>;
  readonly #width: number;
  #step = 0;
  readonly #noted: QueueRows[] = [];

  // Of a search under way.
  #agent: AgentRecord | undefined;
  #queueId = "";
  #best: InteractionRecord | undefined;
  readonly #bestKeys: number[] = [];

  constructor(rules: Rules, holders: ReadonlyMap<string, number>) {
    this.#rules = rules;
    this.#holders = holders;
    const { waiting } = rules;
    this.#width = waiting.length;
    this.#writeKeys = (interaction, keys, at) => {
      for (let n = 0; n < waiting.length; n++) keys[at + n] = (waiting[n] as Rules["waiting"][number])(interaction);
    };
  }

  /** A step begins: what is noted from now on is told by `changes`. */
  begin(): void {
    this.#step++;
    this.#noted.length = 0;
  }

  /** Keeps how long the interaction's queues are, before it comes or goes. */
  note(record: InteractionRecord): void {
    const ticket = record.ticket as Ticket | undefined;
    if (ticket === undefined) for (const queueId of queuesOf(record)) this.#note(this.#rows(queueId));
    else for (const { rows } of ticket.places) this.#note(rows);
  }

  /** Tells every queue whose length or longest wait is not what it was when the step began. */
  changes(tell: (queueId: string, waiting: number, longestSince: Instant | undefined) => void): void {
    for (const { queueId, longest, waitingBefore, longestBefore } of this.#noted) {
      const longestSince = longest.first()?.enqueuedAt;
      if (longest.size !== waitingBefore || longestSince !== longestBefore) tell(queueId, longest.size, longestSince);
    }
  }

  add(record: InteractionRecord): void {
    const places: Place[] = [];
    for (const queueId of queuesOf(record)) {
      const rows = this.#rows(queueId);
      const longest = newSeat(record);
      rows.longest.add(longest);
      if (record.hold !== undefined) places.push({ rows, longest, group: undefined, seat: undefined });
      else {
        const seat = newSeat(record);
        places.push({ rows, longest, group: this.#addToGroup(rows, record, seat), seat });
      }
    }
    const held = record.hold === undefined ? nowhere : this.#hold(record, record.hold.agentIds);
    record.ticket = { places, held } satisfies Ticket;
  }

  /** Takes the interaction out, even if it changed meanwhile. */
  remove(record: InteractionRecord): void {
    const ticket = record.ticket as Ticket | undefined;
    if (ticket === undefined) return;
    record.ticket = undefined;
    for (const { rows, longest, group, seat } of ticket.places) {
      rows.longest.remove(longest);
      if (group === undefined || seat === undefined) continue;
      const wasFirst = seat.place === 0;
      group.members.remove(seat);
      if (wasFirst) followHead(group);
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
      if (compareWaiting(this.#rules, other, record) < 0) position++;
    }
    return position;
  }

  /** Everybody of the queue in the order of service. */
  inOrder(queueId: string): InteractionRecord[] {
    return [...this.inQueue(queueId)].sort((a, b) => compareWaiting(this.#rules, a, b));
  }

  /** The first interaction in the order of service, over all queues of the agent, that he may serve on `channels`. */
  bestFor(agent: AgentRecord, channels: readonly string[]): InteractionRecord | undefined {
    this.#agent = agent;
    this.#best = undefined;
    if (this.#held.size > 0) this.#keep(this.#bestHeld(agent, channels));
    for (const queueId of agent.queues) {
      const rows = this.#queues.get(queueId);
      if (rows === undefined || rows.longest.size === 0) continue;
      this.#queueId = queueId;
      for (const channel of channels) {
        const line = rows.lines.get(channel);
        if (line !== undefined && line.groups.size > 0) this.#searchLine(agent, line);
      }
    }
    return this.#best;
  }

  #keep(interaction: InteractionRecord | undefined): void {
    if (interaction === undefined) return;
    this.#best = interaction;
    this.#writeKeys(interaction, this.#bestKeys, 0);
  }

  #bestHeld(agent: AgentRecord, channels: readonly string[]): InteractionRecord | undefined {
    return this.#held
      .get(agent.id)
      ?.firstBefore(
        undefined,
        (interaction) =>
          channels.includes(interaction.channel) && servingQueue(this.#rules, agent, interaction) !== undefined,
      );
  }

  #searchLine(agent: AgentRecord, { byPrimary }: Line): void {
    this.#searchRow(byPrimary.get(""));
    if (byPrimary.size < agent.skills.size) {
      for (const [primary, row] of byPrimary) if (agent.skills.has(primary)) this.#searchRow(row);
    } else {
      for (const skillId of agent.skillIds) this.#searchRow(byPrimary.get(skillId));
    }
  }

  #searchRow(row: KeyedHeap<Group> | undefined): void {
    const found = row?.firstBefore(this.#best && this.#bestKeys, this.#takes);
    if (found === undefined) return;
    const first = found.members.first() as InteractionRecord;
    // Meanwhile one further back in another group may have been kept.
    if (this.#best === undefined || compareWaiting(this.#rules, first, this.#best) < 0) this.#keep(first);
  }

  /** Whether the agent may serve the head of the group; of a group whose head is kept from him, another is remembered. */
  readonly #takes = ({ demand, members }: Group): boolean => {
    const { fits, admits } = this.#rules;
    const agent = this.#agent as AgentRecord;
    if (!fits(agent, this.#queueId, demand)) return false;
    if (admits(agent, members.first() as InteractionRecord)) return true;
    const bound = this.#best && this.#bestKeys;
    this.#keep(members.firstBefore(bound, (interaction) => admits(agent, interaction)));
    return false;
  };

  #note(rows: QueueRows): void {
    if (rows.notedIn === this.#step) return;
    rows.notedIn = this.#step;
    rows.waitingBefore = rows.longest.size;
    rows.longestBefore = rows.longest.first()?.enqueuedAt;
    this.#noted.push(rows);
  }

  #addToGroup(rows: QueueRows, record: InteractionRecord, seat: Seat<InteractionRecord>): Group {
    const group = this.#group(rows, record);
    group.members.add(seat);
    if (seat.place === 0) followHead(group);
    return group;
  }

  #rows(queueId: string): QueueRows {
    let rows = this.#queues.get(queueId);
    if (rows === undefined) {
      const longest = new KeyedHeap<InteractionRecord>(2, writeArrival);
      rows = { queueId, lines: new Map(), longest, notedIn: 0, waitingBefore: 0, longestBefore: undefined };
      this.#queues.set(queueId, rows);
    }
    return rows;
  }

  #hold(record: InteractionRecord, agentIds: readonly string[]): Ticket["held"] {
    return agentIds.map((agentId) => {
      let row = this.#held.get(agentId);
      if (row === undefined) {
        row = new KeyedHeap(this.#width, this.#writeKeys);
        this.#held.set(agentId, row);
      }
      const seat = newSeat(record);
      row.add(seat);
      return { agentId, seat };
    });
  }

  #group(rows: QueueRows, { channel, requirement, maxTier }: InteractionRecord): Group {
    let line = rows.lines.get(channel);
    if (line === undefined) {
      line = { groups: new Map(), byPrimary: new Map() };
      rows.lines.set(channel, line);
    }
    let key = maxTier === undefined ? "" : `${maxTier}`;
    for (const { skillId, level } of requirement) key += `\u0000${skillId}\u0000${level}`;
    const known = line.groups.get(key);
    if (known !== undefined) return known;
    const demand = maxTier === undefined ? { requirement } : { requirement, maxTier };
    const members = new KeyedHeap(this.#width, this.#writeKeys);
    const group = new Group(line, key, this.#rarest(requirement), demand, members);
    line.groups.set(key, group);
    if (!line.byPrimary.has(group.primary)) line.byPrimary.set(group.primary, new KeyedHeap(this.#width, writeHead));
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

function writeArrival({ enqueuedAt, sequence }: InteractionRecord, keys: number[], at: number): void {
  keys[at] = enqueuedAt;
  keys[at + 1] = sequence;
}

function writeHead({ members }: Group, keys: number[], at: number): void {
  members.copyFirstKeys(keys, at);
}

/** The group's first is another: its place in the row of its skill changes; without members it is gone. */
function followHead({ line, key, primary, members, seat }: Group): void {
  const row = line.byPrimary.get(primary);
  row?.remove(seat);
  if (members.size > 0) row?.add(seat);
  else {
    line.groups.delete(key);
    if (row?.size === 0) line.byPrimary.delete(primary);
  }
}
