// Against sipp, a peer that shares no line with us: both directions, UDP and TCP.

import { SeededRandom } from "@tellerline/base";
import { RealScheduler } from "@tellerline/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { someBody } from "../testing/virtual-network.ts";
import type { SipEvent } from "../user-agent/protocol.ts";
import { havePeer, listening, type Peer, startPeer } from "./real-peers.ts";
import { SipTransports } from "./sip-transports.ts";

const program = "sipp";
const haveSipp = havePeer(program);
const calls = 20;
let open: SipTransports | undefined;
let peer: Peer | undefined;

afterEach(async () => {
  peer?.process.kill("SIGKILL");
  await open?.close();
});

async function transports(port: number, onEvent: (event: SipEvent) => void): Promise<SipTransports> {
  open = await SipTransports.open({
    scheduler: new RealScheduler(),
    listen: [
      { transport: "udp", host: "127.0.0.1", port },
      { transport: "tcp", host: "127.0.0.1", port },
    ],
    endpoint: {
      random: new SeededRandom(port),
      realm: "test",
      nonceSecret: new Uint8Array(16),
      credentials: () => undefined,
      trunkByAddress: () => "sipp",
      isGuest: () => false,
      // The standard's T1: while sipp waits for the ACK it does not know a retransmitted INVITE for one and aborts the call.
      // With 50 ms a busy machine is enough for that; the retransmission itself is right (RFC 3261 §17.1.1.2).
    },
    onEvent,
  });
  return open;
}

function sipp(args: string[]): Promise<number | null> {
  peer = startPeer(program, [...args, "-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin"]);
  return peer.exit;
}

describe("sipp", { timeout: 30_000 }, () => {
  const paths = [
    { transport: "udp", flag: "u1", port: 15_060 },
    { transport: "tcp", flag: "t1", port: 15_070 },
  ] as const;
  it.skipIf(!haveSipp).each(paths)("SW-01 sipp calls us over $transport", async ({ flag, port }) => {
    const ended: SipEvent[] = [];
    const ours = await transports(port, (event) => {
      if (event.type === "incoming") {
        ours.handle({ type: "provisional", legId: event.legId, status: 180 });
        ours.handle({
          type: "answer",
          legId: event.legId,
          body: { ...someBody, bytes: event.body?.bytes ?? someBody.bytes },
        });
      }
      if (event.type === "ended") ended.push(event);
    });
    const common = ["-t", flag, "-p", String(port + 1), "-m", String(calls), "-r", "50", "-d", "20", "-timeout", "20"];
    expect(await sipp(["-sn", "uac", `127.0.0.1:${port}`, ...common])).toBe(0);
    expect(ended).toHaveLength(calls);
    expect(ended.every((event) => event.type === "ended" && event.by === "remote")).toBe(true);
  });

  it.skipIf(!haveSipp).each(paths)("SW-01 we call sipp over $transport", async ({ transport, flag, port }) => {
    const ended: SipEvent[] = [];
    const ours = await transports(port, (event) => {
      if (event.type === "answered") ours.handle({ type: "hangup", legId: event.legId });
      if (event.type === "ended" || event.type === "rejected") ended.push(event);
    });
    const peerPort = port + 2;
    const exit = sipp(["-sn", "uas", "-t", flag, "-p", String(peerPort), "-m", String(calls), "-timeout", "20"]);
    const target = { transport, host: "127.0.0.1", port: peerPort };
    await listening(transport, peerPort);
    const sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 15999 RTP/AVP 8\r\n";
    for (let i = 0; i < calls; i++) {
      ours.handle({
        type: "invite",
        legId: `leg-${i}`,
        target: { target },
        requestUri: `sip:service@127.0.0.1:${peerPort}`,
        from: "sip:bank@127.0.0.1",
        to: "sip:service@127.0.0.1",
        body: { contentType: "application/sdp", bytes: new TextEncoder().encode(sdp) },
      });
    }
    expect(await exit).toBe(0);
    expect(ended.map((event) => event.type === "ended" && event.by)).toEqual(Array(calls).fill("local"));
  });
});
