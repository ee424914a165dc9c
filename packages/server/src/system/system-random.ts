// Chance from the operating system: tags, branches and tokens must not be guessable.

import { randomFillSync } from "node:crypto";
import type { Random } from "@tellerline/base";

export class SystemRandom implements Random {
  readonly #pool = new Uint32Array(256);
  #used = this.#pool.length;

  next(): number {
    if (this.#used === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    return (this.#pool[this.#used++] as number) / 0x1_0000_0000;
  }
}
