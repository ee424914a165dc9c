import { describe, expect, it } from "vitest";
import { type DraftStorage, forgetDraft, keepDraft, keptDrafts } from "./chat-drafts.ts";

function storage(full = false): DraftStorage {
  const items = new Map<string, string>([["something else", "x"]]);
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new Error("QuotaExceededError");
      items.set(key, value);
    },
    removeItem: (key) => void items.delete(key),
  };
}

describe("drafts of chats", () => {
  it("AG-03 are there again after a reload, each in its own chat, and gone when sent or when the chat leaves the desk", () => {
    const kept = storage();
    keepDraft("a", "您好，", kept);
    keepDraft("b", "one moment", kept);
    expect(keptDrafts(kept)).toEqual({ a: "您好，", b: "one moment" });
    keepDraft("a", "", kept);
    expect(keptDrafts(kept)).toEqual({ b: "one moment" });
    forgetDraft("b", kept);
    expect(keptDrafts(kept)).toEqual({});
  });

  it("AG-03 a full or forbidden storage stops nobody from typing", () => {
    keepDraft("a", "text", storage(true));
    keepDraft("a", "text", undefined);
    expect(keptDrafts(undefined)).toEqual({});
  });
});
