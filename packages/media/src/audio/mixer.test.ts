import { heardTones, tone } from "@tellerline/testkit";
import { describe, expect, it } from "vitest";
import { alawToPcm, frameSamples } from "./g711.ts";
import { Mixer } from "./mixer.ts";

describe("the mixer", () => {
  it("MX-1 each of thirty hears all tones but his own", () => {
    const frequencies = Array.from({ length: 30 }, (_, i) => 300 + 100 * i);
    const voices = frequencies.map((frequency) => tone([frequency], 1000, 0.02));
    const mixer = new Mixer();
    for (const self of [0, 7, 29]) {
      const heard = new Int16Array(8000);
      const out = new Uint8Array(frameSamples);
      for (let frame = 0; frame < 50; frame++) {
        mixer.clear();
        for (const [i, voice] of voices.entries()) {
          if (i !== self) mixer.add(voice.subarray(frame * frameSamples, (frame + 1) * frameSamples));
        }
        mixer.encode("PCMA", out, 0);
        for (let i = 0; i < frameSamples; i++) heard[frame * frameSamples + i] = alawToPcm[out[i]!]!;
      }
      expect(heardTones(heard, frequencies, 0.01)).toEqual(frequencies.filter((_, i) => i !== self));
    }
  });

  it("MX-2 a sum beyond 16 bits is clipped, not wrapped", () => {
    const mixer = new Mixer();
    const out = new Uint8Array(2 * frameSamples);
    for (const level of [30_000, -30_000]) {
      mixer.clear();
      for (let i = 0; i < 3; i++) mixer.add(new Int16Array(frameSamples).fill(level));
      mixer.encode("PCMA", out, 1, 2);
      expect(alawToPcm[out[1]!]).toBe(Math.sign(level) * 32_256);
      expect(out[0]).toBe(0);
    }
  });
});
