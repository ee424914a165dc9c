// WAV files as prompts come in (RIFF, PCM16 or A-law or µ-law, 8 kHz, mono) and as recordings go out.

import { done, failed, type Outcome } from "../protocol.ts";
import { alawToPcm, ulawToPcm } from "./g711.ts";

const formatPcm = 1;
const formatAlaw = 6;
const formatUlaw = 7;
const formatExtensible = 0xfffe;

/** Reads a prompt into samples. Errors: fileUnreadable. */
export function readWav(bytes: Buffer): Outcome<Int16Array> {
  if (bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE") {
    return failed("fileUnreadable", "not a WAV file");
  }
  let format: { tag: number; channels: number; rate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString("latin1", at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    if (id === "fmt " && start + 16 <= bytes.length) {
      const tag = bytes.readUInt16LE(start);
      format = {
        tag: tag === formatExtensible && start + 26 <= bytes.length ? bytes.readUInt16LE(start + 24) : tag,
        channels: bytes.readUInt16LE(start + 2),
        rate: bytes.readUInt32LE(start + 4),
        bits: bytes.readUInt16LE(start + 14),
      };
    }
    if (id === "data") {
      if (format === undefined) break;
      return samples(format, bytes.subarray(start, Math.min(bytes.length, start + size)));
    }
    at = start + size + (size & 1);
  }
  return failed("fileUnreadable", "no format or no data in the WAV file");
}

function samples(
  format: { tag: number; channels: number; rate: number; bits: number },
  data: Buffer,
): Outcome<Int16Array> {
  const { tag, channels, rate, bits } = format;
  if (channels !== 1 || rate !== 8000) return failed("fileUnreadable", `${rate} Hz × ${channels}: need 8000 Hz mono`);
  if (tag === formatPcm && bits === 16) {
    const pcm = new Int16Array(data.length >> 1);
    for (let i = 0; i < pcm.length; i++) pcm[i] = data.readInt16LE(2 * i);
    return done(pcm);
  }
  if ((tag === formatAlaw || tag === formatUlaw) && bits === 8) {
    const table = tag === formatAlaw ? alawToPcm : ulawToPcm;
    return done(Int16Array.from(data, (code) => table[code] as number));
  }
  return failed("fileUnreadable", `format ${tag} with ${bits} bits: need PCM16, A-law or µ-law`);
}

/** The header of a PCM16 WAV file of 8 kHz whose data has `dataBytes`. */
export function wavHeader(channels: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(formatPcm, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000 * channels, 28);
  header.writeUInt16LE(2 * channels, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
