// A call on virtual time: packets in, packets out, no socket anywhere.

import { SeededRandom } from "@tellerline/base";
import { decodeAlaw, decodeUlaw, encodeAlaw, heardTones, tone } from "@tellerline/testkit";
import { describe, expect, it } from "vitest";
import { Player, silenceClip, toneClip } from "../audio/player.ts";
import type { MediaEvent } from "../protocol.ts";
import { Recorder } from "../recorder/recorder.ts";
import { readRecording, recordingChannel } from "../recorder/recording-reader.ts";
import { RtpHeader, readRtp, writeRtp } from "../rtp/rtp-packet.ts";
import { Vault } from "../vault/vault.ts";
import { CallMedia } from "./call-media.ts";
import type { CallPort } from "./call-port.ts";
import type { Leg } from "./leg.ts";
import { statsOf, watchLeg } from "./leg-watch.ts";

const all = [440, 700, 1100, 1700];
const key = Buffer.alloc(32, 3);

/** A call with a clock; every leg sends its tone while `run` goes on. */
class World {
  now = 1_767_225_600_000;
  tick = 1000;
  readonly events: MediaEvent[] = [];
  readonly sent = new Map<string, { header: RtpHeader; payload: Buffer }[]>();
  readonly files = new Map<string, Buffer[]>();
  readonly finished: string[] = [];
  readonly #voices = new Map<Leg, { frequency: number; frames: number; sequence: number; ssrc: number }>();
  readonly #port: CallPort = {
    packet: () => Buffer.alloc(172),
    send: (leg, bytes, start, end) => {
      const header = new RtpHeader();
      const packet = Buffer.from(bytes.subarray(start, end));
      expect(readRtp(packet, packet.length, header)).toBe(true);
      const list = this.sent.get(leg.id) ?? [];
      list.push({ header, payload: packet.subarray(12) });
      this.sent.set(leg.id, list);
    },
    sendRtcp: () => {},
    event: (event) => this.events.push(event),
    write: (id, bytes) => this.files.set(id, [...(this.files.get(id) ?? []), bytes]),
    finish: (id) => this.finished.push(id),
  };
  readonly call = new CallMedia("c", new Vault(), this.#port, new SeededRandom(1));

  leg(id: string, frequency: number): Leg {
    const leg = this.call.addLeg(id, "rtp", this.now);
    leg.latch.promise("192.0.2.1", 4000);
    this.agree(leg, "sendrecv");
    this.#voices.set(leg, { frequency, frames: 0, sequence: 100, ssrc: this.#voices.size + 50 });
    return leg;
  }

  agree(leg: Leg, remoteDirection: "sendrecv" | "sendonly" | "inactive"): void {
    const receive = new Map<number, "PCMA" | "PCMU" | "event">([
      [8, "PCMA"],
      [101, "event"],
    ]);
    this.call.agree(leg, { codec: "PCMA", sendType: 8, sendEventType: 101, receive, remoteDirection }, this.now);
  }

  /** Lets `frames` times 20 ms pass. */
  run(frames: number): void {
    for (let i = 0; i < frames; i++) {
      for (const [leg, voice] of this.#voices) {
        if (!this.call.legs.has(leg.id)) continue;
        const pcm = tone([voice.frequency], 20, 0.3, voice.frames * 160);
        this.packet(leg, 8, voice.frames * 160, Buffer.from(Array.from(pcm, encodeAlaw)));
        voice.frames++;
      }
      this.now += 20;
      this.tick++;
      if (this.call.deadline <= this.now) this.call.timeout(this.now);
      if (this.call.ticking) this.call.tick(this.tick, this.now);
    }
  }

  packet(leg: Leg, payloadType: number, timestamp: number, payload: Buffer): void {
    const voice = this.#voices.get(leg)!;
    const bytes = Buffer.concat([Buffer.alloc(12), payload]);
    writeRtp(bytes, 0, {
      marker: false,
      payloadType,
      sequence: voice.sequence++ & 0xffff,
      timestamp,
      ssrc: voice.ssrc,
    });
    const header = new RtpHeader();
    readRtp(bytes, bytes.length, header);
    this.call.receive(leg, header, bytes, this.now);
  }

  /** The sender behind a leg starts anew, as after a re-INVITE. */
  restart(leg: Leg): void {
    const voice = this.#voices.get(leg)!;
    voice.sequence += 20_000;
    voice.ssrc += 1000;
    voice.frames += 100_000;
  }

  press(leg: Leg, code: number): void {
    const timestamp = 90_000_000 + this.tick * 160 + code;
    for (const [end, duration] of [
      [0, 160],
      [0, 320],
      [0x80, 480],
      [0x80, 480],
    ] as const) {
      this.packet(leg, 101, timestamp, Buffer.from([code, end, duration >> 8, duration & 255]));
    }
  }

  /** Forgets what was sent so far. */
  clear(): void {
    this.sent.clear();
  }

  heard(id: string): number[] {
    const codes = (this.sent.get(id) ?? [])
      .filter((one) => one.header.payloadType === 8)
      .flatMap((one) => [...one.payload]);
    return heardTones(Int16Array.from(codes, decodeAlaw), all);
  }

  digits(id: string): number[] {
    const events = (this.sent.get(id) ?? []).filter((one) => one.header.payloadType === 101);
    return [...new Map(events.map((one) => [one.header.timestamp, one.payload[0]!])).values()];
  }
}

/** What is sent must be one stream: sequence without gaps, time never back. */
function expectOneStream(packets: { header: RtpHeader }[]): void {
  for (let i = 1; i < packets.length; i++) {
    const [before, after] = [packets[i - 1]!.header, packets[i]!.header];
    expect((after.sequence - before.sequence) & 0xffff).toBe(1);
    expect((after.timestamp - before.timestamp) | 0).toBeGreaterThanOrEqual(0);
    expect(after.ssrc).toBe(before.ssrc);
  }
}

describe("wiring", () => {
  it("LG-2 two legs are relayed without a tick; a third turns it into a mix, and back", () => {
    const world = new World();
    const [a, b, c] = [world.leg("a", 440), world.leg("b", 700), world.leg("x", 1100)];
    world.call.hear(a, ["b"]);
    world.call.hear(b, ["a"]);
    world.call.hear(c, ["a"]);
    expect(world.call.ticking).toBe(false);
    world.run(50);
    expect([world.heard("a"), world.heard("b"), world.heard("x")]).toEqual([[700], [440], [440]]);
    world.call.hear(a, ["b", "x"]);
    expect(world.call.ticking).toBe(true);
    world.clear();
    world.run(60);
    expect([world.heard("a"), world.heard("b")]).toEqual([[700, 1100], [440]]);
    world.call.removeLeg("x");
    expect(world.call.ticking).toBe(false);
    world.clear();
    world.run(50);
    expect(world.heard("a")).toEqual([700]);
  });

  it("LG-3 hearers of different law each get their own", () => {
    const world = new World();
    const [a, b, c] = [world.leg("a", 440), world.leg("b", 700), world.leg("x", 1100)];
    const receive = new Map<number, "PCMA" | "PCMU" | "event">([[0, "PCMU"]]);
    const media = {
      codec: "PCMU",
      sendType: 0,
      sendEventType: undefined,
      receive,
      remoteDirection: "sendrecv",
    } as const;
    world.call.agree(b, media, world.now);
    world.call.hear(b, ["a"]);
    world.call.hear(c, ["a"]);
    world.call.hear(a, []);
    world.run(50);
    expect([...world.sent.get("x")![0]!.payload]).toEqual(Array.from(tone([440], 20, 0.3), encodeAlaw));
    const codes = (world.sent.get("b") ?? []).flatMap((one) => [...one.payload]);
    expect(heardTones(Int16Array.from(codes, decodeUlaw), all)).toEqual([440]);
    expect(world.sent.get("b")?.every((one) => one.header.payloadType === 0)).toBe(true);
  });

  it("LG-2 a leg that hears nothing is sent silence; one that holds us, nothing", () => {
    const world = new World();
    const a = world.leg("a", 440);
    world.call.hear(a, []);
    world.run(50);
    expect(world.sent.get("a")?.length).toBe(50);
    expect(world.heard("a")).toEqual([]);
    world.agree(a, "sendonly");
    world.clear();
    world.run(50);
    expect(world.sent.get("a")).toBeUndefined();
  });

  it("RTP-6 whatever a leg hears in turn, its other side gets one stream", () => {
    const world = new World();
    const [a, b] = [world.leg("a", 440), world.leg("b", 700)];
    world.leg("x", 1100);
    world.call.addPlayer("p", world.now);
    world.call.startPlayer("p", new Player([toneClip([1700], 1000)], true));
    for (const from of [["b"], ["p"], ["b", "x"], ["x"], [], ["b", "p"], ["b"]]) {
      world.call.hear(a, from);
      world.run(7);
      if (from.length === 1) world.restart(b);
      world.run(7);
      world.call.digits.send(a, "1", 60, 60);
      world.call.rewire();
      world.run(12);
    }
    const packets = world.sent.get("a") ?? [];
    expect(packets.length).toBeGreaterThan(150);
    expectOneStream(packets);
    expect(packets.filter((one) => one.header.payloadType === 101 && one.header.marker).length).toBe(7);
  });

  it("LG-4 a source must be of this call, may be oneself, and falls out when it ends", () => {
    const world = new World();
    const [a] = [world.leg("a", 440)];
    expect(world.call.hear(a, ["nobody"])).toMatchObject({ ok: false, error: { code: "unknownSource" } });
    world.call.hear(a, ["a"]);
    world.run(50);
    expect(world.heard("a")).toEqual([440]);
  });

  it("LG-6 a leg moves to another call and is heard there only", () => {
    const world = new World();
    const [a, b] = [world.leg("a", 440), world.leg("b", 700)];
    world.call.hear(a, ["b"]);
    const other = new World();
    const d = other.leg("d", 1100);
    world.call.releaseLeg(b);
    other.call.adoptLeg(b);
    expect(other.call.hear(d, ["b"]).ok).toBe(true);
    expect(a.hearing).toBe("silence");
    expect(b.relays).toEqual([d]);
  });
});

describe("players", () => {
  it("PL-2 a prompt waits for its hearer to be reachable, for two seconds", () => {
    const world = new World();
    const a = world.leg("a", 440);
    a.connected = false;
    world.call.addPlayer("p", world.now);
    world.call.hear(a, ["p"]);
    world.call.startPlayer("p", new Player([toneClip([1700], 400)], false));
    world.run(50);
    expect(world.sent.get("a")).toBeUndefined();
    world.call.connected(a, world.now);
    world.run(30);
    expect(world.heard("a").includes(1700)).toBe(true);
    expect(world.events.at(-1)).toMatchObject({ type: "playerEnded", by: "end" });
    const unheard = new World();
    unheard.call.addPlayer("p", unheard.now);
    unheard.call.startPlayer("p", new Player([silenceClip(400)], false));
    unheard.run(99);
    expect(unheard.events).toEqual([]);
    unheard.run(30);
    expect(unheard.events).toMatchObject([{ type: "playerEnded", by: "end" }]);
  });
});

describe("secrets", () => {
  const rules = {
    handle: "h",
    maxDigits: 3,
    terminators: new Uint8Array(),
    firstDigitTimeoutMs: 9000,
    interDigitTimeoutMs: 3000,
  };

  it("VT-2 the leg is cut to relays, mixes and recordings, and heard again afterwards", () => {
    const world = new World();
    const [a, b, c] = [world.leg("a", 440), world.leg("b", 700), world.leg("x", 1100)];
    world.call.hear(b, ["a"]);
    world.call.hear(c, ["a", "b"]);
    const recorder = new Recorder(world.now, "k", Buffer.from(key), Buffer.alloc(44, 1));
    world.files.set("r", [recorder.header]);
    world.call.record("r", recorder, ["a"], ["b"]);
    world.call.digits.capture(a, rules, world.now);
    world.call.rewire();
    for (const code of [7, 8]) world.press(a, code);
    world.run(60);
    expect([world.heard("b"), world.heard("x")]).toEqual([[], [700]]);
    expect([world.digits("b"), world.digits("x")]).toEqual([[], []]);
    world.press(a, 9);
    world.clear();
    world.run(60);
    expect([world.heard("b"), world.heard("x")]).toEqual([[440], [440, 700]]);
    const told = world.events.filter((event) => event.type !== "legFlow");
    expect(told.map((event) => [event.type, "count" in event ? event.count : undefined])).toEqual([
      ["secretProgress", 1],
      ["secretProgress", 2],
      ["secretProgress", 3],
      ["secretCaptured", 3],
    ]);
    world.call.stopRecording("r");
    const read = readRecording(Buffer.concat(world.files.get("r") ?? []), () => Buffer.from(key));
    if (!read.ok) throw new Error(read.problem);
    expect(heardTones(recordingChannel(read.value, "left").subarray(0, 9600), all)).toEqual([]);
    expect(heardTones(recordingChannel(read.value, "left").subarray(11_200), all)).toEqual([440]);
  });

  it("VT-6 digits typed ahead in secret mode count, and are forgotten when the mode ends", () => {
    const world = new World();
    const a = world.leg("a", 440);
    a.digitMode = "secret";
    for (const code of [1, 2, 3, 4]) world.press(a, code);
    expect(world.events.filter((event) => event.type !== "legFlow")).toEqual([]);
    world.call.digits.capture(a, rules, world.now);
    expect(world.events.at(-1)).toMatchObject({ type: "secretCaptured", count: 3, by: "length" });
    expect([a.typedAheadCount, ...a.typedAhead.subarray(0, 4)]).toEqual([1, 4, 0, 0, 0]);
    a.wipeTypedAhead();
    expect(a.typedAhead.every((byte) => byte === 0)).toBe(true);
  });

  it("VT-5 times out, and a closed call wipes its secrets", () => {
    const world = new World();
    const a = world.leg("a", 440);
    world.call.digits.capture(a, rules, world.now);
    world.call.rewire();
    world.press(a, 1);
    world.run(149);
    expect(world.events.some((event) => event.type === "secretCaptured")).toBe(false);
    world.run(2);
    expect(world.events.at(-1)).toMatchObject({ type: "secretCaptured", count: 1, by: "timeout" });
    world.call.close();
    expect(world.call.legs.size).toBe(0);
  });
});

describe("the watch", () => {
  it("WR-5 a browser that never connects is lost 15 s after its answer", () => {
    const world = new World();
    const b = world.call.addLeg("b", "webrtc", world.now);
    expect(watchLeg("c", b, world.now + 60_000, 5000)).toBeUndefined();
    world.agree(b, "sendrecv");
    expect(watchLeg("c", b, world.now + 14_999, 5000)).toBeUndefined();
    expect(watchLeg("c", b, world.now + 15_000, 5000)).toMatchObject({ type: "legLost", reason: "failed" });
    expect(watchLeg("c", b, world.now + 99_000, 5000)).toBeUndefined();
  });

  it("LG-5 silence is told once, after its time, and only while packets are due", () => {
    const world = new World();
    const a = world.leg("a", 440);
    const at = (ms: number) => watchLeg("c", a, world.now + ms, 5000);
    expect(at(4999)).toBeUndefined();
    world.run(10);
    expect(at(4900)).toBeUndefined();
    world.agree(a, "inactive");
    expect(at(60_000)).toBeUndefined();
    world.agree(a, "sendrecv");
    expect(at(4999)).toBeUndefined();
    expect(at(5100)).toMatchObject({ type: "legSilent", legId: "a" });
    expect(at(9999)).toBeUndefined();
    world.run(1);
    expect(world.events.filter((event) => event.type === "legFlow")).toHaveLength(2);
    expect(statsOf(a, world.now)).toMatchObject({ packetsReceived: 11, lost: 0, codec: "PCMA", mos: 4.4 });
  });
});
