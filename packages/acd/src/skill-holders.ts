// Who has which skill, as one bit per agent: a search among those who are ready passes over whoever lacks what is asked
// without touching him.

import type { AgentRecord, Demand } from "./router-records.ts";

const bitsPerWord = 32;

export class SkillHolders {
  readonly #bits = new Map<string, Uint32Array>();
  readonly #free: number[] = [];
  #count = 0;
  /** Of the demand asked for last. */
  #asked: Uint32Array[] = [];

  /** Counts the agent in; returns his number until he is taken out. */
  add(agent: AgentRecord): number {
    const number = this.#free.pop() ?? this.#count++;
    const word = Math.floor(number / bitsPerWord);
    for (const skillId of agent.skillIds) {
      let bits = this.#bits.get(skillId);
      if (bits === undefined || bits.length <= word) {
        bits = longer(bits, word);
        this.#bits.set(skillId, bits);
      }
      bits[word] = (bits[word] as number) | (1 << (number % bitsPerWord));
    }
    return number;
  }

  /** Takes out who was counted in under this number. */
  remove(agent: AgentRecord, number: number): void {
    const word = Math.floor(number / bitsPerWord);
    for (const skillId of agent.skillIds) {
      const bits = this.#bits.get(skillId);
      if (bits !== undefined) bits[word] = (bits[word] as number) & ~(1 << (number % bitsPerWord));
    }
    this.#free.push(number);
  }

  /** From now on `have` tells whether an agent has every skill that is asked here; false when nobody has one of them. */
  ask({ requirement }: Demand): boolean {
    this.#asked.length = 0;
    for (const { skillId } of requirement) {
      const bits = this.#bits.get(skillId);
      if (bits === undefined) return false;
      this.#asked.push(bits);
    }
    return true;
  }

  readonly have = (number: number): boolean => {
    for (let n = 0; n < this.#asked.length; n++) {
      const bits = this.#asked[n] as Uint32Array;
      if ((((bits[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 0) return false;
    }
    return true;
  };
}

function longer(bits: Uint32Array | undefined, word: number): Uint32Array {
  const grown = new Uint32Array(Math.max(8, 2 * (word + 1)));
  if (bits !== undefined) grown.set(bits);
  return grown;
}
