// Those who wait in one queue for one channel, grouped by what they ask: a group is in the order of service, the line is
// its groups in no order. What a group asks stands packed in two words, those of all groups beside each other: a search
// passes over whom the agent cannot serve at a nanosecond each, and touches nothing else of him.
//
//   asked[2i]     skill a · level a                 of groups[i], the skills by number, 0 for none
//   asked[2i+1]   skill b · level b · highest tier
//   heads[width·i … width·i+width−1]                the keys of the first of groups[i]

import { KeyedHeap, type WriteKeys } from "./keyed-heap.ts";
import type { Demand, InteractionRecord } from "./router-records.ts";

/** What does not fit its bits is taken for less than it is: the filter lets pass more than may serve, never less. */
const levelBits = 8;
const skillBits = 16;
const tierBits = 8;
const levelMask = 2 ** levelBits - 1;
const skillMask = 2 ** skillBits - 1;
/** The highest tier that has a number of its own; higher ones count as this one, which whoever takes anybody asks for. */
const anyTier = 2 ** tierBits - 1;

/** Interactions of one queue and channel that ask exactly the same. */
export class Group {
  readonly line: Line;
  readonly key: string;
  readonly demand: Demand;
  readonly members: KeyedHeap<InteractionRecord>;
  /** In its line. */
  place: number;

  constructor(line: Line, key: string, demand: Demand, members: KeyedHeap<InteractionRecord>, place: number) {
    this.line = line;
    this.key = key;
    this.demand = demand;
    this.members = members;
    this.place = place;
  }
}

/** Small numbers for skills, from 1, and by number the levels of the agent who looks. */
export class SkillNumbers {
  readonly #numbers = new Map<string, number>();
  /** At 0, where nothing is asked, as much as can be asked. */
  readonly levels: number[] = [levelMask];

  of(skillId: string): number {
    let number = this.#numbers.get(skillId);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(skillId, number);
      this.levels.push(0);
    }
    return number;
  }
}

/** What was found so far, over several lines. */
export interface Search {
  /** Is there somebody already before whom others must come to be taken? His keys. */
  bounded: boolean;
  readonly bound: number[];
}

export class Line {
  /** Among all lines. */
  readonly number: number;
  readonly queueId: string;
  readonly #numbers: SkillNumbers;
  readonly #width: number;
  readonly #write: WriteKeys<InteractionRecord>;
  readonly #byKey = new Map<string, Group>();
  readonly #groups: Group[] = [];
  readonly #heads: number[] = [];
  #asked = new Int32Array(8);

  constructor(
    number: number,
    queueId: string,
    numbers: SkillNumbers,
    width: number,
    write: WriteKeys<InteractionRecord>,
  ) {
    this.number = number;
    this.queueId = queueId;
    this.#numbers = numbers;
    this.#width = width;
    this.#write = write;
  }

  get size(): number {
    return this.#groups.length;
  }

  /** The group of those who ask the same. */
  group({ requirement, maxTier }: InteractionRecord): Group {
    let key = maxTier === undefined ? "" : `${maxTier}`;
    for (const { skillId, level } of requirement) key += `\u0000${skillId}\u0000${level}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const demand = maxTier === undefined ? { requirement } : { requirement, maxTier };
    const place = this.#groups.length;
    const group = new Group(this, key, demand, new KeyedHeap(this.#width, this.#write), place);
    this.#byKey.set(key, group);
    this.#groups.push(group);
    for (let n = 0; n < this.#width; n++) this.#heads.push(Number.POSITIVE_INFINITY);
    this.#ask(place, demand);
    return group;
  }

  /** The group's first is another; without members the group is gone. */
  followHead(group: Group): void {
    const width = this.#width;
    const { place, members } = group;
    if (members.size > 0) {
      members.copyFirstKeys(this.#heads, place * width);
      return;
    }
    const last = this.#groups.length - 1;
    const moved = this.#groups[last] as Group;
    this.#groups[place] = moved;
    moved.place = place;
    for (let n = 0; n < width; n++) this.#heads[place * width + n] = this.#heads[last * width + n] as number;
    this.#asked.copyWithin(2 * place, 2 * last, 2 * last + 2);
    this.#groups.pop();
    this.#heads.length = last * width;
    this.#byKey.delete(group.key);
  }

  /**
   * Shows `take` the groups whose head comes before the search's bound and that, as far as the words tell, an agent of
   * this tier may serve; `take` lowers the bound.
   */
  search(search: Search, tier: number, take: (group: Group) => void): void {
    const asked = this.#asked;
    const { levels } = this.#numbers;
    const end = 2 * this.#groups.length;
    const counted = Math.min(anyTier, tier);
    for (let at = 0; at < end; at += 2) {
      const a = asked[at] as number;
      if ((levels[a >>> levelBits] as number) < (a & levelMask)) continue;
      const b = asked[at + 1] as number;
      if ((levels[(b >>> levelBits) & skillMask] as number) < (b & levelMask)) continue;
      if (counted > b >>> (levelBits + skillBits)) continue;
      if (!search.bounded || this.#comesBefore(at >> 1, search.bound)) take(this.#groups[at >> 1] as Group);
    }
  }

  #comesBefore(place: number, bound: readonly number[]): boolean {
    const at = place * this.#width;
    for (let n = 0; n < this.#width; n++) {
      const difference = (this.#heads[at + n] as number) - (bound[n] as number);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  #ask(place: number, { requirement, maxTier = anyTier }: Demand): void {
    if (this.#asked.length <= 2 * place) {
      const longer = new Int32Array(2 * this.#asked.length);
      longer.set(this.#asked);
      this.#asked = longer;
    }
    const [a, b] = requirement;
    this.#asked[2 * place] = this.#word(a);
    this.#asked[2 * place + 1] = this.#word(b) | (Math.min(anyTier, maxTier) << (levelBits + skillBits));
  }

  #word(asked: { skillId: string; level: number } | undefined): number {
    if (asked === undefined) return 0;
    const number = this.#numbers.of(asked.skillId);
    if (number > skillMask) return 0;
    return (number << levelBits) | Math.min(asked.level, levelMask);
  }
}
