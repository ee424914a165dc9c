// The demo bank's flow and its voice: sound by the checker, and every prompt and fragment really there, in both
// languages, neither empty nor endless, at the same loudness.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { checkFlow, sayFragments } from "@tellerline/flow";
import { describe, expect, it } from "vitest";

const prompts = new URL("../packages/server/prompts/", import.meta.url);
const languages = ["zh-CN", "en-US"] as const;
const document = JSON.parse(readFileSync(new URL("../packages/server/demo/flow.json", import.meta.url), "utf8"));
const texts = JSON.parse(readFileSync(new URL("prompts.json", prompts), "utf8")) as Record<
  string,
  Record<string, string>
>;

const recorded = Object.fromEntries(
  languages.map((language) => {
    const files = readdirSync(new URL(`${language}/`, prompts)).map((file) => file.replace(/\.wav$/, ""));
    return [language, new Set(files)];
  }),
);

describe("the demo bank's flow", () => {
  it("FL-01 has no finding", () => {
    const known = Object.fromEntries(languages.map((name) => [name, new Set([...(recorded[name] ?? []), "music"])]));
    const operations = new Set(["balance", "reportLost"]);
    expect(checkFlow(document, { prompts: known, queues: new Set(["service"]), operations }).findings).toEqual([]);
  });
});

describe("prompts", () => {
  it.each(languages)(
    "FL-09 every text and every fragment of %s has its file, and no file is without a text",
    (language) => {
      const written = Object.keys(texts).filter((id) => texts[id]?.[language] !== undefined);
      for (const fragment of sayFragments(language)) expect(written).toContain(fragment);
      expect([...(recorded[language] ?? [])].sort()).toEqual([...written, "beep"].sort());
    },
  );

  it.each(languages)("FL-09 every file of %s is 8 kHz A-law, of sane length and loudness", (language) => {
    for (const id of recorded[language] ?? []) {
      const { seconds, rms, peak } = measure(new URL(`${language}/${id}.wav`, prompts));
      expect([id, seconds > 0.1 && seconds < 15]).toEqual([id, true]);
      expect([id, rms > -21.5 && rms < -18.5]).toEqual([id, true]);
      expect([id, peak < -2.9]).toEqual([id, true]);
    }
  });

  it("SW-08 the music is a quiet loop of half a minute", () => {
    const { seconds, rms, peak } = measure(new URL("music.wav", prompts));
    expect(seconds).toBe(32);
    expect(rms).toBeLessThan(-25);
    expect(peak).toBeLessThan(-6);
  });

  it("FL-09 all of them together are small enough to ship", () => {
    const files = readdirSync(prompts, { recursive: true, encoding: "utf8" });
    const bytes = files.reduce((sum, file) => sum + statSync(new URL(file, prompts)).size, 0);
    expect(bytes).toBeLessThan(6 * 1_048_576);
  });
});

/** Seconds, and loudness in dB below full scale. */
function measure(file: URL): { seconds: number; rms: number; peak: number } {
  const bytes = readFileSync(file);
  expect(bytes.subarray(0, 4).toString()).toBe("RIFF");
  expect(bytes.readUInt32LE(4) + 8).toBe(bytes.length);
  expect([bytes.readUInt16LE(20), bytes.readUInt16LE(22), bytes.readUInt32LE(24)]).toEqual([6, 1, 8_000]);
  const samples = bytes.subarray(58, 58 + bytes.readUInt32LE(54));
  let [sum, peak] = [0, 0];
  for (const code of samples) {
    const sample = decodeALaw(code) / 32_768;
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  const decibel = (size: number) => 20 * Math.log10(size);
  return { seconds: samples.length / 8_000, rms: decibel(Math.sqrt(sum / samples.length)), peak: decibel(peak) };
}

/** ITU-T G.711. */
function decodeALaw(code: number): number {
  const bits = code ^ 0x55;
  const [segment, mantissa] = [(bits >> 4) & 7, bits & 0x0f];
  const size = segment === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (segment - 1);
  return bits & 0x80 ? size : -size;
}
