// The real media process with real sockets: audio is proved by the tones that phones hear.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
async function hears(phone: RtpPhone, packets = 50): Promise<number[]> {
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
    expect(await hears(a)).toEqual([toneB]);
    expect(await hears(b)).toEqual([toneA]);
    const stats = await ask({ type: "legStats", legId: "a" });
    expect(stats).toMatchObject({ codec: "PCMA", lost: 0 });
    expect(stats.packetsReceived).toBeGreaterThan(50);
  });

  it("LG-2 PCMA and PCMU legs understand each other", async () => {
    const a = await phoneOn("c", "a", toneA, "PCMA");
    const b = await phoneOn("c", "b", toneB, "PCMU");
    await ask({ type: "hear", legId: "a", from: ["b"] });
    await ask({ type: "hear", legId: "b", from: ["a"] });
    expect(await hears(a)).toEqual([toneB]);
    expect(await hears(b)).toEqual([toneA]);
  });

  it("MX-1 of three each hears both others and not himself", async () => {
    const a = await phoneOn("c", "a", toneA);
    const b = await phoneOn("c", "b", toneB);
    const c = await phoneOn("c", "c3", toneC);
    await ask({ type: "hear", legId: "a", from: ["b", "c3"] });
    await ask({ type: "hear", legId: "b", from: ["a", "c3"] });
    await ask({ type: "hear", legId: "c3", from: ["a", "b"] });
    expect(await hears(a)).toEqual([toneB, toneC]);
    expect(await hears(b)).toEqual([toneA, toneC]);
    expect(await hears(c)).toEqual([toneA, toneB]);
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
