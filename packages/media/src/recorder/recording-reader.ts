// Reads recordings back: whole, cut off by a crash, or tampered with (SPEC.md, RC-5).

import { alawSilence, alawToPcm } from "../audio/g711.ts";
import { wavHeader } from "../audio/wav.ts";
import { frameKinds, type OpenedHeader, openFrame, openHeader } from "./recording-format.ts";

export interface Recording {
  startedAt: number;
  keyId: string;
  durationMs: number;
  /** Interleaved A-law of 8 kHz: left (the customer), right (the others). */
  alaw: Buffer;
  /** The end frame is there: nothing was cut off. */
  complete: boolean;
  /** As the recorder counted it; what a crash took is not in it. */
  lostMs: number;
  /** Bytes after the last frame that could be opened; 0 in a complete file. */
  unreadableBytes: number;
}

export type RecordingProblem = "notARecording" | "unknownKey" | "damaged";

export type RecordingResult = { ok: true; value: Recording } | { ok: false; problem: RecordingProblem };

/** The longest recording that is read into memory: 12 hours. */
const maxSamples = 12 * 3600 * 8000;

/**
 * Opens a recording. A file that was cut is read up to its last whole frame; from the first frame that does not
 * authenticate nothing is believed. @param keyLookup the 32-byte key for a key id.
 */
export function readRecording(bytes: Buffer, keyLookup: (keyId: string) => Buffer | undefined): RecordingResult {
  const header = openHeader(bytes, keyLookup);
  if (typeof header === "string") return { ok: false, problem: header };
  try {
    return { ok: true, value: readFrames(bytes, header) };
  } finally {
    header.keys.dataKey.fill(0);
  }
}

function readFrames(bytes: Buffer, header: OpenedHeader): Recording {
  const parts: Buffer[] = [];
  let at = header.bytes;
  let samples = 0;
  let lostMs = 0;
  let complete = false;
  for (let counter = 0; !complete; counter++) {
    const frame = openFrame(header.keys, counter, bytes, at);
    if (frame === undefined) break;
    if (frame.kind === frameKinds.end && frame.plain.length === 12) {
      complete = frame.plain.readBigUInt64BE(0) === BigInt(samples);
      lostMs = frame.plain.readUInt32BE(8);
    } else {
      const audio = audioOf(frame.kind, frame.plain, maxSamples - samples);
      if (audio === undefined) break;
      parts.push(audio);
      samples += audio.length / 2;
    }
    at = frame.end;
  }
  return {
    startedAt: header.startedAt,
    keyId: header.keyId,
    durationMs: samples / 8,
    alaw: Buffer.concat(parts),
    complete: complete && at === bytes.length,
    lostMs,
    unreadableBytes: bytes.length - at,
  };
}

function audioOf(kind: number, plain: Buffer, room: number): Buffer | undefined {
  if (kind === frameKinds.audio && plain.length / 2 <= room) return plain;
  if (kind !== frameKinds.gap || plain.length !== 4) return undefined;
  const samples = plain.readUInt32BE(0);
  return samples <= room ? Buffer.alloc(2 * samples, alawSilence) : undefined;
}

/** A WAV file (PCM16, stereo, 8 kHz), which every browser plays. */
export function recordingToWav(recording: Recording): Buffer {
  const data = Buffer.alloc(2 * recording.alaw.length);
  for (let i = 0; i < recording.alaw.length; i++) {
    data.writeInt16LE(alawToPcm[recording.alaw[i] as number] as number, 2 * i);
  }
  return Buffer.concat([wavHeader(2, data.length), data]);
}

/** The largest magnitude (0…1) in each of `count` equal stretches, per channel: what a waveform is drawn from. */
export function recordingPeaks(recording: Recording, count: number): { left: number[]; right: number[] } {
  const peaks = { left: new Array<number>(count).fill(0), right: new Array<number>(count).fill(0) };
  const total = recording.alaw.length / 2;
  for (let i = 0; i < total; i++) {
    const place = Math.min(count - 1, Math.floor((i * count) / total));
    const left = Math.abs(alawToPcm[recording.alaw[2 * i] as number] as number);
    const right = Math.abs(alawToPcm[recording.alaw[2 * i + 1] as number] as number);
    if (left > (peaks.left[place] as number)) peaks.left[place] = left;
    if (right > (peaks.right[place] as number)) peaks.right[place] = right;
  }
  const scale = (value: number): number => Math.round((1000 * value) / 32_768) / 1000;
  return { left: peaks.left.map(scale), right: peaks.right.map(scale) };
}

/** One channel as samples. */
export function recordingChannel(recording: Recording, channel: "left" | "right"): Int16Array {
  const pcm = new Int16Array(recording.alaw.length / 2);
  const offset = channel === "left" ? 0 : 1;
  for (let i = 0; i < pcm.length; i++) pcm[i] = alawToPcm[recording.alaw[2 * i + offset] as number] as number;
  return pcm;
}
