import { decodeAlaw, decodeUlaw, encodeAlaw, encodeUlaw } from "@tellerline/testkit";
import { describe, expect, it } from "vitest";
import { alawToPcm, alawToUlaw, pcmToAlaw, pcmToUlaw, transcode, ulawToAlaw, ulawToPcm } from "./g711.ts";

describe("G.711", () => {
  it("GT-1 decodes every code as the formulas say", () => {
    for (let code = 0; code < 256; code++) {
      expect(alawToPcm[code]).toBe(decodeAlaw(code));
      expect(ulawToPcm[code]).toBe(decodeUlaw(code) + 0);
    }
  });

  it("GT-2 encodes every sample to a level no farther than the formulas'", () => {
    for (let sample = -32_768; sample <= 32_767; sample++) {
      const alaw = Math.abs(alawToPcm[pcmToAlaw[sample & 0xffff]!]! - sample);
      const ulaw = Math.abs(ulawToPcm[pcmToUlaw[sample & 0xffff]!]! - sample);
      if (alaw > Math.abs(decodeAlaw(encodeAlaw(sample)) - sample)) expect.fail(`A-law of ${sample}`);
      if (ulaw > Math.abs(decodeUlaw(encodeUlaw(sample)) - sample)) expect.fail(`µ-law of ${sample}`);
    }
  });

  it("GT-3 encoding what was decoded gives the same level", () => {
    for (let code = 0; code < 256; code++) {
      expect(alawToPcm[pcmToAlaw[alawToPcm[code]! & 0xffff]!]).toBe(alawToPcm[code]);
      expect(ulawToPcm[pcmToUlaw[ulawToPcm[code]! & 0xffff]!]).toBe(ulawToPcm[code]);
    }
  });

  it("GT-4 a change of law touches only the payload and loses at most a step", () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, i) => i * 12);
    const before = bytes.slice();
    transcode(bytes, 5, 15, "PCMA", "PCMU");
    expect([...bytes.subarray(0, 5), ...bytes.subarray(15)]).toEqual([
      ...before.subarray(0, 5),
      ...before.subarray(15),
    ]);
    for (let code = 0; code < 256; code++) {
      const sample = alawToPcm[code]!;
      expect(Math.abs(ulawToPcm[alawToUlaw[code]!]! - sample)).toBeLessThanOrEqual(Math.max(8, Math.abs(sample) / 16));
      expect(Math.abs(alawToPcm[ulawToAlaw[code]!]! - ulawToPcm[code]!)).toBeLessThanOrEqual(
        Math.max(8, Math.abs(ulawToPcm[code]!) / 16),
      );
    }
  });
});
