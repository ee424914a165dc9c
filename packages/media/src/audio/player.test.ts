import { heardLevel, heardTones, tone, writeWav } from "@tellerline/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alawToPcm, ulawToPcm } from "./g711.ts";
import { Clip, Player, silenceClip, toneClip } from "./player.ts";
import { readWav } from "./wav.ts";

function heard(player: Player, frames: number): Int16Array {
  const pcm: number[] = [];
  for (let i = 0; i < frames && player.advance(); i++) pcm.push(...player.pcm);
  return Int16Array.from(pcm);
}

describe("players", () => {
  it("PL-1 plays its items one after the other without a gap, whatever their lengths", () => {
    const clips = [
      new Clip(new Int16Array(100).fill(11)),
      new Clip(new Int16Array(0)),
      new Clip(new Int16Array(301).fill(22)),
    ];
    const player = new Player(clips, false);
    const pcm = heard(player, 100);
    expect(pcm.length).toBe(480);
    expect([...pcm.subarray(0, 100)]).toEqual(new Array(100).fill(11));
    expect([...pcm.subarray(100, 401)]).toEqual(new Array(301).fill(22));
    expect([...pcm.subarray(401)]).toEqual(new Array(79).fill(0));
    expect(player.durationMs).toBe(50);
  });

  it("PL-4 loops without end, but not over nothing", () => {
    expect(heard(new Player([toneClip([440], 30)], true), 500).length).toBe(500 * 160);
    expect(heard(new Player([silenceClip(0)], true), 500).length).toBe(0);
  });

  it("PL-5 the encodings say what the samples say", () => {
    const player = new Player([toneClip([440, 1100], 1000, 0.5)], false);
    while (player.advance()) {
      for (let i = 0; i < 160; i += 13) {
        const sample = player.pcm[i]!;
        expect(Math.abs(alawToPcm[player.encoded("PCMA")[i]!]! - sample)).toBeLessThan(600);
        expect(Math.abs(ulawToPcm[player.encoded("PCMU")[i]!]! - sample)).toBeLessThan(600);
      }
    }
    expect(heardTones(heard(new Player([toneClip([440, 1100], 1000, 0.5)], false), 50), [440, 700, 1100])).toEqual([
      440, 1100,
    ]);
    expect(heardLevel(toneClip([440], 1000).pcm, 440)).toBeCloseTo(0.25, 1);
  });
});

describe("WAV files", () => {
  it("PL-3 PCM of 8 kHz mono is read; other rates, channels and files are refused by value", () => {
    const pcm = tone([440], 100);
    const read = readWav(writeWav({ rate: 8000, channels: [pcm] }));
    expect(read).toMatchObject({ ok: true, value: pcm });
    expect(readWav(writeWav({ rate: 16_000, channels: [pcm] })).ok).toBe(false);
    expect(readWav(writeWav({ rate: 8000, channels: [pcm, pcm] })).ok).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(60), (noise, cut) => {
        const bytes = Buffer.concat([writeWav({ rate: 8000, channels: [pcm.slice(0, 10)] }).subarray(0, cut), noise]);
        return typeof readWav(bytes).ok === "boolean";
      }),
    );
  });
});
