// British English read aloud as prompt fragments (SPEC.md, FW-S).
//
//   1,000,001 → one million and one      20,002 → twenty thousand and two      110 → one hundred and ten

import type { Money } from "./flow-messages.ts";

const scales: readonly (readonly [bigint, string])[] = [
  [1_000_000_000_000n, "trillion"],
  [1_000_000_000n, "billion"],
  [1_000_000n, "million"],
  [1_000n, "thousand"],
];

/** 0 … 10^12 and their negatives. */
export function englishNumber(value: bigint): string[] {
  if (value < 0n) return ["minus", ...englishNumber(-value)];
  if (value === 0n) return ["n-0"];
  const words: string[] = [];
  let rest = value;
  for (const [scale, word] of scales) {
    if (rest < scale) continue;
    words.push(...hundreds(Number(rest / scale)), word);
    rest %= scale;
  }
  if (rest === 0n) return words;
  return words.length > 0 && rest < 100n
    ? [...words, "and", ...hundreds(Number(rest))]
    : [...words, ...hundreds(Number(rest))];
}

export function englishDigits(digits: string): string[] {
  return digits.split("").map((digit) => `n-${digit}`);
}

/** 1.05 → one yuan and five fen. */
export function englishAmount({ amountMinor, currency }: Money): string[] {
  const minor = BigInt(amountMinor);
  const [sign, amount] = minor < 0n ? [["minus"], -minor] : [[], minor];
  const [major, rest] = [amount / 100n, amount % 100n];
  const [majorWord, minorWord] = currency === "CNY" ? ["yuan", "fen"] : ["dollar", "cent"];
  const counted = (count: bigint, word: string) => [
    ...englishNumber(count),
    count === 1n || currency === "CNY" ? word : `${word}s`,
  ];
  const head = major > 0n || amount === 0n ? counted(major, majorWord) : [];
  if (rest === 0n) return [...sign, ...head];
  return [...sign, ...head, ...(head.length > 0 ? ["and"] : []), ...counted(rest, minorWord)];
}

/** 2026-03-05 → the fifth of March twenty twenty-six, without the little words. */
export function englishDate(year: number, month: number, day: number): string[] {
  return [`ordinal-${day}`, `month-${month}`, ...englishYear(year)];
}

/** Every fragment the functions above can name. */
export function englishFragments(): string[] {
  const range = (count: number, fragment: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => fragment(n));
  return [
    ...range(20, (n) => `n-${n}`),
    ...range(8, (n) => `n-${20 + 10 * n}`),
    ...["hundred", "thousand", "million", "billion", "trillion", "and", "minus"],
    ...["yuan", "fen", "dollar", "dollars", "cent", "cents"],
    ...range(12, (n) => `month-${n + 1}`),
    ...range(31, (n) => `ordinal-${n + 1}`),
  ];
}

function englishYear(year: number): string[] {
  const [century, rest] = [Math.floor(year / 100), year % 100];
  if (century % 10 === 0 && rest < 10) return englishNumber(BigInt(year));
  if (rest === 0) return [...hundreds(century), "hundred"];
  return [...hundreds(century), ...(rest < 10 ? ["n-0"] : []), ...hundreds(rest)];
}

/** 1 … 999. */
function hundreds(value: number): string[] {
  const [hundred, rest] = [Math.floor(value / 100), value % 100];
  const words = hundred > 0 ? [`n-${hundred}`, "hundred"] : [];
  if (rest === 0) return words;
  if (hundred > 0) words.push("and");
  if (rest < 20) return [...words, `n-${rest}`];
  words.push(`n-${rest - (rest % 10)}`);
  return rest % 10 === 0 ? words : [...words, `n-${rest % 10}`];
}
