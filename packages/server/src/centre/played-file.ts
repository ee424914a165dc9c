// An agent plays a file into his talk: a risk disclosure, a notice that must be given word by word (AG-08; SPEC.md, IN-29).
//
//   talk ──playFile──▶ talk, everybody hears the file beside the voices ──end, stopFile, hold, a consultation──▶ talk

import type { CallEvent } from "@tellerline/voice";
import type { Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";

/** The file is known: whoever asks for it has been told otherwise. */
export function playFile(work: InteractionWork, party: Party, fileId: string): void {
  const { prompts } = work.options;
  const title = prompts.playable.get(fileId);
  if (title === undefined) return;
  const playerId = work.id();
  work.state.playedFile = { playerId, fileId };
  work.journal({ type: "filePlayed", agentName: party.label, fileId, title: title["zh-CN"] });
  const items = [prompts.item(work.state.language ?? "zh-CN", fileId)];
  work.call({ type: "announce", playerId, items });
}

export function stopFile(work: InteractionWork): void {
  const played = work.state.playedFile;
  if (played !== undefined) work.call({ type: "stopPlay", playerId: played.playerId });
}

/** @returns whether it was the file that ended. Whether it was played to its end is kept. */
export function fileEnded(work: InteractionWork, event: CallEvent & { type: "playEnded" }): boolean {
  const played = work.state.playedFile;
  if (played?.playerId !== event.playerId) return false;
  work.state.playedFile = undefined;
  work.journal({ type: "filePlayEnded", fileId: played.fileId, reason: event.by === "end" ? "completed" : "stopped" });
  return true;
}
