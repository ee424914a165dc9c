// One call (SPEC.md, LG, MX, PL): legs, players and recordings, and who hears whom. Pure: packets and time come in,
// packets and events go out through a CallPort.
//
//   receive(packet) ─▶ relayed at once, or into the jitter buffer
//   tick() every 20 ms, if `ticking` ─▶ frames of legs and players ─▶ mixes, silence, digits ─▶ recordings

import { assert, type Random, randomInteger } from "@tellerline/base";
import { decoder, frameSamples, silenceOf, transcode } from "../audio/g711.ts";
import { Mixer } from "../audio/mixer.ts";
import type { Player } from "../audio/player.ts";
import { done, failed, type LegKind, type Outcome, type SourceId } from "../protocol.ts";
import type { Recorder } from "../recorder/recorder.ts";
import { OutStream } from "../rtp/out-stream.ts";
import { type RtpHeader, rtpHeaderBytes, writeRtp } from "../rtp/rtp-packet.ts";
import type { Vault } from "../vault/vault.ts";
import { CallDigits } from "./call-digits.ts";
import type { CallPort } from "./call-port.ts";
import { CallRecording } from "./call-recording.ts";
import { Leg, type LegMedia, payloadKinds } from "./leg.ts";
import { PlayerSource } from "./player-source.ts";

const eventBytes = 4;

export class CallMedia {
  readonly id: string;
  readonly legs = new Map<string, Leg>();
  readonly players = new Map<string, PlayerSource>();
  readonly recordings = new Map<string, CallRecording>();
  readonly digits: CallDigits;
  /** Whether `tick` has anything to do: a call whose legs are only relayed needs none. */
  ticking = false;
  /** When `timeout` must be called; Infinity if never. */
  deadline = Number.POSITIVE_INFINITY;
  readonly #port: CallPort;
  readonly #random: Random;
  readonly #mixer = new Mixer();
  #legNumber = 0;

  constructor(id: string, vault: Vault, port: CallPort, random: Random) {
    this.id = id;
    this.#port = port;
    this.#random = random;
    this.digits = new CallDigits(id, this.legs, vault, port);
  }

  addLeg(legId: string, kind: LegKind, now: number): Leg {
    assert(!this.legs.has(legId), "LG-1: leg ids are unique");
    const first = { sequence: randomInteger(this.#random, 0x8000), timestamp: this.#random32() };
    const leg = new Leg(legId, kind, ++this.#legNumber, new OutStream(this.#random32(), first), now);
    this.legs.set(legId, leg);
    return leg;
  }

  /** Takes a leg of another call in; it hears nothing. */
  adoptLeg(leg: Leg): void {
    leg.number = ++this.#legNumber;
    leg.from = [];
    leg.out.interrupt();
    this.legs.set(leg.id, leg);
    this.rewire();
  }

  /** Lets a leg go to another call; whoever heard it hears nothing. */
  releaseLeg(leg: Leg): void {
    if (leg.capture !== undefined) this.digits.cancel(leg.capture.handle);
    leg.wipeTypedAhead();
    leg.relays = [];
    this.legs.delete(leg.id);
    this.rewire();
  }

  removeLeg(legId: string): void {
    const leg = this.legs.get(legId);
    if (leg !== undefined) this.releaseLeg(leg);
  }

  agree(leg: Leg, media: LegMedia, now: number): void {
    leg.agree(media, now);
    this.rewire();
  }

  connected(leg: Leg, now: number): void {
    leg.connected = true;
    leg.expectedSince = now;
    this.#port.event({ type: "legConnected", callId: this.id, legId: leg.id });
    this.rewire();
  }

  hear(leg: Leg, from: SourceId[]): Outcome<object> {
    const stranger = from.find((id) => !this.legs.has(id) && !this.players.has(id));
    if (stranger !== undefined) return failed("unknownSource", `${stranger} is no leg or player of call ${this.id}`);
    leg.from = [...new Set(from)];
    this.rewire();
    return done({});
  }

  /** A player becomes a source at once; `startPlayer` follows when its files are loaded. */
  addPlayer(playerId: string, now: number): void {
    this.players.set(playerId, new PlayerSource(playerId, now));
  }

  startPlayer(playerId: string, player: Player): void {
    const source = this.players.get(playerId);
    if (source === undefined) return;
    source.player = player;
    this.rewire();
  }

  /** Takes a player out; with an event unless it never began. */
  stopPlayer(playerId: string, by: "end" | "stop" | "failed"): void {
    if (!this.players.delete(playerId)) return;
    this.rewire();
    if (by !== "failed") this.#port.event({ type: "playerEnded", callId: this.id, playerId, by });
  }

  record(recordingId: string, recorder: Recorder, left: SourceId[], right: SourceId[]): void {
    this.recordings.set(recordingId, new CallRecording(recordingId, recorder, left, right));
    this.rewire();
  }

  stopRecording(recordingId: string): void {
    const recording = this.recordings.get(recordingId);
    if (recording === undefined) return;
    this.recordings.delete(recordingId);
    recording.finish(this.#port);
    this.rewire();
  }

  /** Ends players and recordings, wipes secrets. Legs are closed by the shell, which owns their sockets. */
  close(): void {
    for (const id of [...this.players.keys()]) this.stopPlayer(id, "stop");
    for (const id of [...this.recordings.keys()]) this.stopRecording(id);
    this.digits.wipeAll();
    for (const id of [...this.legs.keys()]) this.removeLeg(id);
  }

  /** Takes a packet that the leg's latch or DTLS has admitted. The bytes are ours from now on (LG-3). */
  receive(leg: Leg, header: RtpHeader, bytes: Buffer, now: number): void {
    const kind = leg.kindOf(header.payloadType);
    const epoch = leg.reception.epoch;
    if (kind === payloadKinds.unknown || !leg.reception.take(header, now)) return;
    if (leg.reception.epoch !== epoch) {
      leg.digitReceiver.reset();
      leg.jitter.reset();
    }
    leg.heardAt = now;
    if (!leg.flowing) {
      leg.flowing = true;
      leg.silentTold = false;
      this.#port.event({ type: "legFlow", callId: this.id, legId: leg.id });
    }
    if (kind === payloadKinds.event) {
      this.#event(leg, header, bytes, now);
      return;
    }
    if (leg.cut) return;
    const codec = kind === payloadKinds.pcma ? "PCMA" : "PCMU";
    if (leg.pulled) {
      leg.jitter.write(header.timestamp, bytes, header.payloadStart, header.payloadEnd, decoder(codec));
    }
    const last = leg.relays.length - 1;
    for (let i = 0; i <= last; i++) {
      const hearer = leg.relays[i] as Leg;
      this.#relay(leg, hearer, header, codec, i === last ? bytes : Buffer.from(bytes), now);
    }
  }

  /** A digit that came in signalling. */
  injectDigit(leg: Leg, code: number, durationMs: number, now: number): void {
    this.digits.received(leg, code, durationMs, now);
    this.rewire();
  }

  /** 20 ms have passed; `tick` counts them. */
  tick(tick: number, now: number): void {
    for (const leg of this.legs.values()) if (leg.pulled) leg.jitter.pull(leg.pcm);
    const ended = this.#advancePlayers(now);
    let sentDigits = false;
    for (const leg of this.legs.values()) {
      if (leg.digitSender.busy) {
        this.#sendDigit(leg, now);
        sentDigits ||= !leg.digitSender.busy;
      } else if (leg.hearing !== "relay" && leg.hearing !== "nothing") {
        this.#sendFrame(leg, tick, now);
      }
    }
    for (const recording of this.recordings.values()) recording.tick(tick, this.#mixer, this.#port);
    for (const id of ended) this.stopPlayer(id, "end");
    if (sentDigits) this.rewire();
  }

  /** The deadline has come: of a digit whose end was lost, or of a capture. */
  timeout(now: number): void {
    this.digits.timeout(now);
    this.rewire();
  }

  /** Derives who is relayed, mixed and pulled from what has been declared. After every change. */
  rewire(): void {
    for (const leg of this.legs.values()) leg.relays = [];
    const pulled = new Set<Leg>();
    this.ticking = this.recordings.size > 0;
    for (const source of this.players.values()) this.ticking ||= source.player !== undefined;
    for (const leg of this.legs.values()) this.#wire(leg, pulled);
    for (const recording of this.recordings.values()) {
      for (const side of [recording.left, recording.right]) {
        side.legs = this.#legsOf(side.from);
        side.players = this.#playersOf(side.from);
        for (const leg of side.legs) pulled.add(leg);
      }
    }
    for (const leg of this.legs.values()) {
      if (leg.pulled !== pulled.has(leg)) {
        leg.pulled = pulled.has(leg);
        leg.jitter.reset();
      }
    }
    this.deadline = this.digits.nextTimeout();
  }

  #wire(leg: Leg, pulled: Set<Leg>): void {
    leg.legSources = this.#legsOf(leg.from);
    leg.playerSources = this.#playersOf(leg.from);
    const [source] = leg.legSources;
    const players = leg.playerSources.length;
    if (!leg.sendable) leg.hearing = "nothing";
    else if (source === undefined) leg.hearing = players === 0 ? "silence" : players === 1 ? "player" : "mix";
    else if (leg.legSources.length === 1 && players === 0) {
      leg.hearing = "relay";
      source.relays.push(leg);
    } else {
      leg.hearing = "mix";
      for (const one of leg.legSources) pulled.add(one);
    }
    const idle = leg.hearing === "relay" || leg.hearing === "nothing";
    this.ticking ||= !idle || leg.digitSender.busy;
  }

  /** Legs among `from` whose sound may be heard: a leg that is typing a secret is silence (VT-2). */
  #legsOf(from: SourceId[]): Leg[] {
    const legs: Leg[] = [];
    for (const id of from) {
      const leg = this.legs.get(id);
      if (leg?.media !== undefined && !leg.cut) legs.push(leg);
    }
    return legs;
  }

  #playersOf(from: SourceId[]): PlayerSource[] {
    const sources: PlayerSource[] = [];
    for (const id of from) {
      const source = this.players.get(id);
      if (source !== undefined) sources.push(source);
    }
    return sources;
  }

  #event(leg: Leg, header: RtpHeader, bytes: Buffer, now: number): void {
    const receiver = leg.digitReceiver;
    const cut = leg.cut;
    const code = receiver.take(bytes, header.payloadStart, header.payloadEnd, header.timestamp, now);
    if (code >= 0) this.digits.received(leg, code, receiver.durationMs, now);
    if (cut) bytes.fill(0, header.payloadStart, header.payloadEnd);
    if (code >= 0) this.rewire();
    else this.deadline = this.digits.nextTimeout();
  }

  #relay(from: Leg, to: Leg, header: RtpHeader, codec: "PCMA" | "PCMU", bytes: Buffer, now: number): void {
    const media = to.media;
    // While digits are sent the audio rests; the stream starts anew after them.
    if (media === undefined || to.digitSender.busy) return;
    transcode(bytes, header.payloadStart, header.payloadEnd, codec, media.codec);
    to.out.relay(from.streamKey, header.sequence, header.timestamp, now);
    to.out.marker ||= header.marker;
    to.out.payloadType = media.sendType;
    this.#send(to, bytes, header.payloadStart - rtpHeaderBytes, header.payloadEnd);
  }

  #advancePlayers(now: number): string[] {
    const ended: string[] = [];
    for (const source of this.players.values()) {
      if (source.player === undefined) continue;
      source.started ||= now >= source.holdUntil || this.#isHeard(source);
      if (source.started && !source.player.advance()) ended.push(source.id);
    }
    return ended;
  }

  #isHeard(source: PlayerSource): boolean {
    for (const leg of this.legs.values()) {
      if (leg.hearing !== "nothing" && leg.playerSources.includes(source)) return true;
    }
    return false;
  }

  #sendDigit(leg: Leg, now: number): void {
    const packet = this.#port.packet();
    const made = leg.digitSender.tick(packet, rtpHeaderBytes);
    const type = leg.media?.sendEventType;
    if (!made || type === undefined || !leg.sendable) return;
    const first = leg.digitSender.first;
    if (first) leg.digitTimestamp = leg.out.startTimestamp(now);
    leg.out.insert(leg.digitTimestamp, first, now);
    leg.out.payloadType = type;
    this.#send(leg, packet, 0, rtpHeaderBytes + eventBytes);
  }

  #sendFrame(leg: Leg, tick: number, now: number): void {
    const media = leg.media;
    if (media === undefined) return;
    const packet = this.#port.packet();
    const [only] = leg.playerSources;
    if (leg.hearing === "player" && only?.player !== undefined && only.started) {
      packet.set(only.player.encoded(media.codec), rtpHeaderBytes);
    } else if (leg.hearing === "mix") {
      this.#mix(leg);
      this.#mixer.encode(media.codec, packet, rtpHeaderBytes);
    } else {
      packet.fill(silenceOf(media.codec), rtpHeaderBytes, rtpHeaderBytes + frameSamples);
    }
    leg.out.generate(tick, now);
    leg.out.payloadType = media.sendType;
    this.#send(leg, packet, 0, rtpHeaderBytes + frameSamples);
  }

  #mix(leg: Leg): void {
    this.#mixer.clear();
    for (const source of leg.legSources) this.#mixer.add(source.pcm);
    for (const source of leg.playerSources) {
      if (source.started && source.player !== undefined) this.#mixer.add(source.player.pcm);
    }
  }

  #send(leg: Leg, bytes: Buffer, start: number, end: number): void {
    writeRtp(bytes, start, leg.out);
    leg.out.packets++;
    leg.out.octets += end - start - rtpHeaderBytes;
    this.#port.send(leg, bytes, start, end);
  }

  #random32(): number {
    return randomInteger(this.#random, 0x1_0000_0000);
  }
}
