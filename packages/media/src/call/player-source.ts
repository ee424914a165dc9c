// A player in a call: a source that waits for somebody who can hear it (SPEC.md, PL-2).

import type { Player } from "../audio/player.ts";

/** How long a prompt waits for its hearer to be reachable before it runs unheard. */
export const playerHoldMs = 2000;

export class PlayerSource {
  readonly id: string;
  /** Undefined while its files are being loaded. */
  player: Player | undefined;
  started = false;
  readonly holdUntil: number;

  constructor(id: string, now: number) {
    this.id = id;
    this.holdUntil = now + playerHoldMs;
  }
}
