// Whether trunks are alive: OPTIONS every 30 s, three misses down, two answers up.
//
//   unknown ── answer ──▶ up ── 3 misses ──▶ down ── 2 answers ──▶ up
//      └────── 3 misses ──────────────────────▲

import type { Scheduler } from "@tellerline/base";
import type { SipCommand } from "@tellerline/sip";
import type { TrunkConfig } from "../centre/centre-configuration.ts";

const intervalMs = 30_000;
const missesDown = 3;
const answersUp = 2;

interface Watched {
  trunk: TrunkConfig;
  status: "up" | "down" | "unknown";
  misses: number;
  answers: number;
}

export class TrunkWatch {
  readonly #scheduler: Scheduler;
  readonly #sip: (command: SipCommand) => void;
  readonly #watched = new Map<string, Watched>();
  #byAddress: ReadonlyMap<string, string> = new Map();
  #cancel: (() => void) | undefined;

  constructor(scheduler: Scheduler, sip: (command: SipCommand) => void) {
    this.#scheduler = scheduler;
    this.#sip = sip;
  }

  /** Takes the trunks of now; those that stay keep what is known of them. */
  configure(trunks: readonly TrunkConfig[], byAddress: ReadonlyMap<string, string>): void {
    this.#byAddress = byAddress;
    const ids = new Set(trunks.map((trunk) => trunk.trunkId));
    for (const id of this.#watched.keys()) if (!ids.has(id)) this.#watched.delete(id);
    for (const trunk of trunks) {
      const known = this.#watched.get(trunk.trunkId);
      if (known === undefined) this.#watched.set(trunk.trunkId, { trunk, status: "unknown", misses: 0, answers: 0 });
      else known.trunk = trunk;
    }
    if (this.#cancel === undefined) this.#probe();
  }

  byAddress(address: string): string | undefined {
    return this.#byAddress.get(address);
  }

  status(trunkId: string): Watched["status"] {
    return this.#watched.get(trunkId)?.status ?? "unknown";
  }

  /** Any final answer but 408 and 503 is a sign of life. */
  answered(trunkId: string, alive: boolean, status: number | undefined): void {
    const watched = this.#watched.get(trunkId);
    if (watched === undefined) return;
    if (alive && status !== 408 && status !== 503) {
      watched.misses = 0;
      watched.answers++;
      if (watched.status === "unknown" || watched.answers >= answersUp) watched.status = "up";
      return;
    }
    watched.answers = 0;
    watched.misses++;
    if (watched.misses >= missesDown) watched.status = "down";
  }

  stop(): void {
    this.#cancel?.();
  }

  #probe(): void {
    for (const [probeId, { trunk }] of this.#watched) {
      const { transport, host, port } = trunk;
      this.#sip({ type: "options", probeId, target: { transport, host, port } });
    }
    this.#cancel = this.#scheduler.schedule(this.#scheduler.now() + intervalMs, () => this.#probe());
  }
}
