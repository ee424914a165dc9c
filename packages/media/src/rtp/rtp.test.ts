import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Latch } from "./latch.ts";
import { generated, OutStream } from "./out-stream.ts";
import { estimateMos } from "./quality.ts";
import { Reception } from "./reception.ts";
import { ntpMiddle, readRtcp, writeRtcp } from "./rtcp-packet.ts";
import { RtpHeader, readRtp, writeRtp } from "./rtp-packet.ts";

const header = (sequence: number, timestamp = sequence * 160, ssrc = 7): RtpHeader =>
  Object.assign(new RtpHeader(), {
    sequence: sequence & 0xffff,
    timestamp: timestamp >>> 0,
    ssrc,
    payloadStart: 12,
    payloadEnd: 172,
  });

describe("RTP packets", () => {
  it("RTP-1 what is written is read", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.nat(63),
        fc.nat(0xffff),
        fc.nat(0xffff_ffff),
        fc.nat(0xffff_ffff),
        (marker, payloadType, sequence, timestamp, ssrc) => {
          const bytes = new Uint8Array(40);
          writeRtp(bytes, 0, { marker, payloadType, sequence, timestamp, ssrc });
          const read = new RtpHeader();
          expect(readRtp(bytes, 40, read)).toBe(true);
          expect(read).toMatchObject({
            marker,
            payloadType,
            sequence,
            timestamp,
            ssrc,
            payloadStart: 12,
            payloadEnd: 40,
          });
        },
      ),
    );
  });

  it("RTP-2 whatever comes in is refused or lies within its bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(3), (bytes, version) => {
        if (bytes.length > 0) bytes[0] = (version << 6) | (bytes[0]! & 63);
        const read = new RtpHeader();
        if (!readRtp(bytes, bytes.length, read)) return true;
        return read.payloadStart >= 12 && read.payloadStart <= read.payloadEnd && read.payloadEnd <= bytes.length;
      }),
      { numRuns: 2000 },
    );
    expect(readRtp(new Uint8Array(2000).fill(0x80), 2000, new RtpHeader())).toBe(false);
  });

  it("RTP-2 CSRCs, extension and padding are left out of the payload", () => {
    const bytes = new Uint8Array(12 + 8 + 4 + 4 + 10 + 3);
    writeRtp(bytes, 0, { marker: false, payloadType: 8, sequence: 1, timestamp: 2, ssrc: 3 });
    bytes[0] = 0x80 | 0x20 | 0x10 | 2;
    bytes[23] = 1;
    bytes[bytes.length - 1] = 3;
    const read = new RtpHeader();
    expect(readRtp(bytes, bytes.length, read)).toBe(true);
    expect([read.payloadStart, read.payloadEnd]).toEqual([28, 38]);
  });
});

describe("reception", () => {
  it("RTP-3 counts what never came, over the wrap of the sequence", () => {
    const reception = new Reception();
    for (let i = 65_500; i < 65_700; i++) if (i % 10 !== 3) reception.take(header(i), i * 20);
    expect(reception.lost).toBe(20);
    expect(reception.packets).toBe(180);
    expect(reception.takeFractionLost()).toBe(25);
    expect(reception.takeFractionLost()).toBe(0);
    expect(reception.jitter).toBe(0);
  });

  it("RTP-5 a new SSRC and numbers that start anew are new streams, a stray is dropped", () => {
    const reception = new Reception();
    for (let i = 0; i < 10; i++) reception.take(header(i), i * 20);
    expect(reception.epoch).toBe(1);
    expect(reception.take(header(30_000), 200)).toBe(false);
    expect(reception.take(header(10), 200)).toBe(true);
    expect(reception.take(header(40_000), 220)).toBe(false);
    expect(reception.take(header(40_001), 240)).toBe(true);
    expect(reception.epoch).toBe(2);
    expect(reception.take(header(5, 800, 8), 260)).toBe(true);
    expect(reception.epoch).toBe(3);
    expect(reception.lost).toBe(0);
  });

  it("RTP-3 measures jitter as RFC 3550 A.8", () => {
    const reception = new Reception();
    for (let i = 0; i < 1000; i++) reception.take(header(i), i * 20 + (i % 2) * 10);
    expect(reception.jitter / 8).toBeGreaterThan(9);
    expect(reception.jitter / 8).toBeLessThan(10.5);
  });
});

describe("the stream that is sent", () => {
  interface Sent {
    sequence: number;
    timestamp: number;
    marker: boolean;
  }
  const fields = ({ sequence, timestamp, marker }: OutStream): Sent => ({ sequence, timestamp, marker });

  it("RTP-6 switching sources leaves no gap in sequence, follows time and sets the marker", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 40 }),
        (steps) => {
          const out = new OutStream(1, { sequence: 65_530, timestamp: 0xffff_ff00 });
          let [now, last] = [1_000_000, undefined as (Sent & { source: number; at: number }) | undefined];
          const counters = [0, 1000, 65_000, 30_000];
          for (const [source, count] of steps) {
            for (let i = 0; i < count; i++, now += 20) {
              const number = counters[source]!++;
              if (source === generated) out.generate(now / 20, now);
              else out.relay(source, number & 0xffff, (number * 160) >>> 0, now);
              const sent = fields(out);
              if (last !== undefined) {
                expect((sent.sequence - last.sequence) & 0xffff).toBe(1);
                const elapsed = (sent.timestamp - last.timestamp) | 0;
                if (source !== last.source) expect(sent.marker).toBe(true);
                expect(elapsed).toBe(160);
              } else expect(sent.marker).toBe(true);
              last = { ...sent, source, at: now };
            }
            // While a relayed source is not heard its own clock goes on.
            counters[1]! += source === 1 ? 0 : 7;
          }
        },
      ),
    );
  });

  it("RTP-6 a relayed stream keeps its losses and its order visible", () => {
    const out = new OutStream(1, { sequence: 10, timestamp: 0 });
    const sequences: number[] = [];
    for (const sequence of [100, 101, 103, 102, 106]) {
      out.relay(1, sequence, sequence * 160, 1000);
      sequences.push(out.sequence);
    }
    expect(sequences).toEqual([10, 11, 13, 12, 16]);
  });

  it("RTP-6 digits in between take sequence numbers of their own", () => {
    const out = new OutStream(1, { sequence: 10, timestamp: 0 });
    out.relay(1, 100, 16_000, 1000);
    const timestamp = out.startTimestamp(1020);
    out.insert(timestamp, true, 1020);
    expect(fields(out)).toEqual({ sequence: 11, timestamp: 160, marker: true });
    out.insert(timestamp, false, 1040);
    expect(fields(out)).toEqual({ sequence: 12, timestamp: 160, marker: false });
    out.relay(1, 105, 16_800, 1100);
    expect(fields(out)).toEqual({ sequence: 13, timestamp: 800, marker: true });
  });
});

describe("the latch", () => {
  const sdp: [string, number] = ["192.0.2.1", 4000];
  const nat: [string, number] = ["198.51.100.9", 61_000];
  const thief: [string, number] = ["203.0.113.66", 7000];

  it("RTP-4 the address of SDP is believed for good", () => {
    const latch = new Latch();
    latch.promise(...sdp);
    expect(latch.admit(...sdp, 1, 0)).toBe(true);
    expect(latch.admit(...thief, 1, 5000)).toBe(false);
    expect([latch.address, latch.port]).toEqual(sdp);
  });

  it("RTP-4 behind NAT the first valid packet teaches, a second source is refused, SDP's own address prevails", () => {
    const latch = new Latch();
    latch.promise(...sdp);
    expect(latch.admit(...nat, 1, 0)).toBe(true);
    expect([latch.address, latch.port]).toEqual(nat);
    expect(latch.admit(...thief, 2, 10)).toBe(false);
    expect(latch.admit(...thief, 2, 5000)).toBe(false);
    expect(latch.admit(...sdp, 3, 20)).toBe(true);
    expect([latch.address, latch.port]).toEqual(sdp);
    expect(latch.admit(...nat, 1, 30)).toBe(false);
  });

  it("RTP-4 a NAT that re-binds is followed when the old address is quiet and the SSRC the same", () => {
    const latch = new Latch();
    latch.promise(...sdp);
    latch.admit(...nat, 1, 0);
    expect(latch.admit(nat[0], 62_000, 1, 500)).toBe(false);
    expect(latch.admit(nat[0], 62_000, 1, 1500)).toBe(true);
    expect(latch.port).toBe(62_000);
  });

  it("RTP-4 a new SDP opens it, the same one does not, and nothing is admitted while on c=0.0.0.0", () => {
    const latch = new Latch();
    latch.promise(...sdp);
    latch.admit(...nat, 1, 0);
    latch.promise(...sdp);
    expect(latch.admit(...thief, 2, 10)).toBe(false);
    latch.promise(undefined, 4000);
    expect(latch.admit(...nat, 1, 20)).toBe(false);
    latch.promise(...thief);
    expect(latch.admit(...thief, 2, 30)).toBe(true);
  });
});

describe("RTCP", () => {
  const block = {
    ssrc: 77,
    fractionLost: 25,
    lost: 1234,
    highestSequence: 70_000,
    jitter: 80,
    lastSenderReport: 99,
    delaySinceLast: 65_536,
  };

  it("RTP-7 what is written is read, as SR and as RR", () => {
    const now = 1_767_225_600_123;
    const sr = readRtcp(writeRtcp(5, now, { rtpTimestamp: 1, packets: 2, octets: 3 }, block, "tellerline"), 77);
    expect(sr).toEqual({ senderReport: ntpMiddle(now), block });
    expect(readRtcp(writeRtcp(5, now, undefined, block, "x"), 77)).toEqual({ senderReport: undefined, block });
    expect(readRtcp(writeRtcp(5, now, undefined, block, "x"), 78)).toEqual({
      senderReport: undefined,
      block: undefined,
    });
  });

  it("RTP-7 whatever comes in is refused or read, never more", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        readRtcp(bytes, 77);
        if (bytes.length > 2) bytes.set([0x81, 200]);
        readRtcp(bytes, 77);
      }),
    );
  });
});

describe("quality", () => {
  it("RTP-8 the score falls with loss and delay", () => {
    expect(estimateMos(0, 40)).toBeGreaterThan(4.3);
    expect(estimateMos(0.05, 40)).toBeLessThan(estimateMos(0.01, 40));
    expect(estimateMos(0.01, 400)).toBeLessThan(estimateMos(0.01, 100));
    expect(estimateMos(1, 1000)).toBe(1);
  });
});
