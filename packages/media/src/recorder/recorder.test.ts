import { createHash } from "node:crypto";
import { heardTones, readWavFile, tone } from "@tellerline/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alawSilence, frameSamples, pcmToAlaw } from "../audio/g711.ts";
import { Recorder } from "./recorder.ts";
import { readRecording, recordingChannel, recordingPeaks, recordingToWav } from "./recording-reader.ts";

const key = Buffer.alloc(32, 5);
const random = (): Buffer => createHash("sha512").update("seed").digest().subarray(0, 44);
const lookup = (keyId: string): Buffer | undefined => (keyId === "k1" ? Buffer.from(key) : undefined);
const start = 1_767_225_600_000;

interface Script {
  ticks: number[];
  paused?: (tick: number) => boolean;
  congested?: (tick: number) => boolean;
  finish?: boolean;
}

/** Records 440 Hz on the left and 1100 Hz on the right over the ticks given. */
function recording({ ticks, paused, congested, finish = true }: Script): { bytes: Buffer; recorder: Recorder } {
  const recorder = new Recorder(start, "k1", Buffer.from(key), random());
  const parts = [recorder.header];
  for (const tick of ticks) {
    recorder.paused = paused?.(tick) ?? false;
    recorder.congested = congested?.(tick) ?? false;
    parts.push(...recorder.begin(tick));
    if (!recorder.paused) {
      for (const [channel, frequency] of [440, 1100].entries()) {
        const pcm = tone([frequency], 20, 0.3, tick * frameSamples);
        for (const [i, sample] of pcm.entries()) {
          recorder.frame[recorder.at + 2 * i + channel] = pcmToAlaw[sample & 0xffff]!;
        }
      }
    }
    const sealed = recorder.end();
    if (sealed !== undefined) parts.push(sealed);
  }
  if (finish) parts.push(...recorder.finish());
  return { bytes: Buffer.concat(parts), recorder };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function read(bytes: Buffer) {
  const result = readRecording(bytes, lookup);
  if (!result.ok) throw new Error(result.problem);
  return result.value;
}

describe("recordings", () => {
  it("RC-1 come back whole: both channels, duration, start", () => {
    const { bytes } = recording({ ticks: range(130) });
    const value = read(bytes);
    expect(value).toMatchObject({
      startedAt: start,
      keyId: "k1",
      durationMs: 2600,
      complete: true,
      lostMs: 0,
      unreadableBytes: 0,
    });
    expect(heardTones(recordingChannel(value, "left"), [440, 700, 1100])).toEqual([440]);
    expect(heardTones(recordingChannel(value, "right"), [440, 700, 1100])).toEqual([1100]);
  });

  it("RC-2 are opened by their key alone", () => {
    const { bytes } = recording({ ticks: range(10) });
    expect(readRecording(bytes, () => undefined)).toEqual({ ok: false, problem: "unknownKey" });
    expect(readRecording(bytes, () => Buffer.alloc(32, 6))).toEqual({ ok: false, problem: "damaged" });
    expect(readRecording(bytes, () => Buffer.alloc(5))).toEqual({ ok: false, problem: "damaged" });
    expect(readRecording(Buffer.from("RIFF something else"), lookup)).toEqual({ ok: false, problem: "notARecording" });
    // The samples are not in the file: silence of a second would show.
    expect(bytes.includes(Buffer.alloc(64, alawSilence))).toBe(false);
  });

  it("RC-3 a pause is silence and keeps the time", () => {
    const value = read(recording({ ticks: range(150), paused: (tick) => tick >= 50 && tick < 100 }).bytes);
    expect(value).toMatchObject({ durationMs: 3000, lostMs: 0 });
    const left = recordingChannel(value, "left");
    expect(heardTones(left.subarray(0, 8000), [440])).toEqual([440]);
    expect(left.subarray(8000, 16_000).every((sample) => Math.abs(sample) <= 8)).toBe(true);
    expect(heardTones(left.subarray(16_000), [440])).toEqual([440]);
  });

  it("RC-4 missed ticks are silence in their place and counted", () => {
    const value = read(recording({ ticks: [...range(40), ...range(60).map((i) => i + 90)] }).bytes);
    expect(value).toMatchObject({ durationMs: 3000, lostMs: 1000, complete: true });
  });

  it("RC-4 what the disk did not take is a gap in its place and counted", () => {
    const value = read(recording({ ticks: range(200), congested: (tick) => tick >= 60 && tick < 120 }).bytes);
    expect(value).toMatchObject({ durationMs: 4000, lostMs: 1000, complete: true });
    expect(
      recordingChannel(value, "left")
        .subarray(8000, 16_000)
        .every((sample) => Math.abs(sample) <= 8),
    ).toBe(true);
    expect(heardTones(recordingChannel(value, "left").subarray(16_000), [440])).toEqual([440]);
  });

  it("RC-5 cut anywhere, everything before the cut plays up to the last second", () => {
    const { bytes } = recording({ ticks: range(170), finish: false });
    const whole = read(bytes);
    expect(whole).toMatchObject({ durationMs: 3000, complete: false });
    for (let cut = 0; cut < bytes.length; cut += 997) {
      const result = readRecording(bytes.subarray(0, cut), lookup);
      if (!result.ok) {
        expect(cut).toBeLessThan(120);
        continue;
      }
      expect(result.value.complete).toBe(false);
      expect(whole.alaw.subarray(0, result.value.alaw.length).equals(result.value.alaw)).toBe(true);
      expect(result.value.durationMs).toBeGreaterThanOrEqual(Math.floor((cut - 120) / 16_021) * 1000);
    }
  });

  it("RC-6 whatever is changed, nothing changed is believed and the file is not complete", () => {
    const { bytes } = recording({ ticks: range(120) });
    const whole = read(bytes);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const touched = Buffer.from(bytes);
        touched[place] = touched[place]! ^ change;
        const result = readRecording(touched, lookup);
        if (!result.ok) return true;
        const { alaw, complete } = result.value;
        return !complete && whole.alaw.subarray(0, alaw.length).equals(alaw);
      }),
      { numRuns: 200 },
    );
  });

  it("RC-6 frames of another file, in another order or left out are not believed", () => {
    const { bytes } = recording({ ticks: range(150) });
    const header = bytes.indexOf(Buffer.from([1, 0, 0, 0x3e, 0x80]));
    const frame = (i: number): Buffer => bytes.subarray(header + i * 16_021, header + (i + 1) * 16_021);
    const head = bytes.subarray(0, header);
    expect(read(Buffer.concat([head, frame(1), frame(0)])).durationMs).toBe(0);
    expect(read(Buffer.concat([head, frame(0), frame(2)])).durationMs).toBe(1000);
    expect(read(Buffer.concat([bytes, Buffer.from("more")]))).toMatchObject({ complete: false, unreadableBytes: 4 });
    const other = new Recorder(start + 1, "k1", Buffer.from(key), random());
    expect(read(Buffer.concat([other.header, frame(0)])).durationMs).toBe(0);
  });

  it("RC-7 become a WAV file and a waveform", () => {
    const value = read(recording({ ticks: range(100), paused: (tick) => tick >= 50 }).bytes);
    const wav = readWavFile(recordingToWav(value));
    expect([wav.rate, wav.channels.length]).toEqual([8000, 2]);
    expect(heardTones(wav.channels[1]!.subarray(0, 8000), [440, 1100])).toEqual([1100]);
    const peaks = recordingPeaks(value, 4);
    expect(peaks.left.map((peak) => peak > 0.2)).toEqual([true, true, false, false]);
    expect(recordingPeaks(value, 0)).toEqual({ left: [], right: [] });
  });
});
