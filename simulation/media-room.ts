// The media process of one simulated call: legs, players, recordings and captures exist or do not, and a command about
// what is not there is a fault of ours. No sound; prompts take their time, digits go where they were told to go.

import { type Random, randomInteger } from "@tellerline/base";
import type { Command, MediaErrorCode, MediaEvent, Outcome, PlayItem } from "@tellerline/media";

interface Capture {
  handle: string;
  legId: string;
  maxDigits: number;
  terminators: string;
  interDigitTimeoutMs: number;
  digits: string;
  stop: () => void;
}

export interface MediaRoomOptions {
  callId: string;
  random: Random;
  /** How often a command fails that may. */
  failing: number;
  say(event: MediaEvent): void;
  /** Prompts are played, or have been played to the end. */
  heard(prompts: string[], toTheEnd: boolean): void;
  after(ms: number, run: () => void): () => void;
}

const mayFail: Partial<Record<Command["type"], MediaErrorCode>> = {
  openLeg: "noPorts",
  record: "fileUnwritable",
  accept: "malformedSdp",
  play: "fileUnreadable",
  captureSecret: "unknownLeg",
  sealSecrets: "unknownSecret",
};

/** How long a prompt file plays. */
const promptMs = 1_500;

export class MediaRoom {
  readonly #options: MediaRoomOptions;
  readonly #legs = new Map<string, { digits: string; to: string[] }>();
  readonly #players = new Map<string, () => void>();
  readonly #recordings = new Map<string, { path: string; startedAt: number }>();
  readonly #captures = new Map<string, Capture>();
  /** Players that we refused: whoever asks for them does not know it yet. */
  readonly #unplayed = new Set<string>();
  readonly #vault = new Map<string, string>();
  /** What no call machine should ever cause. */
  readonly faults: string[] = [];

  constructor(options: MediaRoomOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#legs.size + this.#players.size + this.#recordings.size + this.#captures.size + this.#vault.size;
  }

  request(command: Command, now: number): Outcome<object> {
    const failure = mayFail[command.type];
    if (failure !== undefined && this.#options.random.next() < this.#options.failing) {
      if (command.type === "play") this.#unplayed.add(command.playerId);
      return refuse(failure);
    }
    return this.#do(command, now);
  }

  /** Somebody presses a key at a leg. */
  press(legId: string, digit: string): void {
    for (const capture of this.#captures.values()) {
      if (capture.legId === legId) {
        this.#capture(capture, digit);
        return;
      }
    }
    const leg = this.#legs.get(legId);
    if (leg?.digits === "events") this.#say({ type: "digit", legId, digit: digit as never, durationMs: 100 });
  }

  #do(command: Command, now: number): Outcome<object> {
    switch (command.type) {
      case "openLeg":
        if (this.#legs.has(command.legId)) return this.#fault(command, "idInUse");
        this.#legs.set(command.legId, { digits: "events", to: [] });
        return done({ address: "192.0.2.1", port: 4000 });
      case "offer":
      case "answer":
      case "accept": {
        const sdp = "sdp" in command ? command.sdp : "";
        const remoteDirection = /\b(sendonly|inactive)\b/.exec(sdp)?.[1] ?? "sendrecv";
        return this.#legs.has(command.legId)
          ? done({ sdp: `v=0 ${command.type}`, remoteDirection })
          : this.#fault(command, "unknownLeg");
      }
      case "closeLeg":
        return this.#legs.delete(command.legId) ? done() : this.#fault(command, "unknownLeg");
      case "hear": {
        const known = (id: string) => this.#legs.has(id) || this.#players.has(id) || this.#unplayed.has(id);
        const stranger = command.from.find((id) => !known(id));
        return this.#legs.has(command.legId) && stranger === undefined ? done() : this.#fault(command, "unknownSource");
      }
      case "digits": {
        const leg = this.#legs.get(command.legId);
        if (leg === undefined) return this.#fault(command, "unknownLeg");
        leg.digits = command.mode;
        return done();
      }
      default:
        return this.#doMore(command, now);
    }
  }

  #doMore(command: Command, now: number): Outcome<object> {
    switch (command.type) {
      case "play":
        this.#play(command.playerId, command.items.map(nameOf), command.loop === true);
        return done({ ms: promptMs });
      case "stopPlayer":
        if (this.#players.has(command.playerId)) this.#playerEnds(command.playerId, "stop");
        return done();
      case "record":
        this.#recordings.set(command.recordingId, { path: command.path, startedAt: now });
        // A full disk.
        if (this.#options.random.next() < this.#options.failing)
          this.#options.after(5_000, () => this.#close(command.recordingId, "fileUnwritable"));
        return done({ startedAt: now });
      case "setRecordingSides":
        return done();
      case "stopRecording":
        this.#options.after(20, () => this.#close(command.recordingId));
        return done();
      case "captureSecret":
        this.#startCapture(command);
        return done();
      case "cancelSecret":
        this.#dropCapture(command.handle);
        return done();
      case "sealSecrets":
        return command.parts.every((part) => this.#vault.has(part.handle))
          ? done({ sealed: "c2VhbA==" })
          : refuse("unknownSecret");
      case "wipeSecrets":
        for (const handle of command.handles) this.#dropCapture(handle);
        return done();
      case "closeCall":
        this.#closeAll();
        return done();
      default:
        return done();
    }
  }

  #play(playerId: string, prompts: string[], loop: boolean): void {
    const ends = () => {
      this.#playerEnds(playerId, "end");
      this.#options.after(2, () => this.#options.heard(prompts, true));
    };
    this.#players.set(playerId, loop ? () => {} : this.#options.after(promptMs * prompts.length, ends));
    if (!loop) this.#options.after(2, () => this.#options.heard(prompts, false));
  }

  #playerEnds(playerId: string, by: "end" | "stop"): void {
    this.#players.get(playerId)?.();
    this.#players.delete(playerId);
    this.#say({ type: "playerEnded", playerId, by });
  }

  #close(recordingId: string, error?: string): void {
    const recording = this.#recordings.get(recordingId);
    if (recording === undefined) return;
    this.#recordings.delete(recordingId);
    const file = { ...recording, durationMs: 1, bytes: 1, sha256: "00", lostMs: 0 };
    this.#say({ type: "recordingClosed", recordingId, ...file, ...(error === undefined ? {} : { error }) });
  }

  #closeAll(): void {
    for (const stop of this.#players.values()) stop();
    this.#players.clear();
    for (const handle of [...this.#captures.keys(), ...this.#vault.keys()]) this.#dropCapture(handle);
    this.#legs.clear();
    for (const recordingId of [...this.#recordings.keys()])
      this.#options.after(1 + randomInteger(this.#options.random, 200), () => this.#close(recordingId));
  }

  #startCapture(command: Extract<Command, { type: "captureSecret" }>): void {
    const { handle, legId, maxDigits, terminators, interDigitTimeoutMs, firstDigitTimeoutMs } = command;
    const digits = this.#captures.get(handle)?.digits ?? "";
    this.#captures.get(handle)?.stop();
    const capture = { handle, legId, maxDigits, terminators, interDigitTimeoutMs, digits, stop: () => {} };
    this.#captures.set(handle, capture);
    capture.stop = this.#options.after(firstDigitTimeoutMs, () => this.#captured(capture, "timeout"));
  }

  #capture(capture: Capture, digit: string): void {
    capture.stop();
    if (capture.terminators.includes(digit)) {
      this.#captured(capture, "terminator");
      return;
    }
    capture.digits += digit;
    if (capture.digits.length >= capture.maxDigits) {
      this.#captured(capture, "length");
      return;
    }
    capture.stop = this.#options.after(capture.interDigitTimeoutMs, () => this.#captured(capture, "timeout"));
    const { handle, legId, digits } = capture;
    this.#say({ type: "secretProgress", legId, handle, count: digits.length });
  }

  #captured(capture: Capture, by: "length" | "terminator" | "timeout"): void {
    const { handle, legId, digits } = capture;
    this.#captures.delete(handle);
    this.#vault.set(handle, digits);
    this.#say({ type: "secretCaptured", legId, handle, count: digits.length, by });
  }

  #dropCapture(handle: string): void {
    this.#captures.get(handle)?.stop();
    this.#captures.delete(handle);
    this.#vault.delete(handle);
  }

  #say(event: MediaEvent extends infer E ? (E extends { callId: string } ? Omit<E, "callId"> : never) : never): void {
    this.#options.after(1, () => this.#options.say({ ...event, callId: this.#options.callId } as MediaEvent));
  }

  #fault(command: Command, code: MediaErrorCode): Outcome<object> {
    this.faults.push(`${code}: ${JSON.stringify(command)}`);
    return refuse(code);
  }
}

/** The prompt of a file; tones and silence have no name. */
function nameOf(item: PlayItem): string {
  return "file" in item ? (/([^/]+)\.wav$/.exec(item.file)?.[1] ?? "") : "";
}

function done(value: object = {}): Outcome<object> {
  return { ok: true, value };
}

function refuse(code: MediaErrorCode): Outcome<object> {
  return { ok: false, error: { code, message: code } };
}
