// A worker's calls: executes commands on them and gives them sockets, files and time.

import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import type { Random } from "@tellerline/base";
import { Player } from "../audio/player.ts";
import { CallMedia } from "../call/call-media.ts";
import type { CallPort } from "../call/call-port.ts";
import type { Leg } from "../call/leg.ts";
import { reportLeg, statsOf, takeReport, watchLeg } from "../call/leg-watch.ts";
import { readInfoDigit } from "../dtmf/info-body.ts";
import {
  type Command,
  type CommandOf,
  type CommandType,
  done,
  failed,
  type MediaEvent,
  type Outcome,
} from "../protocol.ts";
import { Recorder } from "../recorder/recorder.ts";
import { secretDigitsMax, Vault } from "../vault/vault.ts";
import type { LegTransport } from "./leg-transport.ts";
import { PortSlice } from "./port-slice.ts";
import { PromptLibrary } from "./prompt-library.ts";
import { RecordingFile } from "./recording-file.ts";
import { type RtpListener, RtpTransport } from "./rtp-transport.ts";
import { slotCount, Ticker, wallNow } from "./ticker.ts";
import { WebrtcTransport } from "./webrtc-transport.ts";

export interface WorkerConfig {
  address: string;
  /** RTP legs. */
  portMin: number;
  portMax: number;
  /** Browser legs. */
  webrtcPortMin: number;
  webrtcPortMax: number;
  legSilentMs: number;
}

interface LegEntry {
  leg: Leg;
  call: CallEntry;
  transport: LegTransport | undefined;
  opened: Promise<Outcome<LegTransport>>;
}

interface CallEntry {
  media: CallMedia;
  slot: number;
}

/** More in one call is a mistake of the controller. */
const legsMax = 128;
const packetRing = 256;
const packetBytes = 172;

type Handlers = { [T in CommandType]?: (command: CommandOf<T>) => Promise<Outcome<object>> | Outcome<object> };

export class WorkerCalls {
  readonly #config: WorkerConfig;
  readonly #emit: (event: MediaEvent) => void;
  readonly #log: (line: string) => void;
  readonly #calls = new Map<string, CallEntry>();
  readonly #legs = new Map<string, LegEntry>();
  readonly #transports = new Map<Leg, LegTransport>();
  readonly #players = new Map<string, CallEntry>();
  readonly #recordings = new Map<string, { call: CallEntry; file: RecordingFile; recorder: Recorder }>();
  readonly #closing = new Set<Promise<void>>();
  readonly #vault = new Vault();
  readonly #prompts = new PromptLibrary();
  readonly #ports: PortSlice;
  readonly #webrtcPorts: PortSlice;
  readonly #ticker = new Ticker((slot, tick, now) => this.#beat(slot, tick, now));
  readonly #random: Random = { next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48 };
  readonly #cname = randomBytes(6).toString("hex");
  readonly #packets = Array.from({ length: packetRing }, () => Buffer.alloc(packetBytes));
  #packet = 0;
  #sweptAt = 0;

  constructor(config: WorkerConfig, emit: (event: MediaEvent) => void, log: (line: string) => void) {
    this.#config = config;
    this.#emit = emit;
    this.#log = log;
    this.#ports = new PortSlice(config.portMin, config.portMax);
    this.#webrtcPorts = new PortSlice(config.webrtcPortMin, config.webrtcPortMax);
  }

  /** Executes one command; never rejects. */
  async execute(command: Command): Promise<Outcome<object>> {
    const handler = this.#handlers[command.type] as ((command: Command) => Promise<Outcome<object>>) | undefined;
    if (handler === undefined) return failed("badRequest", `${command.type} is no command of a worker`);
    try {
      return await handler(command);
    } catch (error) {
      return failed(
        "internal",
        `${command.type}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }

  readonly #handlers: Handlers = {
    openLeg: (command) => this.#openLeg(command),
    offer: ({ legId, direction }) => this.#negotiate(legId, (transport) => transport.offer(direction)),
    answer: ({ legId, sdp }) => this.#negotiate(legId, (transport) => transport.answer(sdp)),
    accept: ({ legId, sdp }) => this.#negotiate(legId, (transport) => transport.accept(sdp)),
    closeLeg: ({ legId }) => this.#withLeg(legId, (entry) => this.#closeLeg(entry)),
    moveLeg: ({ legId, callId }) => this.#withLeg(legId, (entry) => this.#moveLeg(entry, callId)),
    hear: ({ legId, from }) => this.#withLeg(legId, ({ leg, call }) => call.media.hear(leg, from)),
    play: (command) => this.#play(command),
    stopPlayer: ({ playerId }) => {
      const call = this.#players.get(playerId);
      if (call === undefined) return failed("unknownPlayer", `no player ${playerId}`);
      call.media.stopPlayer(playerId, "stop");
      return done({});
    },
    sendDigits: ({ legId, digits, toneMs = 100, gapMs = 100 }) =>
      this.#withLeg(legId, ({ leg, call }) => rewired(call, call.media.digits.send(leg, digits, toneMs, gapMs))),
    digits: ({ legId, mode, to }) =>
      this.#withLeg(legId, ({ leg, call }) => {
        leg.digitMode = mode;
        leg.digitTargets = to;
        if (mode !== "secret") leg.wipeTypedAhead();
        return rewired(call, done({}));
      }),
    captureSecret: (command) => this.#withLeg(command.legId, (entry) => captureSecret(entry, command)),
    cancelSecret: ({ handle }) => {
      for (const call of this.#calls.values()) if (call.media.digits.cancel(handle)) return rewired(call, done({}));
      return failed("unknownSecret", `no capture ${handle}`);
    },
    injectInfoDigits: ({ legId, body }) =>
      this.#withLeg(legId, ({ leg, call }) => {
        const { code, durationMs } = readInfoDigit(body);
        body.fill(0);
        if (code < 0) return failed("badRequest", "no digit in the INFO body");
        call.media.injectDigit(leg, code, durationMs, wallNow());
        return done({});
      }),
    sealSecrets: ({ parts, key, associatedData }) => {
      const keyBytes = Buffer.from(key, "base64");
      if (keyBytes.length !== 32) return failed("badKey", "the key must be 32 bytes in base64");
      return this.#vault.seal(parts, keyBytes, randomBytes(12), associatedData);
    },
    wipeSecrets: ({ handles }) => {
      for (const handle of handles) {
        this.#vault.wipe(handle);
        for (const call of this.#calls.values()) call.media.digits.wipe(handle);
      }
      return done({});
    },
    record: (command) => this.#record(command),
    setRecordingSides: ({ recordingId, left, right }) =>
      this.#withRecording(recordingId, (call) => {
        const recording = call.media.recordings.get(recordingId);
        if (recording !== undefined) {
          recording.left.from = left;
          recording.right.from = right;
        }
        return rewired(call, done({}));
      }),
    pauseRecording: ({ recordingId, on }) =>
      this.#withRecording(recordingId, (_call, recorder) => {
        recorder.paused = on;
        return done({});
      }),
    stopRecording: ({ recordingId }) =>
      this.#withRecording(recordingId, (call) => {
        call.media.stopRecording(recordingId);
        return done({});
      }),
    legStats: ({ legId }) => this.#withLeg(legId, ({ leg }) => done(statsOf(leg, wallNow()))),
    closeCall: ({ callId }) => this.#closeCall(callId),
    adoptNone: async () => {
      const calls = [...this.#calls.keys()];
      await Promise.all(calls.map((callId) => this.#closeCall(callId)));
      return done({ calls: calls.length });
    },
    shutdown: async () => {
      await Promise.all([...this.#calls.keys()].map((callId) => this.#closeCall(callId)));
      while (this.#closing.size > 0) await Promise.all(this.#closing);
      this.#vault.wipeAll();
      return done({});
    },
    stats: () =>
      done({
        calls: this.#calls.size,
        legs: this.#legs.size,
        players: this.#players.size,
        recordings: this.#recordings.size,
        tickLateMsMax: this.#ticker.takeLateMax(),
      }),
  };

  readonly #port: CallPort = {
    packet: () => {
      this.#packet = (this.#packet + 1) % packetRing;
      return this.#packets[this.#packet] as Buffer;
    },
    send: (leg, bytes, start, end) => this.#transports.get(leg)?.send(bytes, start, end),
    sendRtcp: (leg, bytes) => this.#transports.get(leg)?.sendRtcp(bytes),
    event: (event) => {
      if (event.type === "playerEnded") this.#players.delete(event.playerId);
      this.#emit(event);
    },
    write: (recordingId, bytes) => this.#recordings.get(recordingId)?.file.write(bytes),
    finish: (recordingId) => this.#finishRecording(recordingId),
  };

  #withLeg(
    legId: string,
    run: (entry: LegEntry) => Outcome<object> | Promise<Outcome<object>>,
  ): Outcome<object> | Promise<Outcome<object>> {
    const entry = this.#legs.get(legId);
    return entry === undefined ? failed("unknownLeg", `no leg ${legId}`) : run(entry);
  }

  #withRecording(recordingId: string, run: (call: CallEntry, recorder: Recorder) => Outcome<object>): Outcome<object> {
    const entry = this.#recordings.get(recordingId);
    return entry === undefined
      ? failed("unknownRecording", `no recording ${recordingId}`)
      : run(entry.call, entry.recorder);
  }

  #negotiate(
    legId: string,
    run: (transport: LegTransport) => Promise<Outcome<object>>,
  ): Outcome<object> | Promise<Outcome<object>> {
    return this.#withLeg(legId, async (entry) => {
      const opened = await entry.opened;
      return opened.ok ? run(opened.value) : opened;
    });
  }

  async #openLeg(command: CommandOf<"openLeg">): Promise<Outcome<object>> {
    const { callId, legId, kind } = command;
    if (this.#legs.has(legId)) return failed("idInUse", `leg ${legId} exists`);
    const fresh = !this.#calls.has(callId);
    const call = this.#calls.get(callId) ?? this.#openCall(callId);
    if (call.media.legs.size >= legsMax) return failed("limit", `${legsMax} legs in one call`);
    const leg = call.media.addLeg(legId, kind, wallNow());
    const opened = this.#openTransport(leg, command);
    const entry: LegEntry = { leg, call, transport: undefined, opened };
    this.#legs.set(legId, entry);
    const outcome = await opened;
    if (!outcome.ok) {
      this.#forgetLeg(entry);
      if (fresh && call.media.legs.size === 0) await this.#closeCall(callId);
      return outcome;
    }
    entry.transport = outcome.value;
    if (this.#legs.get(legId) !== entry) {
      await outcome.value.close();
      return failed("unknownLeg", `leg ${legId} was closed while it was opened`);
    }
    this.#transports.set(leg, outcome.value);
    return done({ address: outcome.value.address, port: outcome.value.port });
  }

  #openTransport(leg: Leg, command: CommandOf<"openLeg">): Promise<Outcome<LegTransport>> {
    const announce = command.announce ?? reachable(this.#config.address);
    const bind = isLocal(announce) ? announce : this.#config.address;
    const listener: RtpListener = {
      now: wallNow,
      agreed: (media) => this.#legs.get(leg.id)?.call.media.agree(leg, media, wallNow()),
      packet: (header, bytes) => {
        const call = this.#legs.get(leg.id)?.call;
        if (call === undefined) return;
        try {
          call.media.receive(leg, header, bytes, wallNow());
        } catch (error) {
          this.#failed(call, error);
        }
      },
      report: (bytes) => takeReport(leg, bytes, wallNow()),
    };
    if (command.kind === "rtp") return RtpTransport.open(leg, bind, announce, this.#ports, listener);
    return WebrtcTransport.open({
      bind,
      announce,
      ports: this.#webrtcPorts,
      iceServers: command.iceServers ?? [],
      listener: {
        ...listener,
        connected: () => this.#legs.get(leg.id)?.call.media.connected(leg, wallNow()),
        lost: (reason) => {
          const call = this.#legs.get(leg.id)?.call;
          if (call === undefined || leg.silentTold) return;
          leg.silentTold = true;
          this.#emit({ type: "legLost", callId: call.media.id, legId: leg.id, reason });
        },
      },
    });
  }

  #openCall(callId: string): CallEntry {
    const load = new Array<number>(slotCount).fill(0);
    for (const call of this.#calls.values()) load[call.slot] = (load[call.slot] as number) + 1;
    const slot = load.indexOf(Math.min(...load));
    const call = { media: new CallMedia(callId, this.#vault, this.#port, this.#random), slot };
    this.#calls.set(callId, call);
    this.#ticker.start();
    return call;
  }

  async #closeLeg(entry: LegEntry): Promise<Outcome<object>> {
    this.#forgetLeg(entry);
    await entry.transport?.close();
    return done({});
  }

  #forgetLeg(entry: LegEntry): void {
    this.#legs.delete(entry.leg.id);
    this.#transports.delete(entry.leg);
    entry.call.media.removeLeg(entry.leg.id);
  }

  #moveLeg(entry: LegEntry, callId: string): Outcome<object> {
    const call = this.#calls.get(callId);
    if (call === undefined) return failed("otherWorker", `call ${callId} is not in this worker`);
    if (call === entry.call) return done({});
    entry.call.media.releaseLeg(entry.leg);
    call.media.adoptLeg(entry.leg);
    entry.call = call;
    return done({});
  }

  async #play(command: CommandOf<"play">): Promise<Outcome<object>> {
    const { callId, playerId, items, loop = false } = command;
    const call = this.#calls.get(callId);
    if (call === undefined) return failed("unknownCall", `no call ${callId}`);
    if (this.#players.has(playerId)) return failed("idInUse", `player ${playerId} exists`);
    this.#players.set(playerId, call);
    call.media.addPlayer(playerId, wallNow());
    const clips = await this.#prompts.load(items);
    if (!clips.ok) {
      this.#players.delete(playerId);
      call.media.stopPlayer(playerId, "failed");
      return clips;
    }
    const player = new Player(clips.value, loop);
    call.media.startPlayer(playerId, player);
    return done({ ms: player.durationMs });
  }

  async #record(command: CommandOf<"record">): Promise<Outcome<object>> {
    const { callId, recordingId, path, keyId, left, right } = command;
    if (!this.#calls.has(callId)) return failed("unknownCall", `no call ${callId}`);
    if (this.#recordings.has(recordingId)) return failed("idInUse", `recording ${recordingId} exists`);
    const key = Buffer.from(command.key, "base64");
    if (key.length !== 32) return failed("badKey", "the key must be 32 bytes in base64");
    const file = await RecordingFile.create(path);
    if (!file.ok) return file;
    const call = this.#calls.get(callId);
    const recorder = new Recorder(wallNow(), keyId, key, randomBytes(44));
    file.value.write(recorder.header);
    if (call === undefined) {
      await file.value.close();
      return failed("unknownCall", `call ${callId} was closed`);
    }
    this.#recordings.set(recordingId, { call, file: file.value, recorder });
    call.media.record(recordingId, recorder, left, right);
    return done({ startedAt: recorder.startedAt });
  }

  #finishRecording(recordingId: string): void {
    const entry = this.#recordings.get(recordingId);
    if (entry === undefined) return;
    this.#recordings.delete(recordingId);
    const { call, file, recorder } = entry;
    const closing = file.close().then(({ bytes, sha256 }) => {
      this.#emit({
        type: "recordingClosed",
        callId: call.media.id,
        recordingId,
        path: file.path,
        startedAt: recorder.startedAt,
        durationMs: recorder.durationMs,
        bytes,
        sha256,
        lostMs: recorder.lostMs,
        ...(file.error === undefined ? {} : { error: file.error }),
      });
    });
    const tracked = closing.finally(() => this.#closing.delete(tracked));
    this.#closing.add(tracked);
  }

  async #closeCall(callId: string): Promise<Outcome<object>> {
    const call = this.#calls.get(callId);
    if (call === undefined) return failed("unknownCall", `no call ${callId}`);
    this.#calls.delete(callId);
    const transports: LegTransport[] = [];
    for (const legId of call.media.legs.keys()) {
      const entry = this.#legs.get(legId);
      if (entry === undefined) continue;
      this.#legs.delete(legId);
      this.#transports.delete(entry.leg);
      if (entry.transport !== undefined) transports.push(entry.transport);
    }
    call.media.close();
    if (this.#calls.size === 0) this.#ticker.stop();
    await Promise.all(transports.map((transport) => transport.close()));
    return done({});
  }

  #beat(slot: number, tick: number, now: number): void {
    for (const call of this.#calls.values()) {
      if (call.slot !== slot) continue;
      try {
        if (call.media.deadline <= now) call.media.timeout(now);
        if (call.media.ticking) call.media.tick(tick, now);
      } catch (error) {
        this.#failed(call, error);
      }
    }
    if (now - this.#sweptAt >= 1000) this.#sweep(now);
  }

  /** A defect in one call ends that call and no other. */
  #failed(call: CallEntry, error: unknown): void {
    const callId = call.media.id;
    this.#log(`call ${callId} failed: ${error instanceof Error ? error.stack : String(error)}`);
    void this.execute({ type: "closeCall", callId });
    this.#emit({ type: "workerLost", callIds: [callId] });
  }

  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const { leg, call } of this.#legs.values()) {
      const event = watchLeg(call.media.id, leg, now, this.#config.legSilentMs);
      if (event !== undefined) this.#emit(event);
      reportLeg(leg, this.#port, now, this.#cname);
    }
    for (const [id, { call, file, recorder }] of this.#recordings) {
      recorder.congested = file.congested;
      if (file.error !== undefined) call.media.stopRecording(id);
    }
  }
}

function rewired(call: CallEntry, outcome: Outcome<object>): Outcome<object> {
  call.media.rewire();
  return outcome;
}

function captureSecret({ leg, call }: LegEntry, command: CommandOf<"captureSecret">): Outcome<object> {
  const { handle, maxDigits, terminators, firstDigitTimeoutMs, interDigitTimeoutMs } = command;
  if (!(maxDigits >= 1 && maxDigits <= secretDigitsMax)) {
    return failed("badRequest", `maxDigits is 1 to ${secretDigitsMax}`);
  }
  if (!(firstDigitTimeoutMs > 0 && interDigitTimeoutMs > 0)) return failed("badRequest", "time-outs are above 0");
  const rules = {
    handle,
    maxDigits,
    terminators: Uint8Array.from(Buffer.from(terminators, "latin1")),
    firstDigitTimeoutMs,
    interDigitTimeoutMs,
  };
  call.media.digits.capture(leg, rules, wallNow());
  return rewired(call, done({}));
}

/** What to announce when all addresses are bound: the first that others can reach. */
function reachable(address: string): string {
  if (address !== "0.0.0.0" && address !== "::") return address;
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find((one) => !one.internal && one.family === "IPv4")?.address ?? "127.0.0.1";
}

function isLocal(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((one) => one.address === address));
}
