// Chance as an input. Machines get a Random at construction: seeded in tests and simulation, from the operating system
// in the product (`server`), because SIP tags and tokens must not be guessable (RFC 3261 §19.3).

export interface Random {
  /** A float in [0, 1). */
  next(): number;
}

/** An integer in [0, below). */
export function randomInteger(random: Random, below: number): number {
  return Math.floor(random.next() * below);
}

/** `length` lower-case hexadecimal digits. */
export function randomHex(random: Random, length: number): string {
  let text = "";
  while (text.length < length) {
    text += Math.floor(random.next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  }
  return text.slice(0, length);
}

/** An exponentially distributed duration with the given mean, in the mean's unit. */
export function randomExponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

/** sfc32 (Doty-Humphrey), 128 bits of state: small, fast, passes PractRand. Same seed, same sequence. */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = (seed / 0x1_0000_0000) | 0;
    this.#c = 0x9e3779b9;
    for (let i = 0; i < 15; i++) this.next();
  }

  next(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return (result >>> 0) / 0x1_0000_0000;
  }
}
