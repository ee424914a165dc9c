// RTP packets (RFC 3550 §5.1) read and written in place, without allocation.
//
//   0                   1                   2                   3
//   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
//   |                           timestamp                           |
//   |                             SSRC                              |
//   |            CSRC … | extension (if X) | payload | padding (if P)

export const rtpHeaderBytes = 12;

/** A packet of G.711 of 20 ms, and room for the longest packet we take (RTP-2). */
export const rtpMaxBytes = 1500;

/** Filled by `readRtp`; one object serves all packets of a socket. */
export class RtpHeader {
  marker = false;
  payloadType = 0;
  sequence = 0;
  timestamp = 0;
  ssrc = 0;
  payloadStart = 0;
  payloadEnd = 0;
}

/** Reads a datagram into `header`; false if it is not a well-formed RTP packet (RTCP among them, RFC 5761 §4). */
export function readRtp(bytes: Uint8Array, length: number, header: RtpHeader): boolean {
  if (length < rtpHeaderBytes || length > rtpMaxBytes || length > bytes.length) return false;
  const first = bytes[0] as number;
  const second = bytes[1] as number;
  if (first >> 6 !== 2 || isRtcpType(second)) return false;
  let start = rtpHeaderBytes + 4 * (first & 15);
  let end = length;
  if (first & 0x10) {
    if (start + 4 > length) return false;
    start += 4 + 4 * uint16(bytes, start + 2);
  }
  if (first & 0x20) {
    const padding = bytes[length - 1] as number;
    if (padding === 0) return false;
    end -= padding;
  }
  if (start > end) return false;
  header.marker = (second & 0x80) !== 0;
  header.payloadType = second & 0x7f;
  header.sequence = uint16(bytes, 2);
  header.timestamp = uint32(bytes, 4);
  header.ssrc = uint32(bytes, 8);
  header.payloadStart = start;
  header.payloadEnd = end;
  return true;
}

/** The second byte of an RTCP packet that shares the port with RTP (RFC 5761 §4). */
export function isRtcpType(second: number): boolean {
  return second >= 192 && second <= 223;
}

/** Writes a header of 12 bytes at `at`. */
export function writeRtp(
  bytes: Uint8Array,
  at: number,
  fields: { marker: boolean; payloadType: number; sequence: number; timestamp: number; ssrc: number },
): void {
  bytes[at] = 0x80;
  bytes[at + 1] = (fields.marker ? 0x80 : 0) | fields.payloadType;
  putUint16(bytes, at + 2, fields.sequence);
  putUint32(bytes, at + 4, fields.timestamp);
  putUint32(bytes, at + 8, fields.ssrc);
}

export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function uint32(bytes: Uint8Array, at: number): number {
  return ((uint16(bytes, at) << 16) | uint16(bytes, at + 2)) >>> 0;
}

export function putUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (value >> 8) & 0xff;
  bytes[at + 1] = value & 0xff;
}

export function putUint32(bytes: Uint8Array, at: number, value: number): void {
  putUint16(bytes, at, (value >>> 16) & 0xffff);
  putUint16(bytes, at + 2, value & 0xffff);
}
