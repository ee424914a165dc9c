// RTCP (RFC 3550 §6), as little as a telephone needs: we send SR or RR with one report block and SDES CNAME, and read
// the reports of others for loss and round-trip time.

import { putUint16, putUint32, uint16, uint32 } from "./rtp-packet.ts";

const senderReport = 200;
const receiverReport = 201;
const sourceDescription = 202;

/** Seconds from 1900 (NTP) to 1970 (Unix). */
const ntpEpoch = 2_208_988_800;

export interface ReportBlock {
  ssrc: number;
  /** Of the last interval, in 1/256. */
  fractionLost: number;
  lost: number;
  highestSequence: number;
  /** In timestamp units. */
  jitter: number;
  lastSenderReport: number;
  delaySinceLast: number;
}

export interface SenderInfo {
  rtpTimestamp: number;
  packets: number;
  octets: number;
}

export interface RtcpReport {
  /** Middle 32 bits of the sender's NTP time, if it sent an SR. */
  senderReport: number | undefined;
  /** The block about our stream, if there is one. */
  block: ReportBlock | undefined;
}

/** The middle 32 bits of an NTP timestamp: seconds in 16.16. */
export function ntpMiddle(now: number): number {
  const seconds = now / 1000 + ntpEpoch;
  return ((Math.floor(seconds) & 0xffff) * 65_536 + Math.floor((seconds % 1) * 65_536)) >>> 0;
}

/** Reads a compound packet; undefined if it is malformed. `ssrc` is our own: blocks about others are ignored. */
export function readRtcp(bytes: Uint8Array, ssrc: number): RtcpReport | undefined {
  const report: RtcpReport = { senderReport: undefined, block: undefined };
  let at = 0;
  let packets = 0;
  while (at + 8 <= bytes.length && packets < 16) {
    const type = bytes[at + 1] as number;
    const end = at + 4 * (uint16(bytes, at + 2) + 1);
    if ((bytes[at] as number) >> 6 !== 2 || end > bytes.length) return undefined;
    if (type === senderReport && end - at >= 28) {
      report.senderReport = uint32(bytes, at + 10);
      report.block ??= findBlock(bytes, at + 28, end, (bytes[at] as number) & 31, ssrc);
    }
    if (type === receiverReport) {
      report.block ??= findBlock(bytes, at + 8, end, (bytes[at] as number) & 31, ssrc);
    }
    at = end;
    packets++;
  }
  return packets === 0 ? undefined : report;
}

function findBlock(bytes: Uint8Array, from: number, end: number, count: number, ssrc: number): ReportBlock | undefined {
  for (let i = 0, at = from; i < count && at + 24 <= end; i++, at += 24) {
    if (uint32(bytes, at) !== ssrc) continue;
    return {
      ssrc,
      fractionLost: bytes[at + 4] as number,
      // 24 bits, signed: duplicates make it negative.
      lost: (uint32(bytes, at + 4) << 8) >> 8,
      highestSequence: uint32(bytes, at + 8),
      jitter: uint32(bytes, at + 12),
      lastSenderReport: uint32(bytes, at + 16),
      delaySinceLast: uint32(bytes, at + 20),
    };
  }
  return undefined;
}

/** Writes SR (with `sender`) or RR, and SDES with `cname`. */
export function writeRtcp(
  ssrc: number,
  now: number,
  sender: SenderInfo | undefined,
  block: ReportBlock | undefined,
  cname: string,
): Uint8Array {
  const head = sender === undefined ? 8 : 28;
  const reportBytes = head + (block === undefined ? 0 : 24);
  const sdesBytes = 4 + 4 * Math.ceil((4 + 2 + cname.length + 1) / 4);
  const bytes = new Uint8Array(reportBytes + sdesBytes);
  bytes[0] = 0x80 | (block === undefined ? 0 : 1);
  bytes[1] = sender === undefined ? receiverReport : senderReport;
  putUint16(bytes, 2, reportBytes / 4 - 1);
  putUint32(bytes, 4, ssrc);
  if (sender !== undefined) {
    const seconds = now / 1000 + ntpEpoch;
    putUint32(bytes, 8, Math.floor(seconds) >>> 0);
    putUint32(bytes, 12, Math.floor((seconds % 1) * 0x1_0000_0000) >>> 0);
    putUint32(bytes, 16, sender.rtpTimestamp);
    putUint32(bytes, 20, sender.packets >>> 0);
    putUint32(bytes, 24, sender.octets >>> 0);
  }
  if (block !== undefined) writeBlock(bytes, head, block);
  bytes[reportBytes] = 0x81;
  bytes[reportBytes + 1] = sourceDescription;
  putUint16(bytes, reportBytes + 2, sdesBytes / 4 - 1);
  putUint32(bytes, reportBytes + 4, ssrc);
  bytes[reportBytes + 8] = 1;
  bytes[reportBytes + 9] = cname.length;
  for (let i = 0; i < cname.length; i++) bytes[reportBytes + 10 + i] = cname.charCodeAt(i) & 0x7f;
  return bytes;
}

function writeBlock(bytes: Uint8Array, at: number, block: ReportBlock): void {
  putUint32(bytes, at, block.ssrc);
  putUint32(bytes, at + 4, block.lost & 0xffffff);
  bytes[at + 4] = block.fractionLost;
  putUint32(bytes, at + 8, block.highestSequence);
  putUint32(bytes, at + 12, block.jitter);
  putUint32(bytes, at + 16, block.lastSenderReport);
  putUint32(bytes, at + 20, block.delaySinceLast);
}
