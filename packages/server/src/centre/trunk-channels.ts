// Which calls are on which trunk (SW-01, SV-01): in by the call that came, out by the party that is called. Counted as they
// come and go; nobody looks through all calls.
//
//   taken ──▶ busy ──party failed or ended, call finished──▶ free

import type { CallCommand, CallEvent } from "@tellerline/voice";
import { startOfDay } from "./day.ts";

export type Direction = "in" | "out";

/** What is on a trunk now, and what was since `since`. */
export interface TrunkLoad {
  in: number;
  out: number;
  /** The most at once. */
  peak: number;
  callsIn: number;
  callsOut: number;
  /** Calls from outside that found every channel taken. */
  refused: number;
  since: number;
}

interface Channel {
  trunkId: string;
  direction: Direction;
}

export class TrunkChannels {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #loads = new Map<string, TrunkLoad>();
  /** By call, then by party; an incoming call is its own party "". */
  readonly #channels = new Map<string, Map<string, Channel>>();

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  busy(trunkId: string): number {
    const load = this.#loads.get(trunkId);
    return load === undefined ? 0 : load.in + load.out;
  }

  /** Of today, or since the product was started today. */
  load(trunkId: string): TrunkLoad {
    const now = this.#now();
    const day = startOfDay(now);
    let load = this.#loads.get(trunkId);
    if (load === undefined) {
      const since = Math.max(day, this.#startedAt);
      load = { ...{ in: 0, out: 0, peak: 0, callsIn: 0, callsOut: 0, refused: 0 }, since };
      this.#loads.set(trunkId, load);
    } else if (load.since < day) {
      Object.assign(load, { callsIn: 0, callsOut: 0, refused: 0, peak: load.in + load.out, since: day });
    }
    return load;
  }

  cameIn(trunkId: string, callId: string): void {
    this.#take(callId, "", { trunkId, direction: "in" });
  }

  refused(trunkId: string): void {
    this.load(trunkId).refused++;
  }

  /** A call that is placed through a trunk takes a channel from the command on. */
  commanded(callId: string, command: CallCommand): void {
    if (command.type !== "callParty" || command.target.trunkId === undefined) return;
    this.#take(callId, command.partyId, { trunkId: command.target.trunkId, direction: "out" });
  }

  happened(callId: string, event: CallEvent): void {
    if (event.type !== "partyFailed" && event.type !== "partyEnded") return;
    const channels = this.#channels.get(callId);
    const channel = channels?.get(event.partyId);
    if (channels === undefined || channel === undefined) return;
    channels.delete(event.partyId);
    if (channels.size === 0) this.#channels.delete(callId);
    this.#free(channel);
  }

  finished(callId: string): void {
    for (const channel of this.#channels.get(callId)?.values() ?? []) this.#free(channel);
    this.#channels.delete(callId);
  }

  #take(callId: string, partyId: string, channel: Channel): void {
    let channels = this.#channels.get(callId);
    if (channels === undefined) {
      channels = new Map();
      this.#channels.set(callId, channels);
    }
    if (channels.has(partyId)) return;
    channels.set(partyId, channel);
    const load = this.load(channel.trunkId);
    load[channel.direction]++;
    if (channel.direction === "in") load.callsIn++;
    else load.callsOut++;
    load.peak = Math.max(load.peak, load.in + load.out);
  }

  #free({ trunkId, direction }: Channel): void {
    this.load(trunkId)[direction]--;
  }
}
