// The real media process with real sockets: audio is proved by the tones that phones hear.

import { createDecipheriv } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@tellerline/base";
import { heardTones, RtpPhone, tone, writeWav } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CommandOf, CommandType, MediaEvent, ResultOf } from "../protocol.ts";
import { recordingChannel } from "../recorder/recording-reader.ts";
import { type MediaClient, startMedia } from "./media-client.ts";
import { readRecordingFile } from "./recording-file.ts";

const key = Buffer.alloc(32, 7);
const [toneA, toneB, toneC, tonePrompt] = [440, 700, 1100, 1700];
const all = [toneA, toneB, toneC, tonePrompt];

let folder: string;
let media: MediaClient;
let events: MediaEvent[];
const phones: RtpPhone[] = [];

async function ask<T extends CommandType>(command: CommandOf<T>): Promise<ResultOf<T>> {
  const outcome = await media.request(command);
  if (!outcome.ok) throw new Error(`${command.type}: ${outcome.error.code} ${outcome.error.message}`);
  return outcome.value;
}

/** The first event so far or to come that matches. */
async function event<T extends MediaEvent["type"]>(
  type: T,
  matches: (event: Extract<MediaEvent, { type: T }>) => boolean = () => true,
): Promise<Extract<MediaEvent, { type: T }>> {
  for (let i = 0; i < 1000; i++) {
    const found = events.find((one) => one.type === type && matches(one as Extract<MediaEvent, { type: T }>));
    if (found !== undefined) return found as Extract<MediaEvent, { type: T }>;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no ${type} among ${JSON.stringify(events)}`);
}

/** A phone whose offer the leg has answered, sending its tone. */
async function phoneOn(callId: string, legId: string, frequency: number, codec: "PCMA" | "PCMU" = "PCMA") {
  const phone = await RtpPhone.open({ frequencies: frequency === 0 ? [] : [frequency], codec });
  phones.push(phone);
  await ask({ type: "openLeg", callId, legId, kind: "rtp" });
  const { sdp } = await ask({ type: "answer", legId, sdp: phone.sdp() });
  phone.connect(sdp);
  phone.start();
  return phone;
}

/** Tones in the next `packets` that a phone hears, after some have passed to let the wiring settle. */
async function hears(phone: RtpPhone, packets = 25): Promise<number[]> {
  await phone.hear(15);
  const from = await phone.hear(packets);
  return heardTones(phone.heard(from), all);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "media-"));
  media = await startMedia({
    folder: join(folder, "run"),
    workers: 2,
    portMin: 20_000,
    portMax: 20_399,
    log: silentLog,
  });
  media.onEvent((one) => events.push(one));
  events = [];
});

afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.close();
  await ask({ type: "adoptNone" });
  events = [];
});

afterAll(async () => {
  await media.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("audio", { timeout: 30_000 }, () => {
  it("LG-2 two legs that hear each other are relayed", async () => {
    const a = await phoneOn("c", "a", toneA);
    const b = await phoneOn("c", "b", toneB);
    await ask({ type: "hear", legId: "a", from: ["b"] });
    await ask({ type: "hear", legId: "b", from: ["a"] });
    expect(await Promise.all([hears(a), hears(b)])).toEqual([[toneB], [toneA]]);
    const stats = await ask({ type: "legStats", legId: "a" });
    expect(stats).toMatchObject({ codec: "PCMA", lost: 0 });
    expect(stats.packetsReceived).toBeGreaterThan(25);
  });

  it("LG-2 PCMA and PCMU legs understand each other", async () => {
    const a = await phoneOn("c", "a", toneA, "PCMA");
    const b = await phoneOn("c", "b", toneB, "PCMU");
    await ask({ type: "hear", legId: "a", from: ["b"] });
    await ask({ type: "hear", legId: "b", from: ["a"] });
    expect(await Promise.all([hears(a), hears(b)])).toEqual([[toneB], [toneA]]);
  });

  it("MX-1 of three each hears both others and not himself", async () => {
    const a = await phoneOn("c", "a", toneA);
    const b = await phoneOn("c", "b", toneB);
    const c = await phoneOn("c", "c3", toneC);
    await ask({ type: "hear", legId: "a", from: ["b", "c3"] });
    await ask({ type: "hear", legId: "b", from: ["a", "c3"] });
    await ask({ type: "hear", legId: "c3", from: ["a", "b"] });
    expect(await Promise.all([hears(a), hears(b), hears(c)])).toEqual([
      [toneB, toneC],
      [toneA, toneC],
      [toneA, toneB],
    ]);
  });

  it("PL-1 a prompt is heard whole and its end is told", async () => {
    const file = join(folder, "prompt.wav");
    writeFileSync(file, writeWav({ rate: 8000, channels: [tone([tonePrompt], 600)] }));
    const a = await phoneOn("c", "a", 0);
    const played = ask({ type: "play", callId: "c", playerId: "p", items: [{ file }, { silenceMs: 100 }] });
    const heard = ask({ type: "hear", legId: "a", from: ["p"] });
    expect((await played).ms).toBe(700);
    await heard;
    expect(await event("playerEnded")).toMatchObject({ playerId: "p", by: "end" });
    const pcm = a.heard();
    const loud = pcm.filter((sample) => Math.abs(sample) > 500).length;
    expect(heardTones(pcm, all, 0.01)).toEqual([tonePrompt]);
    expect(loud).toBeGreaterThan(600 * 8 * 0.9);
  });

  it("PL-3 a file that is not there is an error and no player", async () => {
    await phoneOn("c", "a", 0);
    const outcome = await media.request({
      type: "play",
      callId: "c",
      playerId: "p",
      items: [{ file: join(folder, "none.wav") }],
    });
    expect(outcome).toMatchObject({ ok: false, error: { code: "fileUnreadable" } });
    expect(await media.request({ type: "stopPlayer", playerId: "p" })).toMatchObject({ ok: false });
  });
});

describe("recording", { timeout: 30_000 }, () => {
  it("RC-1 the customer is left, the others are right", async () => {
    const path = join(folder, "two.tlr");
    const a = await phoneOn("c", "a", toneA);
    const b = await phoneOn("c", "b", toneB);
    await ask({ type: "hear", legId: "a", from: ["b"] });
    await ask({ type: "hear", legId: "b", from: ["a"] });
    await ask({
      type: "record",
      callId: "c",
      recordingId: "r",
      path,
      key: key.toString("base64"),
      keyId: "k1",
      left: ["a"],
      right: ["b"],
    });
    await a.hear(60);
    expect(await hears(b)).toEqual([toneA]);
    await ask({ type: "stopRecording", recordingId: "r" });
    const closed = await event("recordingClosed");
    const read = await readRecordingFile(path, (keyId) => (keyId === "k1" ? key : undefined));
    if (!read.ok) throw new Error(read.problem);
    expect(read.value).toMatchObject({ complete: true, keyId: "k1", durationMs: closed.durationMs });
    expect(heardTones(recordingChannel(read.value, "left"), all)).toEqual([toneA]);
    expect(heardTones(recordingChannel(read.value, "right"), all)).toEqual([toneB]);
  });
});

describe("digits and secrets", { timeout: 30_000 }, () => {
  it("DT-1 a pressed key is told once, also when its ends are lost", async () => {
    const a = await phoneOn("c", "a", 0);
    await event("legFlow");
    a.press(5);
    a.press(11, { loseEnds: true });
    expect(await event("digit", (one) => one.digit === "5")).toMatchObject({ legId: "a", durationMs: 100 });
    await event("digit", (one) => one.digit === "#");
    expect(events.filter((one) => one.type === "digit")).toHaveLength(2);
  });

  it("DT-5 digits are passed on to the legs that are meant and to no other", async () => {
    const a = await phoneOn("c", "a", toneA);
    const b = await phoneOn("c", "b", toneB);
    const c = await phoneOn("c", "c3", 0);
    await ask({ type: "hear", legId: "b", from: ["a"] });
    await ask({ type: "hear", legId: "c3", from: ["a", "b"] });
    await ask({ type: "digits", legId: "a", mode: "relay", to: ["b"] });
    await b.hear(10);
    a.press(3);
    while (b.heardDigits().length === 0) await b.hear(1);
    await c.hear(20);
    expect(b.heardDigits()).toEqual([3]);
    expect(c.heardDigits()).toEqual([]);
    expect(await hears(b)).toEqual([toneA]);
    await ask({ type: "sendDigits", legId: "c3", digits: "1#" });
    while (c.heardDigits().length < 2) await c.hear(1);
    expect(c.heardDigits()).toEqual([1, 11]);
    expect(events.some((one) => one.type === "digit")).toBe(false);
  });

  it("VT-2 while a secret is typed, nobody hears the leg or its digits, and the vault seals them", async () => {
    const path = join(folder, "secret.tlr");
    const a = await phoneOn("c", "a", toneA);
    const b = await phoneOn("c", "b", toneB);
    await ask({ type: "hear", legId: "a", from: ["b"] });
    await ask({ type: "hear", legId: "b", from: ["a"] });
    await ask({ type: "digits", legId: "a", mode: "eventsAndRelay" });
    await ask({
      type: "captureSecret",
      legId: "a",
      handle: "pin",
      maxDigits: 6,
      terminators: "#",
      firstDigitTimeoutMs: 20_000,
      interDigitTimeoutMs: 20_000,
    });
    const sides = { left: ["a"], right: ["b"] };
    await ask({
      type: "record",
      callId: "c",
      recordingId: "r",
      path,
      key: key.toString("base64"),
      keyId: "k",
      ...sides,
    });
    for (const code of [1, 2, 3]) {
      a.press(code);
      expect(await event("secretProgress", (one) => one.count === code)).toMatchObject({ handle: "pin" });
    }
    const body = Buffer.from("Signal=4\r\nDuration=160\r\n");
    await ask({ type: "injectInfoDigits", legId: "a", body });
    await event("secretProgress", (one) => one.count === 4);
    expect(await hears(b)).toEqual([]);
    await ask({ type: "stopRecording", recordingId: "r" });
    a.press(11);
    expect(await event("secretCaptured")).toMatchObject({ handle: "pin", count: 4, by: "terminator" });
    expect(events.some((one) => one.type === "digit")).toBe(false);
    expect(b.heardDigits()).toEqual([]);

    const sealKey = Buffer.alloc(32, 9);
    const seal = { key: sealKey.toString("base64"), associatedData: "request 1" };
    const { sealed } = await ask({ type: "sealSecrets", parts: [{ name: "pin", handle: "pin" }], ...seal });
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", sealKey, bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from("request 1")).setAuthTag(bytes.subarray(-16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    expect(plain.toString("latin1")).toBe("\x03pin\x00\x041234");
    await ask({ type: "wipeSecrets", handles: ["pin"] });
    const gone = await media.request({ type: "sealSecrets", parts: [{ name: "pin", handle: "pin" }], ...seal });
    expect(gone).toMatchObject({ ok: false, error: { code: "unknownSecret" } });

    expect(await hears(b)).toEqual([toneA]);
    await event("recordingClosed");
    const read = await readRecordingFile(path, () => key);
    if (!read.ok) throw new Error(read.problem);
    expect(heardTones(recordingChannel(read.value, "left"), all)).toEqual([]);
    expect(heardTones(recordingChannel(read.value, "right"), all)).toEqual([toneB]);
  });

  it("VT-5 a secret that is not typed times out", async () => {
    await phoneOn("c", "a", 0);
    await ask({
      type: "captureSecret",
      legId: "a",
      handle: "h",
      maxDigits: 4,
      terminators: "",
      firstDigitTimeoutMs: 50,
      interDigitTimeoutMs: 50,
    });
    expect(await event("secretCaptured")).toMatchObject({ count: 0, by: "timeout" });
  });
});

describe("hold and re-INVITE", { timeout: 30_000 }, () => {
  it("SDP-6 a phone that holds gets nothing, and gets it again when it is back, as one stream", async () => {
    const a = await phoneOn("c", "a", toneA);
    const items = [{ tone: { frequencies: [tonePrompt], ms: 5000 } }];
    await ask({ type: "play", callId: "c", playerId: "p", items, loop: true });
    await ask({ type: "hear", legId: "a", from: ["p"] });
    expect(await hears(a)).toEqual([tonePrompt]);
    const held = await ask({ type: "answer", legId: "a", sdp: a.sdp("sendonly") });
    expect(held.remoteDirection).toBe("sendonly");
    expect(held.sdp).toContain("a=recvonly");
    const before = a.packets.length;
    const received = (await ask({ type: "legStats", legId: "a" })).packetsReceived;
    while ((await ask({ type: "legStats", legId: "a" })).packetsReceived < received + 15);
    expect(a.packets.length - before).toBeLessThan(3);
    expect((await ask({ type: "answer", legId: "a", sdp: a.sdp() })).remoteDirection).toBe("sendrecv");
    expect(await hears(a)).toEqual([tonePrompt]);
    const stream = a.packets;
    expect(new Set(stream.map((packet) => packet.ssrc)).size).toBe(1);
    for (let i = 1; i < stream.length; i++) {
      expect((stream[i]!.sequence - stream[i - 1]!.sequence) & 0xffff).toBe(1);
    }
  });
});

describe("the process", { timeout: 30_000 }, () => {
  const own = (name: string, ports: [number, number], more: object = {}) =>
    startMedia({
      folder: join(folder, name),
      workers: 1,
      portMin: ports[0],
      portMax: ports[1],
      log: silentLog,
      ...more,
    });

  /** Makes `client` the one that the helpers above talk to, for the time of `run`. */
  async function instead<T>(client: MediaClient, run: () => Promise<T>): Promise<T> {
    const usual = media;
    media = client;
    client.onEvent((one) => events.push(one));
    try {
      return await run();
    } finally {
      for (const phone of phones.splice(0)) await phone.close();
      media = usual;
    }
  }

  async function isGone(pid: number): Promise<void> {
    for (let i = 0; i < 1000; i++) {
      const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
      if (status === "" || / Z /.test(status)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`process ${pid} lives`);
  }

  const recorded = async (path: string): Promise<void> => {
    const a = await phoneOn("c", "a", toneA);
    const sides = { left: ["a"], right: [] };
    await ask({
      type: "record",
      callId: "c",
      recordingId: "r",
      path,
      key: key.toString("base64"),
      keyId: "k",
      ...sides,
    });
    await a.hear(110);
  };

  it("RC-5 killed in mid-recording it is told as lost, and leaves a file that plays up to the last second", async () => {
    const path = join(folder, "killed.tlr");
    const client = await own("killed", [20_600, 20_639]);
    let lost = 0;
    client.onLost(() => lost++);
    await instead(client, async () => {
      await recorded(path);
      process.kill(client.pid, "SIGKILL");
      await isGone(client.pid);
      const pending = await media.request({ type: "stats" });
      expect(pending).toMatchObject({ ok: false, error: { code: "mediaLost" } });
    });
    expect(lost).toBe(1);
    const read = await readRecordingFile(path, () => key);
    if (!read.ok) throw new Error(read.problem);
    expect(read.value.complete).toBe(false);
    expect(read.value.durationMs).toBeGreaterThanOrEqual(1000);
    expect(heardTones(recordingChannel(read.value, "left"), all)).toEqual([toneA]);
    // What is left of it does not keep the next one from starting.
    const next = await own("killed", [20_600, 20_639]);
    expect(next.leftOver).toBe(false);
    await next.close();
  });

  it("MP-4 without a controller it ends by itself, closing recordings", async () => {
    const path = join(folder, "abandoned.tlr");
    const client = await own("abandoned", [20_640, 20_679], { controllerTimeoutMs: 200 });
    await instead(client, async () => {
      await recorded(path);
      client.detach();
      await isGone(client.pid);
    });
    const read = await readRecordingFile(path, () => key);
    if (!read.ok) throw new Error(read.problem);
    expect(read.value.complete).toBe(true);
  });

  it("MP-5 a new controller takes the left-over process and ends its orphans; another configuration replaces it", async () => {
    const first = await own("left", [20_680, 20_719]);
    await instead(first, async () => void (await phoneOn("c", "a", toneA)));
    first.detach();
    const second = await own("left", [20_680, 20_719]);
    expect(second).toMatchObject({ leftOver: true, pid: first.pid });
    expect(await second.request({ type: "stats" })).toMatchObject({ ok: true, value: { workers: [{ calls: 0 }] } });
    second.detach();
    const third = await own("left", [20_680, 20_699]);
    expect(third.leftOver).toBe(false);
    await isGone(first.pid);
    await third.close();
    await isGone(third.pid);
  });

  it("MP-3 a stranger without the token is refused", async () => {
    const client = await own("strict", [20_720, 20_739]);
    const socket = createConnection(join(folder, "strict", "media.sock"));
    socket.write(`${JSON.stringify({ id: 1, command: { type: "hello", token: "guess" } })}\n`);
    socket.write(`${JSON.stringify({ id: 2, command: { type: "stats" } })}\n`);
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    expect(answer).toContain("unauthorised");
    expect(answer).not.toContain("result");
    expect((await client.request({ type: "stats" })).ok).toBe(true);
    await client.close();
  });

  it("MP-6 a command it does not know, and ids that are not there, are errors", async () => {
    const odd = { type: "noSuch" } as unknown as CommandOf<"stats">;
    expect(await media.request(odd)).toMatchObject({ ok: false });
    expect(await media.request({ type: "hear", legId: "x", from: [] })).toMatchObject({
      ok: false,
      error: { code: "unknownLeg" },
    });
    await phoneOn("c", "a", 0);
    expect(await media.request({ type: "hear", legId: "a", from: ["nobody"] })).toMatchObject({
      ok: false,
      error: { code: "unknownSource" },
    });
    expect(await media.request({ type: "openLeg", callId: "c", legId: "a", kind: "rtp" })).toMatchObject({
      ok: false,
      error: { code: "idInUse" },
    });
  });

  it("MP-7 a folder with a long path works", async () => {
    const client = await own("x".repeat(120), [20_740, 20_759]);
    expect((await client.request({ type: "stats" })).ok).toBe(true);
    await client.close();
  });
});
