// docs/operations.md against what the desk has: its words, its buttons, its keys, in both directions.

import { readFileSync } from "node:fs";
import { barButtons } from "@tellerline/sdk";
import { describe, expect, it } from "vitest";
import { zhCN } from "../i18n/zh-cn.ts";
import { actionOf, defaultHotKeys } from "./hot-keys.ts";

const page = readFileSync(new URL("../../../../docs/operations.md", import.meta.url), "utf8");
const [calls = ""] = page.split("Outside of a call:");
/** What the first table says: an operation's name and the word for it, as the page writes them. */
const documented = calls
  .split("\n")
  .flatMap((line) => {
    const [, names = "", words = "", when = "", what = ""] = line.split("|").map((cell) => cell.trim());
    return /^\w+( \/ \w+)*$/.test(names) && names !== "operation" ? [{ names, words, when, what }] : [];
  })
  .flatMap(({ names, words, when, what }) =>
    names.split(" / ").map((name, n) => ({ name, word: words.split(" / ")[n] ?? "", when, what })),
  );
const words: Record<string, string> = zhCN.operation;

describe("docs/operations.md", () => {
  it("AG-02 SW-05 names every operation of the bar once, by the word on its button, with when and what", () => {
    const named = documented.map(({ name }) => name);
    expect(new Set(named).size).toBe(named.length);
    for (const { name, word, when, what } of documented) {
      expect([name, word]).toEqual([name, words[name]]);
      expect([name, when !== "" && what !== ""]).toEqual([name, true]);
    }
    const buttons = barButtons.flatMap(({ action, operations }) => (operations.length === 0 ? [action] : operations));
    const missing = [...buttons, "endWrapUp"].filter((name) => name !== "dial" && !named.includes(name ?? ""));
    expect(missing).toEqual([]);
  });

  it("AG-02 what it names has a button and a key", () => {
    for (const { name } of documented) {
      const action = actionOf(name as Parameters<typeof actionOf>[0]);
      expect([name, defaultHotKeys[action]]).toEqual([name, expect.stringMatching(/^Alt\+/)]);
    }
  });
});
