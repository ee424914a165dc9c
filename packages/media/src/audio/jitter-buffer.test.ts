import { SeededRandom } from "@tellerline/base";
import { encodeAlaw, heardTones, tone } from "@tellerline/testkit";
import { describe, expect, it } from "vitest";
import { alawToPcm, frameSamples } from "./g711.ts";
import { JitterBuffer } from "./jitter-buffer.ts";

/** Packet `i` of a stream whose every sample is its own number, so that what comes out tells where it came from. */
const table = Int16Array.from({ length: 256 }, (_, code) => code + 1);
const numbered = (i: number): Uint8Array => new Uint8Array(frameSamples).fill(i % 200);

interface Arrival {
  at: number;
  packet: number;
}

/** Plays arrivals (times in ms) through a buffer ticked every 20 ms; gives the packet number heard in each frame, -1 for none. */
function play(arrivals: Arrival[], ticks: number, write = numbered): { heard: number[]; buffer: JitterBuffer } {
  const buffer = new JitterBuffer();
  const out = new Int16Array(frameSamples);
  const heard: number[] = [];
  const queue = [...arrivals].sort((a, b) => a.at - b.at);
  for (let tick = 0; tick < ticks; tick++) {
    for (let next = queue[0]; next !== undefined && next.at <= tick * 20; next = queue[0]) {
      queue.shift();
      buffer.write((next.packet * frameSamples) >>> 0, write(next.packet), 0, frameSamples, table);
    }
    buffer.pull(out);
    heard.push(out[80]! - 1);
  }
  return { heard, buffer };
}

describe("the jitter buffer", () => {
  it("JB-1 gives back an even stream in order, 40 ms later", () => {
    const { heard } = play(
      Array.from({ length: 100 }, (_, i) => ({ at: i * 20, packet: i })),
      100,
    );
    expect(heard.slice(0, 2)).toEqual([-1, -1]);
    expect(heard.slice(2)).toEqual(Array.from({ length: 98 }, (_, i) => i));
  });

  it("JB-2 puts packets into order and plays a lost one as silence", () => {
    const arrivals = Array.from({ length: 150 }, (_, i) => ({ at: i * 20, packet: i }))
      .filter((one) => one.packet !== 20 && one.packet !== 120)
      .map((one) => (one.packet === 30 ? { at: 31 * 20, packet: 30 } : one));
    const { heard } = play(arrivals, 152);
    const expected = Array.from({ length: 150 }, (_, i) => (i === 20 || i === 120 ? -1 : i));
    expect(heard.slice(2)).toEqual(expected);
  });

  it("JB-3 under jitter of ±35 ms all is heard after it has adapted", () => {
    const random = new SeededRandom(4);
    // The first comes at its best, so that nearly all others are later than it promised.
    const arrivals = Array.from({ length: 500 }, (_, i) => ({ at: i * 20 + (i && random.next() * 70), packet: i }));
    const { heard } = play(arrivals, 520);
    const settled = heard.slice(150, 500);
    expect(settled.filter((one) => one === -1).length).toBeLessThan(5);
    for (let i = 1; i < settled.length; i++) {
      if (settled[i]! >= 0 && settled[i - 1]! >= 0 && settled[i]! !== 0) {
        expect((settled[i]! - settled[i - 1]! + 200) % 200).toBeLessThanOrEqual(2);
      }
    }
  });

  it("JB-4 a stall of a second does not leave a second of delay behind", () => {
    const arrivals = Array.from({ length: 300 }, (_, i) => ({ at: i >= 50 && i < 100 ? 2000 : i * 20, packet: i }));
    const { buffer } = play(arrivals, 300);
    expect(buffer.delay).toBeLessThanOrEqual(12 * frameSamples);
  });

  it("JB-5 the delay shrinks again when the network has calmed down", () => {
    const random = new SeededRandom(9);
    const arrivals = Array.from({ length: 2000 }, (_, i) => ({
      at: i * 20 + (i < 200 ? random.next() * 150 : 0),
      packet: i,
    }));
    const { buffer } = play(arrivals, 2000, () => new Uint8Array(frameSamples).fill(0));
    expect(buffer.delay).toBeLessThanOrEqual(5 * frameSamples);
    expect(buffer.skipped).toBeGreaterThan(0);
  });

  it("JB-6 timestamps wrap, jump and come in packets of any length", () => {
    const buffer = new JitterBuffer();
    const out = new Int16Array(frameSamples);
    const heard: number[] = [];
    let timestamp = 0xffff_ffff - 3 * 240;
    const pcm = tone([440], 1500);
    for (let i = 0; i < 50; i++, timestamp = (timestamp + 240) >>> 0) {
      const bytes = Uint8Array.from(pcm.subarray(i * 240, i * 240 + 240), encodeAlaw);
      buffer.write(timestamp, bytes, 0, 240, alawToPcm);
      for (let pulls = i % 2 === 0 ? 1 : 2; pulls > 0; pulls--) {
        buffer.pull(out);
        heard.push(...out);
      }
    }
    expect(heardTones(Int16Array.from(heard), [440, 700])).toEqual([440]);
    buffer.write(timestamp + 5_000_000, numbered(5), 0, frameSamples, table);
    for (let i = 0; i < 3; i++) buffer.pull(out);
    expect(out[80]).toBe(6);
  });
});
