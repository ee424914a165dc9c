import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asciiOf, codeOfAscii, digitOf } from "./digit-codes.ts";
import { DigitReceiver } from "./digit-receiver.ts";
import { DigitSender } from "./digit-sender.ts";
import { readInfoDigit } from "./info-body.ts";

interface Packet {
  at: number;
  timestamp: number;
  payload: Uint8Array;
}

/** The packets of digits sent one after the other, as the sender makes them tick by tick. */
function packetsOf(digits: { code: number; toneMs: number }[]): Packet[] {
  const sender = new DigitSender();
  for (const { code, toneMs } of digits) sender.queue(code, toneMs, 60);
  const packets: Packet[] = [];
  let [at, timestamp] = [0, 0xffff_f000];
  for (; sender.busy; at += 20) {
    const payload = new Uint8Array(4);
    if (!sender.tick(payload, 0)) continue;
    if (sender.first) timestamp = (0xffff_f000 + at * 8) >>> 0;
    packets.push({ at, timestamp, payload });
  }
  return packets;
}

/** What a receiver reports, with its time-outs. */
function receive(packets: Packet[]): { code: number; ms: number }[] {
  const receiver = new DigitReceiver();
  const heard: { code: number; ms: number }[] = [];
  const tell = (code: number): void => {
    if (code >= 0) heard.push({ code, ms: receiver.durationMs });
  };
  for (const { at, timestamp, payload } of packets) {
    const due = receiver.nextTimeout();
    if (due !== undefined && due < at) tell(receiver.timeout(due));
    tell(receiver.take(payload, 0, 4, timestamp, at));
  }
  const due = receiver.nextTimeout();
  if (due !== undefined) tell(receiver.timeout(due));
  return heard;
}

const digitArray = fc.array(fc.record({ code: fc.nat(15), toneMs: fc.integer({ min: 40, max: 400 }) }), {
  minLength: 1,
  maxLength: 12,
});

describe("RFC 4733 digits", () => {
  it("DT-1 what is sent is received, each once, with its duration", () => {
    fc.assert(
      fc.property(digitArray, (digits) => {
        expect(receive(packetsOf(digits))).toEqual(
          digits.map(({ code, toneMs }) => ({ code, ms: Math.ceil(toneMs / 20) * 20 })),
        );
      }),
    );
  });

  it("DT-2 whatever is lost or doubled, a digit of which one packet arrives is received once", () => {
    fc.assert(
      fc.property(
        digitArray,
        fc.array(fc.constantFrom(0, 1, 1, 2), { minLength: 200, maxLength: 200 }),
        (digits, fate) => {
          const sent = packetsOf(digits);
          const survivors = sent.flatMap((packet, i) => new Array<Packet>(fate[i % 200]!).fill(packet));
          const arrived = new Set(survivors.map((packet) => packet.timestamp));
          const expected = [...new Map(sent.map((packet) => [packet.timestamp, packet.payload[0]!]))]
            .filter(([timestamp]) => arrived.has(timestamp))
            .map(([, code]) => code);
          expect(receive(survivors).map((one) => one.code)).toEqual(expected);
        },
      ),
    );
  });

  it("DT-2 a packet that ends one press and the one before it, whose ends are still on their way, tells both", () => {
    const packets = packetsOf([
      { code: 1, toneMs: 60 },
      { code: 2, toneMs: 60 },
    ]);
    const [first, lastEnd] = [packets[0]!, packets.at(-1)!];
    expect(receive([first, { ...lastEnd, at: 50 }]).map((one) => one.code)).toEqual([1, 2]);
  });

  it("DT-3 stragglers of an ended digit and events that are no digits are ignored", () => {
    const [first, ...rest] = packetsOf([{ code: 4, toneMs: 60 }]);
    const late = { ...first!, at: 200 };
    const flash = { at: 300, timestamp: 0x1000, payload: Uint8Array.from([16, 0x80, 1, 0]) };
    expect(receive([first!, ...rest, late, flash]).map((one) => one.code)).toEqual([4]);
    expect(new DigitReceiver().take(Uint8Array.from([1, 2]), 0, 2, 1, 1)).toBe(-1);
  });

  it("DT-4 the sender marks the first packet, repeats the end three times, and has a limit", () => {
    const packets = packetsOf([{ code: 9, toneMs: 100 }]);
    expect(packets.map(({ payload }) => payload[1]! >> 7)).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect(packets.map(({ payload }) => payload[2]! * 256 + payload[3]!)).toEqual([160, 320, 480, 640, 800, 800, 800]);
    const sender = new DigitSender();
    for (let i = 0; i < 128; i++) expect(sender.queue(1, 100, 100)).toBe(true);
    expect(sender.queue(1, 100, 100)).toBe(false);
  });

  it("DT-6 codes, keys and ASCII agree", () => {
    for (let code = 0; code < 16; code++) {
      expect(digitOf(code)?.charCodeAt(0)).toBe(asciiOf(code));
      expect(codeOfAscii(asciiOf(code))).toBe(code);
    }
    expect(digitOf(16)).toBeUndefined();
    expect(codeOfAscii(0x20)).toBeUndefined();
    expect(codeOfAscii(0x64)).toBe(15);
  });
});

describe("digits in SIP INFO", () => {
  it.each([
    ["Signal=5\r\nDuration=160\r\n", 5, 160],
    ["Signal= *\nDuration= 250", 10, 250],
    ["signal=#", 11, 160],
    ["Duration=90\r\nSignal=D\r\n", 15, 90],
    ["Signal=10\r\n", 10, 160],
    ["7", 7, 160],
    [" 0\r\n", 0, 160],
  ])("VT-3 %j is a digit", (body, code, durationMs) => {
    expect(readInfoDigit(Buffer.from(body))).toEqual({ code, durationMs });
  });

  it.each(["", "Signal=", "Signal=x", "hello", "Signal=123", `Signal=1${" ".repeat(600)}`])(
    "VT-3 %j is none",
    (body) => {
      expect(readInfoDigit(Buffer.from(body)).code).toBe(-1);
    },
  );

  it("VT-3 any bytes are read without harm", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (body) => readInfoDigit(body).code <= 15));
  });
});
