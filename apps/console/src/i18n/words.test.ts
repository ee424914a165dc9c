import { describe, expect, it } from "vitest";
import { enUS } from "./en-us.ts";
import { zhCN } from "./zh-cn.ts";

function flat(words: object, prefix = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${prefix}${key}`, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe("the words of the console", () => {
  it("both languages have the same keys and the same placeholders, and no word is empty", () => {
    const english = new Map(flat(enUS));
    const chinese = flat(zhCN);
    expect([...english.keys()].sort()).toEqual(chinese.map(([key]) => key).sort());
    for (const [key, text] of chinese) {
      expect(text, key).not.toBe("");
      expect(placeholders(english.get(key) ?? ""), key).toEqual(placeholders(text));
    }
  });
});
