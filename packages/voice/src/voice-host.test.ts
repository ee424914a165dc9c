// The whole voice plane in one process, against sipp: a customer calls, hears a prompt, an agent is called and connected,
// the talk is recorded, and whoever hangs up leaves nothing behind.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, SeededRandom, silentLog } from "@tellerline/base";
import { type MediaClient, startMedia } from "@tellerline/media";
import { SipTransports } from "@tellerline/sip";
import { RealScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CallEvent } from "./call-protocol.ts";
import { VoiceHost } from "./voice-host.ts";

function havePeer(program: string): boolean {
  try {
    execFileSync("which", [program]);
    return true;
  } catch {
    if (process.env.REQUIRE_PEERS === "1") throw new Error(`${program} must be installed (scripts/setup-debian.sh)`);
    return false;
  }
}

const program = "sipp";
const haveSipp = havePeer(program);
const [ourPort, customerPort, agentPort] = [15_160, 15_161, 15_162];
const scheduler = new RealScheduler();
const random = new SeededRandom(5);
const peers: ChildProcess[] = [];
let folder = "";
let media: MediaClient;
let sip: SipTransports;
let host: VoiceHost;
let said: CallEvent[] = [];
/** Called for everything calls say. */
let onCall: (callId: string, event: CallEvent) => void = () => {};
let finished: () => void = () => {};

beforeAll(async () => {
  if (!haveSipp) return;
  folder = await mkdtemp(join(tmpdir(), "voice-"));
  media = await startMedia({
    folder: join(folder, "media"),
    workers: 1,
    portMin: 21_000,
    portMax: 21_200,
    log: silentLog,
  });
  sip = await SipTransports.open({
    scheduler,
    listen: [{ transport: "udp", host: "127.0.0.1", port: ourPort }],
    endpoint: {
      ...{ random, realm: "test", nonceSecret: randomBytes(16) },
      ...{ credentials: () => undefined, trunkByAddress: () => "sipp", isGuest: () => false },
    },
    onEvent: (event) => host.sipEvent(event),
  });
  host = new VoiceHost({
    ...{ scheduler, random, sip, media: () => media },
    onIncoming: (incoming) => {
      const callId = newId(scheduler.now(), random);
      if (host.accept(incoming.legId, { callId })) host.command(callId, { type: "answer" });
    },
    onCallEvent: (callId, event) => {
      said.push(event);
      onCall(callId, event);
    },
    onFinished: () => finished(),
  });
  media.onEvent((event) => host.mediaEvent(event));
}, 30_000);

afterAll(async () => {
  for (const peer of peers) peer.kill("SIGKILL");
  if (!haveSipp) return;
  await sip.close();
  await media.close();
  await rm(folder, { recursive: true, force: true });
}, 30_000);

function sipp(args: string[]): Promise<number | null> {
  const child = spawn(program, [...args, "-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin"], { stdio: "ignore" });
  peers.push(child);
  return new Promise((done) => child.once("exit", done));
}

async function listening(port: number): Promise<void> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  while (!(await readFile("/proc/net/udp", "utf8")).includes(`0100007F:${hex}`)) {
    await new Promise((done) => setTimeout(done, 20));
  }
}

const agent = {
  invite: { target: { transport: "udp", host: "127.0.0.1", port: agentPort } },
  ...{ requestUri: `sip:service@127.0.0.1:${agentPort}`, from: "sip:95500@127.0.0.1", to: "sip:1001@127.0.0.1" },
  media: "rtp",
} as const;

describe.skipIf(!haveSipp)("VoiceHost with sipp", { timeout: 30_000 }, () => {
  it("SW-05 customer ↔ agent, recorded; the customer hangs up and nothing is left", async () => {
    said = [];
    const recording = join(folder, "talk.rec");
    onCall = (callId, event) => {
      const next = (command: Parameters<VoiceHost["command"]>[1]) => host.command(callId, command);
      if (event.type === "customerAnswered") {
        next({ type: "play", playerId: "hello", items: [{ tone: { frequencies: [440], ms: 100 } }] });
        const key = randomBytes(32).toString("base64");
        next({ type: "startRecording", recordingId: `rec-${callId}`, path: recording, key, keyId: "k" });
      } else if (event.type === "playEnded") {
        next({ type: "callParty", partyId: "a", role: "agent", target: agent, ringTimeoutMs: 5_000, autoAnswer: true });
      } else if (event.type === "partyAnswered") next({ type: "connect", partyId: "a" });
    };
    const over = new Promise<void>((done) => {
      finished = done;
    });
    const agentExit = sipp(["-sn", "uas", "-p", String(agentPort), "-m", "1", "-timeout", "20"]);
    await listening(agentPort);
    const common = ["-p", String(customerPort), "-m", "1", "-d", "1500", "-timeout", "20"];
    const customerExit = sipp(["-sn", "uac", `127.0.0.1:${ourPort}`, ...common]);
    expect(await customerExit).toBe(0);
    expect(await agentExit).toBe(0);
    await over;
    expect(said.map((event) => event.type)).toEqual([
      "customerAnswered",
      "recordingStarted",
      "playEnded",
      "partyRinging",
      "partyAnswered",
      "connected",
      "ended",
      "recordingClosed",
    ]);
    expect((await stat(recording)).size).toBeGreaterThan(1_000);
    expect(host.sizes).toEqual({ calls: 0, legs: 0, unclaimed: 0 });
    expect(sip.sizes).toMatchObject({ legs: 0, dialogs: 0 });
  });
});
