// Who waits, in order: a line per queue and channel (waiting-line.ts). An agent who becomes free looks in the lines of his
// queues only at heads that come before the best he has found, never at all who wait. What is held for certain agents
// stands in their own rows.

import type { Instant } from "@tellerline/base";
import { KeyedHeap, newSeat, type Seat, type WriteKeys } from "./keyed-heap.ts";
import { type AgentRecord, type InteractionRecord, queuesOf } from "./router-records.ts";
import { compareWaiting, type Rules, servingQueue, tierOf } from "./rules.ts";
import { type Group, Line, type Search, SkillNumbers } from "./waiting-line.ts";

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

/** Where an interaction stands in one of its queues; what is held stands in no group. */
interface Place {
  rows: QueueRows;
  longest: Seat<InteractionRecord>;
  group: Group | undefined;
  seat: Seat<InteractionRecord> | undefined;
  /** In the next of its queues. */
  next: Place | undefined;
}

/** In each of its queues, and in the rows of the agents it is held for. */
interface Ticket extends Place {
  held: { agentId: string; seat: Seat<InteractionRecord> }[];
}

/**
 * Where an agent looks, in one array because it is fetched from far: the number of his skills, (skill, level) of each,
 * then (channel, line, tier) of each of his queues on each of his channels. All but tier and level are numbers of this index.
 */
type Outlook = readonly number[];

const nowhere: Ticket["held"] = [];

export class WaitingIndex {
  readonly #rules: Rules;
  readonly #skills = new SkillNumbers();
  readonly #channels: string[] = [];
  readonly #lines: Line[] = [];
  readonly #queues = new Map<string, QueueRows>();
  readonly #held = new Map<string, KeyedHeap<InteractionRecord>>();
  readonly #writeKeys: WriteKeys<InteractionRecord>;
  readonly #width: number;
  #step = 0;
  readonly #noted: QueueRows[] = [];

  // Of a search under way.
  #agent: AgentRecord | undefined;
  #best: InteractionRecord | undefined;
  readonly #search: Search = { bounded: false, bound: [] };

  constructor(rules: Rules) {
    this.#rules = rules;
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
    else for (let place: Place | undefined = ticket; place !== undefined; place = place.next) this.#note(place.rows);
  }

  /** Tells every queue whose length or longest wait is not what it was when the step began. */
  changes(tell: (queueId: string, waiting: number, longestSince: Instant | undefined) => void): void {
    for (const { queueId, longest, waitingBefore, longestBefore } of this.#noted) {
      const longestSince = longest.firstKey();
      if (longest.size !== waitingBefore || longestSince !== longestBefore) tell(queueId, longest.size, longestSince);
    }
  }

  add(record: InteractionRecord): void {
    const held = record.hold === undefined ? nowhere : this.#hold(record, record.hold.agentIds);
    const { queueId = "", alsoIn } = record;
    let next: Place | undefined;
    for (const other of alsoIn.toReversed()) next = { ...this.#enter(record, other), next };
    record.ticket = { ...this.#enter(record, queueId), next, held } satisfies Ticket;
  }

  #enter(record: InteractionRecord, queueId: string): Omit<Place, "next"> {
    const rows = this.#rows(queueId);
    const longest = newSeat(record);
    rows.longest.add(longest);
    if (record.hold !== undefined) return { rows, longest, group: undefined, seat: undefined };
    const seat = newSeat(record);
    return { rows, longest, group: this.#addToGroup(rows, record, seat), seat };
  }

  /** Takes the interaction out, even if it changed meanwhile. */
  remove(record: InteractionRecord): void {
    const ticket = record.ticket as Ticket | undefined;
    if (ticket === undefined) return;
    record.ticket = undefined;
    for (let place: Place | undefined = ticket; place !== undefined; place = place.next) leavePlace(place);
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

  /** After a change of the agent's configuration. */
  reconfigured(agent: AgentRecord): void {
    agent.outlook = undefined;
  }

  /** The first interaction in the order of service, over all queues of the agent, that he may serve on `channels`. */
  bestFor(agent: AgentRecord, channels: readonly string[]): InteractionRecord | undefined {
    this.#agent = agent;
    this.#best = undefined;
    this.#search.bounded = false;
    if (this.#held.size > 0) this.#keep(this.#bestHeld(agent, channels));
    const outlook = (agent.outlook as Outlook | undefined) ?? this.#lookOut(agent);
    const [search, levels] = [this.#search, this.#skills.levels];
    const linesFrom = 1 + 2 * (outlook[0] as number);
    for (let at = 1; at < linesFrom; at += 2) levels[outlook[at] as number] = outlook[at + 1] as number;
    for (let at = linesFrom; at < outlook.length; at += 3) {
      if (!channels.includes(this.#channels[outlook[at] as number] as string)) continue;
      const line = this.#lines[outlook[at + 1] as number] as Line;
      line.search(search, outlook[at + 2] as number, this.#take);
    }
    for (let at = 1; at < linesFrom; at += 2) levels[outlook[at] as number] = 0;
    return this.#best;
  }

  #lookOut(agent: AgentRecord): Outlook {
    const outlook = [agent.skills.size];
    for (const [skillId, level] of agent.skills) outlook.push(this.#skills.of(skillId), level);
    for (const channel of Object.keys(agent.configuration.capacity)) {
      for (const queueId of agent.queues) {
        const { number } = this.#line(this.#rows(queueId), channel);
        outlook.push(this.#channelNumber(channel), number, tierOf(agent, queueId));
      }
    }
    agent.outlook = outlook satisfies Outlook;
    return outlook;
  }

  #channelNumber(channel: string): number {
    const known = this.#channels.indexOf(channel);
    return known < 0 ? this.#channels.push(channel) - 1 : known;
  }

  #keep(interaction: InteractionRecord | undefined): void {
    if (interaction === undefined) return;
    this.#best = interaction;
    this.#search.bounded = true;
    this.#writeKeys(interaction, this.#search.bound, 0);
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

  /** Keeps the head of the group if the agent may serve it; of a group whose head is kept from him, the first who is not. */
  readonly #take = ({ demand, line, members }: Group): void => {
    const { fits, admits } = this.#rules;
    const agent = this.#agent as AgentRecord;
    if (!fits(agent, line.queueId, demand)) return;
    const first = members.first() as InteractionRecord;
    if (admits(agent, first)) {
      // His keys stand here; the interaction itself would have to be fetched for them.
      this.#best = first;
      this.#search.bounded = true;
      members.copyFirstKeys(this.#search.bound, 0);
    } else {
      const bound = this.#search.bounded ? this.#search.bound : undefined;
      this.#keep(members.firstBefore(bound, (interaction) => admits(agent, interaction)));
    }
  };

  #note(rows: QueueRows): void {
    if (rows.notedIn === this.#step) return;
    rows.notedIn = this.#step;
    rows.waitingBefore = rows.longest.size;
    rows.longestBefore = rows.longest.firstKey();
    this.#noted.push(rows);
  }

  #addToGroup(rows: QueueRows, record: InteractionRecord, seat: Seat<InteractionRecord>): Group {
    const group = this.#line(rows, record.channel).group(record);
    group.members.add(seat);
    if (seat.place === 0) group.line.followHead(group);
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

  #line(rows: QueueRows, channel: string): Line {
    let line = rows.lines.get(channel);
    if (line === undefined) {
      line = new Line(this.#lines.length, rows.queueId, this.#skills, this.#width, this.#writeKeys);
      this.#lines.push(line);
      rows.lines.set(channel, line);
    }
    return line;
  }
}

function leavePlace({ rows, longest, group, seat }: Place): void {
  rows.longest.remove(longest);
  if (group === undefined || seat === undefined) return;
  const wasFirst = seat.place === 0;
  group.members.remove(seat);
  if (wasFirst) group.line.followHead(group);
}

function writeArrival({ enqueuedAt, sequence }: InteractionRecord, keys: number[], at: number): void {
  keys[at] = enqueuedAt;
  keys[at + 1] = sequence;
}
