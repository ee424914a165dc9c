import { describe, expect, it } from "vitest";
import { actionOf, conflictOf, defaultHotKeys, effectiveHotKeys, hotKeyActions, keysOf } from "./hot-keys.ts";

const none = { altKey: false, ctrlKey: false, shiftKey: false, metaKey: false };

describe("hot keys", () => {
  it("AG-02 the defaults are all different", () => {
    expect(new Set(Object.values(defaultHotKeys)).size).toBe(hotKeyActions.length);
  });

  it("AG-02 a combination is named by the physical key, whatever the input method makes of it", () => {
    expect(keysOf({ ...none, code: "KeyA", altKey: true })).toBe("Alt+A");
    expect(keysOf({ ...none, code: "Digit3", altKey: true, ctrlKey: true, shiftKey: true })).toBe("Ctrl+Alt+Shift+3");
    expect(keysOf({ ...none, code: "F8" })).toBe("F8");
  });

  it("AG-02 letters alone, modifiers alone and the system's own key are no hot keys", () => {
    expect(keysOf({ ...none, code: "KeyA" })).toBeUndefined();
    expect(keysOf({ ...none, code: "AltLeft", altKey: true })).toBeUndefined();
    expect(keysOf({ ...none, code: "KeyA", altKey: true, metaKey: true })).toBeUndefined();
  });

  it("AG-02 a person's own keys replace the defaults; unknown actions are ignored; conflicts are found", () => {
    const table = effectiveHotKeys({ answer: "F8", nonsense: "F9" });
    expect(table.answer).toBe("F8");
    expect(table.hangUp).toBe(defaultHotKeys.hangUp);
    expect(table).not.toHaveProperty("nonsense");
    expect(conflictOf(table, "hangUp", "F8")).toBe("answer");
    expect(conflictOf(table, "answer", "F8")).toBeUndefined();
  });

  it("AG-02 pairs of operations that exclude each other share a button", () => {
    expect([actionOf("retrieve"), actionOf("unmute"), actionOf("stopRecording"), actionOf("answer")]).toEqual([
      ...["hold", "mute", "startRecording", "answer"],
    ]);
  });
});
