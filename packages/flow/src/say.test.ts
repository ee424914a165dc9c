import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { say, sayFragments, sayLanguages } from "./say.ts";

const characters: Record<string, string> = {
  "n-0": "零",
  "n-1": "一",
  "n-2": "二",
  "n-3": "三",
  "n-4": "四",
  "n-5": "五",
  "n-6": "六",
  "n-7": "七",
  "n-8": "八",
  "n-9": "九",
  "n-10": "十",
  "n-100": "百",
  "n-1000": "千",
  "n-10000": "万",
  "n-100000000": "亿",
  "n-2-liang": "两",
  "n-1-yao": "幺",
  minus: "负",
  yuan: "元",
  jiao: "角",
  fen: "分",
  dollars: "美元",
  cents: "美分",
  year: "年",
  month: "月",
  day: "日",
};
const mandarin = (as: Parameters<typeof say>[1], value: unknown) =>
  say("zh-CN", as, value)
    ?.map((fragment) => characters[fragment] ?? `?${fragment}?`)
    .join("");
const english = (as: Parameters<typeof say>[1], value: unknown) => say("en-US", as, value)?.join(" ");
const cny = (amountMinor: string) => ({ amountMinor, currency: "CNY" });

describe("Mandarin", () => {
  it.each([
    [0, "零"],
    [2, "二"],
    [10, "十"],
    [12, "十二"],
    [20, "二十"],
    [101, "一百零一"],
    [110, "一百一十"],
    [200, "二百"],
    [1_001, "一千零一"],
    [1_010, "一千零一十"],
    [2_000, "两千"],
    [2_222, "两千二百二十二"],
    [10_000, "一万"],
    [10_001, "一万零一"],
    [11_000, "一万一千"],
    [20_002, "两万零二"],
    [22_000, "两万二千"],
    [100_000, "十万"],
    [100_010, "十万零一十"],
    [103_000, "十万三千"],
    [120_000, "十二万"],
    [1_000_001, "一百万零一"],
    [1_000_105, "一百万零一百零五"],
    [10_000_000, "一千万"],
    [20_300_400, "两千零三十万零四百"],
    [100_000_000, "一亿"],
    [100_010_000, "一亿零一万"],
    [200_000_001, "两亿零一"],
    [110_000_000, "一亿一千万"],
    [123_456_789, "一亿二千三百四十五万六千七百八十九"],
    [1_000_000_000, "十亿"],
    [1_000_000_000_000, "一万亿"],
    [-5, "负五"],
  ])("FW-S1 %i is %s", (value, words) => {
    expect(mandarin("number", value)).toBe(words);
  });

  it.each([
    ["0", "零元"],
    ["1", "一分"],
    ["2", "两分"],
    ["50", "五角"],
    ["55", "五角五分"],
    ["100", "一元"],
    ["105", "一元零五分"],
    ["200", "两元"],
    ["220", "两元两角"],
    ["1050", "十元五角"],
    ["100000105", "一百万零一元零五分"],
    ["100000000", "一百万元"],
    ["3080000", "三万零八百元"],
    ["-10050", "负一百元五角"],
  ])("FW-S2 %s minor units are %s", (minor, words) => {
    expect(mandarin("amount", cny(minor))).toBe(words);
  });

  it("FW-S2 dollars and cents", () => {
    expect(mandarin("amount", { amountMinor: "1250099", currency: "USD" })).toBe("一万二千五百美元九十九美分");
  });

  it("FW-S3 digits one by one, 幺 for 1", () => {
    expect(mandarin("digits", "13800138000")).toBe("幺三八零零幺三八零零零");
  });

  it("FW-S4 dates: the year digit by digit", () => {
    expect(mandarin("date", "2021-11-20")).toBe("二零二一年十一月二十日");
  });
});

describe("English", () => {
  it.each([
    [0, "n-0"],
    [13, "n-13"],
    [42, "n-40 n-2"],
    [100, "n-1 hundred"],
    [101, "n-1 hundred and n-1"],
    [1_001, "n-1 thousand and n-1"],
    [1_100, "n-1 thousand n-1 hundred"],
    [1_000_001, "n-1 million and n-1"],
    [999_999, "n-9 hundred and n-90 n-9 thousand n-9 hundred and n-90 n-9"],
    [1_000_000_000_000, "n-1 trillion"],
  ])("FW-S1 %i is %s", (value, words) => {
    expect(english("number", value)).toBe(words);
  });

  it.each([
    ["0", "n-0 yuan"],
    ["5", "n-5 fen"],
    ["105", "n-1 yuan and n-5 fen"],
    ["100000105", "n-1 million and n-1 yuan and n-5 fen"],
  ])("FW-S2 %s minor units are %s", (minor, words) => {
    expect(english("amount", cny(minor))).toBe(words);
  });

  it("FW-S2 one dollar, two cents", () => {
    expect(english("amount", { amountMinor: "102", currency: "USD" })).toBe("n-1 dollar and n-2 cents");
  });

  it.each([
    ["2026-03-05", "ordinal-5 month-3 n-20 n-20 n-6"],
    ["2005-01-31", "ordinal-31 month-1 n-2 thousand and n-5"],
    ["1900-12-01", "ordinal-1 month-12 n-19 hundred"],
    ["1905-12-01", "ordinal-1 month-12 n-19 n-0 n-5"],
  ])("FW-S4 %s is %s", (date, words) => {
    expect(english("date", date)).toBe(words);
  });
});

describe("say", () => {
  it("FW-S5 names only fragments that exist, for every value", () => {
    const amount = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
    fc.assert(
      fc.property(amount, fc.constantFrom("CNY", "USD"), (minor, currency) => {
        for (const language of sayLanguages) {
          const known = new Set(sayFragments(language));
          const spoken = [
            say(language, "amount", { amountMinor: minor.toString(), currency }),
            say(language, "number", minor / 100n),
          ];
          for (const fragments of spoken) {
            expect(fragments?.length).toBeGreaterThan(0);
            for (const fragment of fragments ?? []) expect(known).toContain(fragment);
          }
        }
      }),
    );
  });

  it("FW-S5 different whole numbers sound different in Mandarin", () => {
    const number = fc.integer({ min: 0, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(say("zh-CN", "number", a)?.join() === say("zh-CN", "number", b)?.join()).toBe(a === b);
      }),
    );
  });

  it.each([
    ["number", 1.5],
    ["number", 10n ** 13n],
    ["digits", "12a"],
    ["digits", 12],
    ["amount", { amountMinor: "1", currency: "ABC" }],
    ["amount", "5"],
    ["date", "2026-02-30"],
  ] as const)("FW-S6 %s of %s cannot be said", (as, value) => {
    expect(say("zh-CN", as, value)).toBeUndefined();
    expect(say("fr-FR", as, value)).toBeUndefined();
  });
});
