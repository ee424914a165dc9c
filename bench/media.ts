// How many calls a media worker carries: two-legged calls over loopback, relayed, or mixed and recorded. Prints one JSON
// line per run. The load is made in this process, so that only the media process's own CPU time counts.
//
//   node bench/media.ts [--mode relay|mix] [--calls 100] [--seconds 10]

import { createSocket, type Socket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { silentLog } from "@tellerline/base";
import { type CommandOf, type CommandType, type ResultOf, startMedia } from "@tellerline/media";

const { values } = parseArgs({
  options: {
    mode: { type: "string", default: "relay" },
    calls: { type: "string", default: "100" },
    seconds: { type: "string", default: "10" },
  },
});
const calls = Number(values.calls);
const seconds = Number(values.seconds);
const mixed = values.mode === "mix";

interface End {
  socket: Socket;
  remotePort: number;
  packet: Buffer;
  received: number;
  late: number;
  lastAt: number;
}

const folder = mkdtempSync(join(tmpdir(), "bench-media-"));
const media = await startMedia({ folder, workers: 1, portMin: 20_000, portMax: 29_999, log: silentLog });

async function ask<T extends CommandType>(command: CommandOf<T>): Promise<ResultOf<T>> {
  const outcome = await media.request(command);
  if (!outcome.ok) throw new Error(`${command.type}: ${outcome.error.message}`);
  return outcome.value;
}

/** A socket on its leg: answers nothing, sends a packet per 20 ms. */
async function openEnd(callId: string, legId: string): Promise<End> {
  const socket = createSocket({ type: "udp4", lookup: (host, _options, done) => done(null, host, 4) });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const port = socket.address().port;
  const sdp = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 8\r\n`;
  await ask({ type: "openLeg", callId, legId, kind: "rtp" });
  const answer = await ask({ type: "answer", legId, sdp });
  const packet = Buffer.alloc(172, 0xd5);
  packet.writeUInt16BE(0x8008, 0);
  packet.writeUInt32BE(port, 8);
  const remotePort = Number(/^m=audio (\d+)/m.exec(answer.sdp)?.[1]);
  const end: End = { socket, remotePort, packet, received: 0, late: 0, lastAt: 0 };
  socket.on("message", () => {
    const now = performance.now();
    if (end.lastAt > 0 && now - end.lastAt > 40) end.late++;
    end.lastAt = now;
    end.received++;
  });
  return end;
}

const ends: End[] = [];
for (let i = 0; i < calls; i++) {
  const callId = `c${i}`;
  const [a, b] = [`${callId}a`, `${callId}b`];
  ends.push(await openEnd(callId, a), await openEnd(callId, b));
  let extra: string[] = [];
  if (mixed) {
    // A beep of silence as a third source makes a mix of what would be a relay.
    await ask({ type: "play", callId, playerId: `${callId}p`, items: [{ silenceMs: 1000 }], loop: true });
    extra = [`${callId}p`];
    const sides = { left: [a], right: [b] };
    const key = Buffer.alloc(32, 1).toString("base64");
    await ask({
      type: "record",
      callId,
      recordingId: `${callId}r`,
      path: join(folder, callId),
      key,
      keyId: "k",
      ...sides,
    });
  }
  await ask({ type: "hear", legId: a, from: [b, ...extra] });
  await ask({ type: "hear", legId: b, from: [a, ...extra] });
}

/** CPU time of the media process, in ms. */
function cpuMs(): number {
  const fields = readFileSync(`/proc/${media.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

let frame = 0;
let sent = 0;
/** Sends the frame of a fifth of the ends every 4 ms, so that the load has no bursts that no network would make. */
function sendSome(part: number): void {
  for (let i = part; i < ends.length; i += 5) {
    const end = ends[i] as End;
    end.packet.writeUInt16BE(frame & 0xffff, 2);
    end.packet.writeUInt32BE((frame * 160) >>> 0, 4);
    end.socket.send(end.packet, end.remotePort, "127.0.0.1");
    sent++;
  }
}

const startedAt = performance.now();
const cpuBefore = cpuMs();
let beat = 0;
await new Promise<void>((resolve) => {
  const run = (): void => {
    for (; (performance.now() - startedAt) / 4 >= beat; beat++) {
      sendSome(beat % 5);
      if (beat % 5 === 4) frame++;
    }
    if (performance.now() - startedAt > seconds * 1000) resolve();
    else setTimeout(run, Math.max(0, startedAt + 4 * beat - performance.now()));
  };
  run();
});
const cpuUsedMs = cpuMs() - cpuBefore;
const elapsedMs = performance.now() - startedAt;
const stats = await ask({ type: "stats" });
const received = ends.reduce((sum, end) => sum + end.received, 0);
const percent = (part: number, whole: number): number => Math.round((10_000 * part) / whole) / 100;
process.stdout.write(
  `${JSON.stringify({
    bench: "media",
    mode: mixed ? "mix+record" : "relay",
    calls,
    seconds,
    cpuPercentOfCore: percent(cpuUsedMs, elapsedMs),
    cpuMsPerCallSecond: Math.round((1000 * cpuUsedMs) / calls / (elapsedMs / 1000)) / 1000,
    callsPerCpuSecond: Math.round((calls * elapsedMs) / cpuUsedMs),
    sent,
    lostPercent: mixed ? undefined : Math.max(0, percent(sent - received, sent)),
    latePercent: percent(
      ends.reduce((sum, end) => sum + end.late, 0),
      received,
    ),
    tickLateMsMax: stats.workers[0]?.tickLateMsMax,
    rssMb: stats.rssMb,
  })}\n`,
);
for (const { socket } of ends) socket.close();
await media.close();
rmSync(folder, { recursive: true, force: true });
