// What was typed into the note of an interaction and is not saved yet: kept for this tab over a reload, with the version it
// was written on, so that somebody else's words are seen and not overwritten.

export interface NoteDraft {
  text: string;
  /** The version of the note that he had before him when he began to type. */
  base: number;
}

const prefix = "tellerline-note ";

export type NoteStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

function ownStorage(): NoteStorage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    // A browser may forbid it; then a reload loses what was typed in the last moment.
    return undefined;
  }
}

export function keptNote(interactionId: string, storage = ownStorage()): NoteDraft | undefined {
  try {
    const kept = JSON.parse(storage?.getItem(`${prefix}${interactionId}`) ?? "null") as NoteDraft | null;
    return typeof kept?.text === "string" && typeof kept.base === "number" ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function keepNote(interactionId: string, draft: NoteDraft | undefined, storage = ownStorage()): void {
  try {
    if (draft === undefined) storage?.removeItem(`${prefix}${interactionId}`);
    else storage?.setItem(`${prefix}${interactionId}`, JSON.stringify(draft));
  } catch {
    // Full: what was typed is in the page still.
  }
}

/** Both texts, the other's first; what one wrote on is not there twice. */
export function mergeNotes(theirs: string, mine: string): string {
  const [before, own] = [theirs.trim(), mine.trim()];
  if (before === "" || own.startsWith(before)) return own;
  if (own === "" || before.startsWith(own)) return before;
  return `${before}\n${own}`;
}
