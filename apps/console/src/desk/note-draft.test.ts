import { describe, expect, it } from "vitest";
import { keepNote, keptNote, mergeNotes } from "./note-draft.ts";

describe("the draft of a note", () => {
  it("AG-06 survives a reload with the version it was written on, and is gone once saved", () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
    expect(keptNote("a", storage)).toBeUndefined();
    keepNote("a", { text: "客户要求回电", base: 3 }, storage);
    expect(keptNote("a", storage)).toEqual({ text: "客户要求回电", base: 3 });
    expect(keptNote("b", storage)).toBeUndefined();
    keepNote("a", undefined, storage);
    expect(keptNote("a", storage)).toBeUndefined();
    items.set("tellerline-note a", "{broken");
    expect(keptNote("a", storage)).toBeUndefined();
  });

  it("AG-06 of two writers both texts are kept, what both have only once", () => {
    expect(mergeNotes("张伟写的", "李娜写的")).toBe("张伟写的\n李娜写的");
    expect(mergeNotes("要求", "要求回电")).toBe("要求回电");
    expect(mergeNotes("要求回电", "要求")).toBe("要求回电");
    expect(mergeNotes("", " 我的 ")).toBe("我的");
    expect(mergeNotes("他的", "")).toBe("他的");
  });
});
