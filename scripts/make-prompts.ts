// Makes every prompt of packages/server/prompts/prompts.json with a speech synthesiser, and the music on hold out of
// nothing but sines: `node scripts/make-prompts.ts [id …]`. Needs espeak-ng and sox; what it makes is committed, so that
// nobody else needs them. `{en-US}` in a text changes the voice from there on.
//
//   text ─▶ espeak-ng ─▶ sox (8 kHz, silence cut) ─▶ loudness −20 dBFS, peak below −3 ─▶ A-law WAV

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Language = "zh-CN" | "en-US";

const folder = fileURLToPath(new URL("../packages/server/prompts/", import.meta.url));
const voices: Record<Language, string[]> = {
  "zh-CN": ["-v", "cmn-latn-pinyin", "-s", "155", "-p", "45"],
  "en-US": ["-v", "en-gb", "-s", "150", "-p", "45"],
};
/** Words whose characters have several readings, of which the synthesiser takes the wrong one. */
const readings: readonly (readonly [string, string])[] = [
  ["银行", " yin2hang2 "],
  ["重新", " chong2xin1 "],
];
const sampleRate = 8_000;
const speechRms = 10 ** (-20 / 20);
const musicRms = 10 ** (-26 / 20);
const highestPeak = 10 ** (-3.2 / 20);
const pauseMs = 250;

main();

function main(): void {
  const texts = JSON.parse(readFileSync(join(folder, "prompts.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const wanted = new Set(process.argv.slice(2));
  let bytes = 0;
  for (const [id, byLanguage] of Object.entries(texts)) {
    if (wanted.size > 0 && !wanted.has(id)) continue;
    for (const [language, text] of Object.entries(byLanguage)) {
      mkdirSync(join(folder, language), { recursive: true });
      bytes += write(join(folder, language, `${id}.wav`), level(speakAll(text, language as Language), speechRms));
    }
  }
  if (wanted.size === 0 || wanted.has("music")) bytes += write(join(folder, "music.wav"), level(music(), musicRms));
  if (wanted.size === 0 || wanted.has("beep")) {
    for (const language of Object.keys(voices))
      bytes += write(join(folder, language, "beep.wav"), level(beep(), speechRms));
  }
  console.log(`${(bytes / 1_048_576).toFixed(1)} MiB of prompts in ${folder}`);
}

function speakAll(text: string, first: Language): Float64Array {
  const pieces: Float64Array[] = [];
  let language = first;
  for (const part of text.split(/(\{[a-z]{2}-[A-Z]{2}\})/)) {
    if (part === "") continue;
    if (part.startsWith("{")) language = part.slice(1, -1) as Language;
    else {
      if (pieces.length > 0) pieces.push(new Float64Array((pauseMs * sampleRate) / 1000));
      pieces.push(level(speak(part, language), speechRms));
    }
  }
  return join64(pieces);
}

/** The text in a voice at 8 kHz, without silence before and after. */
function speak(text: string, language: Language): Float64Array {
  const temporary = mkdtempSync(join(tmpdir(), "prompts-"));
  const [spoken, raw] = [join(temporary, "spoken.wav"), join(temporary, "spoken.raw")];
  try {
    const read = readings.reduce((whole, [word, reading]) => whole.replaceAll(word, reading), text);
    execFileSync("espeak-ng", [...voices[language], "-w", spoken, "--", read]);
    const cut = ["silence", "1", "0.02", "0.5%", "reverse"];
    const format = ["-r", String(sampleRate), "-c", "1", "-b", "16", "-e", "signed-integer", "-t", "raw"];
    execFileSync("sox", [spoken, "-D", ...format, raw, "highpass", "120", ...cut, ...cut]);
    const bytes = readFileSync(raw);
    const count = bytes.length / 2;
    // A few milliseconds of fade, so that fragments join without a click.
    const edge = (place: number) => Math.min(1, (place + 1) / 32, (count - place) / 160);
    return Float64Array.from({ length: count }, (_, place) => (edge(place) * bytes.readInt16LE(2 * place)) / 32_768);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** The same sound at a loudness; peaks that would be too high are bent, not cut. */
function level(samples: Float64Array, wantedRms: number): Float64Array {
  const scaled = Float64Array.from(samples);
  // Bending the peaks takes some loudness away: a few rounds find it again.
  for (let round = 0; round < 4; round++) {
    const gain = wantedRms / Math.max(1e-6, rms(scaled));
    for (let place = 0; place < scaled.length; place++) scaled[place] = bend((scaled[place] ?? 0) * gain);
  }
  return scaled;
}

function bend(sample: number): number {
  const knee = highestPeak * 0.7;
  const size = Math.abs(sample);
  if (size <= knee) return sample;
  return Math.sign(sample) * (knee + (highestPeak - knee) * Math.tanh((size - knee) / (highestPeak - knee)));
}

function rms(samples: Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}

function beep(): Float64Array {
  const length = sampleRate * 0.4;
  return Float64Array.from({ length }, (_, place) => Math.sin((2 * Math.PI * 1_000 * place) / sampleRate));
}

/**
 * Music on hold, composed for this product: eight soft chords of four seconds with a slow melody above, 32 s, its end
 * ringing into its beginning so that the loop has no seam.
 */
function music(): Float64Array {
  const barSeconds = 4;
  // MIDI numbers: a bass, a chord in close position, and four notes of melody per bar.
  const bars: { bass: number; chord: number[]; melody: number[] }[] = [
    { bass: 48, chord: [60, 64, 67, 71], melody: [76, 79, 74, 71] },
    { bass: 45, chord: [57, 60, 64, 67], melody: [72, 76, 69, 72] },
    { bass: 41, chord: [57, 60, 65, 67], melody: [74, 72, 69, 67] },
    { bass: 43, chord: [59, 62, 65, 69], melody: [71, 74, 77, 74] },
    { bass: 40, chord: [59, 62, 64, 67], melody: [76, 74, 71, 67] },
    { bass: 45, chord: [57, 60, 64, 71], melody: [69, 72, 76, 79] },
    { bass: 38, chord: [57, 60, 62, 65], melody: [77, 74, 72, 69] },
    { bass: 43, chord: [55, 60, 62, 65], melody: [72, 71, 69, 74] },
  ];
  const length = bars.length * barSeconds * sampleRate;
  const sound = new Float64Array(length);
  for (const [bar, { bass, chord, melody }] of bars.entries()) {
    const start = bar * barSeconds;
    note(sound, bass, start, 5.5, 0.5);
    for (const [voice, pitch] of chord.entries()) note(sound, pitch, start + 0.06 * voice, 5, 0.32);
    for (const [beat, pitch] of melody.entries()) note(sound, pitch, start + beat + 0.5, 2.2, 0.16);
  }
  return sound;
}

/** A soft note: slow attack, long release, two faint overtones; wraps round the end of the loop. */
function note(sound: Float64Array, pitch: number, start: number, seconds: number, loudness: number): void {
  const frequency = 440 * 2 ** ((pitch - 69) / 12);
  const [first, count] = [Math.round(start * sampleRate), Math.round(seconds * sampleRate)];
  for (let n = 0; n < count; n++) {
    const at = n / sampleRate;
    const envelope = Math.min(1, at / 0.35) * Math.exp((-2.2 * at) / seconds) * Math.min(1, (seconds - at) / 0.6);
    const phase = 2 * Math.PI * frequency * at;
    const tone = Math.sin(phase) + 0.22 * Math.sin(2 * phase) + 0.06 * Math.sin(3 * phase);
    const place = (first + n) % sound.length;
    sound[place] = (sound[place] ?? 0) + loudness * envelope * tone;
  }
}

function join64(pieces: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A-law, 8 kHz, mono, in a WAV (format 6). @returns its size in bytes. */
function write(path: string, samples: Float64Array): number {
  const header = Buffer.alloc(58);
  header.write("RIFF", 0);
  header.writeUInt32LE(50 + samples.length + (samples.length % 2), 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(6, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("fact", 38);
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(samples.length, 46);
  header.write("data", 50);
  header.writeUInt32LE(samples.length, 54);
  const data = Buffer.from(Uint8Array.from(samples, (sample) => encodeALaw(Math.round(sample * 32_767))));
  // A chunk of odd length is padded (RIFF).
  writeFileSync(path, Buffer.concat([header, data, Buffer.alloc(samples.length % 2)]));
  return header.length + data.length;
}

/** ITU-T G.711, 16-bit linear to A-law. */
function encodeALaw(linear: number): number {
  const mask = linear >= 0 ? 0xd5 : 0x55;
  const size = (linear >= 0 ? linear : -linear - 1) >> 3;
  let segment = 0;
  while (segment < 7 && size > (0x20 << segment) - 1) segment++;
  return ((segment << 4) | ((size >> Math.max(1, segment)) & 0x0f)) ^ mask;
}
