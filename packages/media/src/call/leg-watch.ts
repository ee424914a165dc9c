// Once a second for each leg: is it still there, and RTCP (SPEC.md, RTP-7, LG-5).

import type { LegStats, MediaEvent } from "../protocol.ts";
import { estimateMos } from "../rtp/quality.ts";
import { ntpMiddle, readRtcp, writeRtcp } from "../rtp/rtcp-packet.ts";
import type { CallPort } from "./call-port.ts";
import type { Leg } from "./leg.ts";

const rtcpIntervalMs = 5000;
/** From the answer until ICE and DTLS must be done. */
const connectLimitMs = 15_000;
/** What the jitter buffer adds on the average. */
const bufferMs = 40;

/**
 * The event that this second brings, if any. A phone may save silence, so that its leg is only told as silent; a
 * browser never pauses.
 */
export function watchLeg(callId: string, leg: Leg, now: number, silentLimitMs: number): MediaEvent | undefined {
  if (leg.silentTold) return undefined;
  if (leg.kind === "webrtc" && leg.media !== undefined && !leg.connected) {
    if (now - leg.expectedSince < connectLimitMs) return undefined;
    leg.silentTold = true;
    return { type: "legLost", callId, legId: leg.id, reason: "failed" };
  }
  if (!leg.expectsPackets) return undefined;
  const silentMs = now - Math.max(leg.heardAt ?? 0, leg.expectedSince);
  if (silentMs < silentLimitMs) return undefined;
  leg.silentTold = true;
  leg.flowing = false;
  if (leg.kind === "webrtc") return { type: "legLost", callId, legId: leg.id, reason: "silent" };
  return { type: "legSilent", callId, legId: leg.id, silentMs: Math.round(silentMs) };
}

/** Sends a report when it is time: SR while we send, else RR. */
export function reportLeg(leg: Leg, port: CallPort, now: number, cname: string): void {
  if (now < leg.rtcpAt || leg.media === undefined || !leg.connected) return;
  leg.rtcpAt = now + rtcpIntervalMs;
  const { reception, out } = leg;
  const block =
    reception.epoch === 0
      ? undefined
      : {
          ssrc: reception.ssrc,
          fractionLost: reception.takeFractionLost(),
          lost: Math.min(reception.lost, 0x7fffff),
          highestSequence: reception.highestSequence,
          jitter: reception.jitter,
          lastSenderReport: leg.senderReport,
          delaySinceLast:
            leg.senderReportAt === undefined ? 0 : Math.round(((now - leg.senderReportAt) * 65_536) / 1000) >>> 0,
        };
  const sender =
    out.packets === 0 ? undefined : { rtpTimestamp: out.startTimestamp(now), packets: out.packets, octets: out.octets };
  if (sender !== undefined || block !== undefined) port.sendRtcp(leg, writeRtcp(out.ssrc, now, sender, block, cname));
}

/** Takes a report of the other side. */
export function takeReport(leg: Leg, bytes: Uint8Array, now: number): void {
  const report = readRtcp(bytes, leg.out.ssrc);
  if (report === undefined) return;
  if (report.senderReport !== undefined) {
    leg.senderReport = report.senderReport;
    leg.senderReportAt = now;
  }
  if (report.block === undefined) return;
  leg.remoteLost = Math.max(0, report.block.lost);
  if (report.block.lastSenderReport !== 0) {
    const trip = (ntpMiddle(now) - report.block.delaySinceLast - report.block.lastSenderReport) | 0;
    if (trip >= 0) leg.roundTripMs = Math.round((trip * 1000) / 65_536);
  }
}

export function statsOf(leg: Leg, now: number): LegStats {
  const { reception, out } = leg;
  const jitterMs = Math.round(reception.jitter / 0.8) / 10;
  const expected = reception.packets + reception.lost;
  const delayMs = bufferMs + jitterMs + (leg.roundTripMs ?? 0) / 2;
  return {
    kind: leg.kind,
    codec: leg.media?.codec,
    packetsReceived: reception.packets,
    packetsSent: out.packets,
    bytesReceived: reception.bytes,
    bytesSent: out.octets,
    lost: reception.lost,
    remoteLost: leg.remoteLost,
    jitterMs,
    roundTripMs: leg.roundTripMs,
    mos: expected === 0 ? undefined : estimateMos(reception.lost / expected, delayMs),
    silentMs: leg.heardAt === undefined ? undefined : Math.round(now - leg.heardAt),
  };
}
