// Carries the wiring to the media process: starts players that are wanted, declares what each leg hears, and says each
// thing once (SPEC.md, WR-8).

import type { Command, Outcome, PlayItem } from "@tellerline/media";
import { type CallState, customerOf } from "./call-state.ts";
import { type Source, wiring } from "./wiring.ts";

/** Sends a media command; `then` gets its outcome while the call lives. */
export type MediaRequester = (command: Command, then?: (outcome: Outcome<object>) => void) => void;

/** 450 Hz, 1 s on, 4 s off (GB/T 3380). */
const ringbackItems: PlayItem[] = [{ tone: { frequencies: [450], ms: 1_000, level: 0.12 } }, { silenceMs: 4_000 }];

/** 450 Hz, 350 ms on and off (GB/T 3380). */
const busyItems: PlayItem[] = [{ tone: { frequencies: [450], ms: 350, level: 0.16 } }, { silenceMs: 350 }];

interface Background {
  items: PlayItem[];
  /** The player while it runs. */
  playerId: string | undefined;
}

export class Bridge {
  readonly #callId: string;
  readonly #request: MediaRequester;
  readonly #background: { music: Background; ringback: Background; busy: Background } = {
    music: { items: [], playerId: undefined },
    ringback: { items: ringbackItems, playerId: undefined },
    busy: { items: busyItems, playerId: undefined },
  };
  #prompt: { playerId: string; mediaId: string } | undefined;
  #players = 0;
  /** What was last declared, by leg and by recording. */
  readonly #hears = new Map<string, string>();
  readonly #digits = new Map<string, string>();
  readonly #recordings = new Map<string, string>();

  constructor(callId: string, request: MediaRequester) {
    this.#callId = callId;
    this.#request = request;
  }

  setMusic(items: PlayItem[]): void {
    this.#stop(this.#background.music);
    this.#background.music.items = items;
  }

  // --- Prompts -----------------------------------------------------------------------------------------------------

  get prompting(): boolean {
    return this.#prompt !== undefined;
  }

  /** Starts a prompt in the place of the one before. @returns the id of the one that it replaces. */
  play(playerId: string, items: PlayItem[], loop: boolean, failed: (reason: string) => void): string | undefined {
    const before = this.stopPrompt();
    const mediaId = this.#newPlayerId();
    this.#prompt = { playerId, mediaId };
    this.#request({ type: "play", callId: this.#callId, playerId: mediaId, items, loop }, (outcome) => {
      if (outcome.ok || this.#prompt?.mediaId !== mediaId) return;
      this.#prompt = undefined;
      failed(outcome.error.message);
    });
    return before;
  }

  /** @returns the id of the prompt that was stopped; only that of `playerId` if given. */
  stopPrompt(playerId?: string): string | undefined {
    const prompt = this.#prompt;
    if (prompt === undefined || (playerId !== undefined && prompt.playerId !== playerId)) return undefined;
    this.#prompt = undefined;
    this.#request({ type: "stopPlayer", playerId: prompt.mediaId });
    return prompt.playerId;
  }

  /** A player ended by itself. @returns the prompt's id if it was the prompt. */
  playerEnded(mediaId: string): string | undefined {
    if (this.#prompt?.mediaId === mediaId) {
      const { playerId } = this.#prompt;
      this.#prompt = undefined;
      return playerId;
    }
    for (const background of Object.values(this.#background))
      if (background.playerId === mediaId) background.playerId = undefined;
    return undefined;
  }

  // --- Recordings --------------------------------------------------------------------------------------------------

  /** What a recording's sides are now: left the customer, right what he hears (WR-7). */
  sides(state: CallState): { left: string[]; right: string[] } {
    const customer = customerOf(state);
    if (customer === undefined || !customer.mediaOpen) return { left: [], right: [] };
    const hears = wiring(state).get(customer.partyId)?.hears ?? [];
    return { left: [customer.legId], right: this.#ids(state, hears) };
  }

  recordingStarted(recordingId: string, sides: { left: string[]; right: string[] }): void {
    this.#recordings.set(recordingId, JSON.stringify(sides));
  }

  recordingEnded(recordingId: string): void {
    this.#recordings.delete(recordingId);
  }

  // --- Wiring ------------------------------------------------------------------------------------------------------

  legClosed(legId: string): void {
    this.#hears.delete(legId);
    this.#digits.delete(legId);
  }

  /** Declares what has changed since the last time. */
  update(state: CallState): void {
    const wanted = wiring(state);
    const sources = [...wanted.values()].flatMap((hearing) => hearing.hears);
    for (const [name, background] of Object.entries(this.#background))
      if (sources.some((source) => "player" in source && source.player === name)) this.#start(background);
    for (const [partyId, hearing] of wanted) {
      const legId = state.parties.get(partyId)?.legId ?? "";
      this.#hear(legId, this.#ids(state, hearing.hears));
      const { digitsTo } = hearing;
      const to = digitsTo === "events" ? digitsTo : digitsTo.map((id) => state.parties.get(id)?.legId ?? "");
      this.#passDigits(legId, to);
    }
    for (const [name, background] of Object.entries(this.#background))
      if (!sources.some((source) => "player" in source && source.player === name)) this.#stop(background);
    const sides = this.sides(state);
    const text = JSON.stringify(sides);
    for (const [recordingId, before] of this.#recordings) {
      if (before === text) continue;
      this.#recordings.set(recordingId, text);
      this.#request({ type: "setRecordingSides", recordingId, ...sides });
    }
  }

  #hear(legId: string, from: string[]): void {
    const text = from.join(" ");
    if ((this.#hears.get(legId) ?? "") === text) return;
    this.#hears.set(legId, text);
    this.#request({ type: "hear", legId, from });
  }

  #passDigits(legId: string, to: "events" | string[]): void {
    const text = String(to);
    if ((this.#digits.get(legId) ?? "events") === text) return;
    this.#digits.set(legId, text);
    this.#request(
      to === "events" ? { type: "digits", legId, mode: "events" } : { type: "digits", legId, mode: "relay", to },
    );
  }

  #ids(state: CallState, sources: readonly Source[]): string[] {
    return sources
      .map((source) => {
        if ("party" in source) return state.parties.get(source.party)?.legId;
        return source.player === "prompt" ? this.#prompt?.mediaId : this.#background[source.player].playerId;
      })
      .filter((id) => id !== undefined);
  }

  #start(background: Background): void {
    if (background.playerId !== undefined || background.items.length === 0) return;
    const playerId = this.#newPlayerId();
    background.playerId = playerId;
    const { items } = background;
    this.#request({ type: "play", callId: this.#callId, playerId, items, loop: true }, (outcome) => {
      if (outcome.ok || background.playerId !== playerId) return;
      // Silence is better than asking again and again for a file that is not there.
      background.playerId = undefined;
      background.items = [];
    });
  }

  #stop(background: Background): void {
    if (background.playerId === undefined) return;
    this.#request({ type: "stopPlayer", playerId: background.playerId });
    background.playerId = undefined;
  }

  #newPlayerId(): string {
    this.#players += 1;
    return `${this.#callId}/${this.#players}`;
  }
}
