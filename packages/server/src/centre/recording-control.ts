// Starting and stopping recordings of an interaction (SW-09).

import type { InteractionEvent } from "./interaction-event.ts";
import type { InteractionWork } from "./interaction-work.ts";

export function startRecording(work: InteractionWork): void {
  const recordingId = work.id();
  const { path, file, key, keyId } = work.options.recordingPlace(recordingId);
  work.state.recording = { recordingId, state: "on" };
  work.state.openRecordings.add(recordingId);
  // In the journal before the file exists: whatever happens, the file is found again.
  work.journal({ type: "recordingStarted", recordingId, file, keyId });
  work.call({ type: "startRecording", recordingId, path, key, keyId });
}

export function stopRecording(work: InteractionWork): void {
  const { recording } = work.state;
  if (recording === undefined) return;
  work.state.recording = undefined;
  work.call({ type: "stopRecording", recordingId: recording.recordingId });
  work.changed();
}

/** A recording is over, by command or because the disk was full; or it never began (`closed` undefined). */
export function recordingClosed(
  work: InteractionWork,
  recordingId: string,
  closed: Omit<Extract<InteractionEvent, { type: "recordingClosed" }>, "type" | "recordingId"> | undefined,
): void {
  const { state } = work;
  if (!state.openRecordings.delete(recordingId)) return;
  if (state.recording?.recordingId === recordingId) state.recording = undefined;
  const nothing = { startedAt: work.now, durationMs: 0, bytes: 0, sha256: "", complete: false };
  work.journal({ type: "recordingClosed", recordingId, ...(closed ?? nothing) });
}

/** While secret digits are entered nothing is recorded (FL-04). */
export function pauseRecording(work: InteractionWork, on: boolean): void {
  const { recording } = work.state;
  if (recording === undefined || (recording.state === "paused") === on) return;
  recording.state = on ? "paused" : "on";
  work.call({ type: "pauseRecording", recordingId: recording.recordingId, on });
  work.journal({ type: "recordingPaused", recordingId: recording.recordingId, on });
}
