// What a recording file itself tells about it, where the process that wrote it cannot any more.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readRecording } from "@tellerline/media";

export interface MeasuredRecording {
  startedAt: number;
  durationMs: number;
  bytes: number;
  sha256: string;
  lostMs: number;
  /** Its end was written and nothing is missing. */
  complete: boolean;
}

/** Reads the file up to its last whole frame. Problems: fileMissing and those of readRecording. */
export function measureRecording(
  path: string,
  keyLookup: (keyId: string) => Buffer | undefined,
): { ok: true; value: MeasuredRecording } | { ok: false; problem: string } {
  if (!existsSync(path)) return { ok: false, problem: "fileMissing" };
  const bytes = readFileSync(path);
  const result = readRecording(bytes, keyLookup);
  if (!result.ok) return result;
  const { startedAt, durationMs, lostMs, complete } = result.value;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const value = { startedAt, durationMs: Math.round(durationMs), bytes: bytes.length, sha256, lostMs };
  return { ok: true, value: { ...value, complete: complete && lostMs === 0 } };
}
