// What was typed in a chat and not sent, kept for this tab over a reload. Only while the chat is on the desk: then it is
// forgotten, so that nothing a customer said stays behind in the browser.

const prefix = "tellerline-draft ";

/** The part of `sessionStorage` that is used. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

function ownStorage(): DraftStorage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    // A browser may forbid it; then a reload loses the draft and nothing else.
    return undefined;
  }
}

/** All drafts that there are, by conversation. */
export function keptDrafts(storage: DraftStorage | undefined = ownStorage()): Record<string, string> {
  const drafts: Record<string, string> = {};
  for (let index = 0; index < (storage?.length ?? 0); index++) {
    const key = storage?.key(index) ?? "";
    if (key.startsWith(prefix)) drafts[key.slice(prefix.length)] = storage?.getItem(key) ?? "";
  }
  return drafts;
}

/** Keeps what is typed; an empty text is forgotten. */
export function keepDraft(conversationId: string, text: string, storage = ownStorage()): void {
  if (text === "") {
    forgetDraft(conversationId, storage);
    return;
  }
  try {
    storage?.setItem(`${prefix}${conversationId}`, text);
  } catch {
    // Full: the draft is in the page still.
  }
}

export function forgetDraft(conversationId: string, storage = ownStorage()): void {
  storage?.removeItem(`${prefix}${conversationId}`);
}
