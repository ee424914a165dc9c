// Mandarin read aloud as prompt fragments (SPEC.md, FW-S). Numbers go in groups of four digits: 个 万 亿.
//
//   1,000,001 → 一 百 万 零 一      20,002 → 两 万 零 二      10 → 十      110 → 一 百 一 十

import type { Money } from "./flow-messages.ts";

const units: readonly (readonly [bigint, string])[] = [
  [100_000_000n, "n-100000000"],
  [10_000n, "n-10000"],
];
const places: readonly (readonly [number, string])[] = [
  [1_000, "n-1000"],
  [100, "n-100"],
  [10, "n-10"],
];

/** 0 … 10^12 − and their negatives. */
export function mandarinNumber(value: bigint): string[] {
  if (value < 0n) return ["minus", ...mandarinNumber(-value)];
  return value === 0n ? ["n-0"] : whole(value, true);
}

/** One by one; 幺 for 1, as telephone and card numbers are read. */
export function mandarinDigits(digits: string): string[] {
  return digits.split("").map((digit) => (digit === "1" ? "n-1-yao" : `n-${digit}`));
}

/** 1.05 → 一元零五分, 0.50 → 五角, 2.00 → 两元. */
export function mandarinAmount({ amountMinor, currency }: Money): string[] {
  const minor = BigInt(amountMinor);
  const [sign, amount] = minor < 0n ? [["minus"], -minor] : [[], minor];
  const [yuan, jiao, fen] = [amount / 100n, Number((amount / 10n) % 10n), Number(amount % 10n)];
  const words: string[] = [];
  if (yuan > 0n || amount === 0n) words.push(...measured(yuan), currencyName(currency));
  if (currency !== "CNY") {
    const rest = amount % 100n;
    if (rest > 0n) words.push(...measured(rest), "cents");
    return [...sign, ...words];
  }
  if (jiao > 0) words.push(...measured(BigInt(jiao)), "jiao");
  else if (fen > 0 && yuan > 0n) words.push("n-0");
  if (fen > 0) words.push(...measured(BigInt(fen)), "fen");
  return [...sign, ...words];
}

/** 2026-03-05 → 二零二六年三月五日. */
export function mandarinDate(year: number, month: number, day: number): string[] {
  const digits = String(year)
    .split("")
    .map((digit) => `n-${digit}`);
  return [...digits, "year", ...mandarinNumber(BigInt(month)), "month", ...mandarinNumber(BigInt(day)), "day"];
}

/** Every fragment the functions above can name. */
export function mandarinFragments(): string[] {
  const ones = Array.from({ length: 11 }, (_, digit) => `n-${digit}`);
  const rest = ["n-100", "n-1000", "n-10000", "n-100000000", "n-2-liang", "n-1-yao", "minus"];
  return [...ones, ...rest, "yuan", "jiao", "fen", "dollars", "cents", "year", "month", "day"];
}

function currencyName(currency: string): string {
  return currency === "CNY" ? "yuan" : "dollars";
}

/** Before a measure word a lone 2 is 两. */
function measured(value: bigint): string[] {
  return value === 2n ? ["n-2-liang"] : mandarinNumber(value);
}

function whole(value: bigint, first: boolean): string[] {
  for (const [unit, word] of units) {
    if (value < unit) continue;
    const [high, low] = [value / unit, value % unit];
    const head = first && high === 2n ? ["n-2-liang"] : whole(high, first);
    if (low === 0n) return [...head, word];
    // A gap of a whole place is read as one zero, however wide it is.
    const gap = low < unit / 10n ? ["n-0"] : [];
    return [...head, word, ...gap, ...whole(low, false)];
  }
  return section(Number(value), first);
}

/** 1 … 9999; `first`: nothing was read before, so 10 is 十 and 2000 is 两千. */
function section(value: number, first: boolean): string[] {
  const words: string[] = [];
  let [rest, gap] = [value, false];
  for (const [place, word] of places) {
    const digit = Math.floor(rest / place);
    rest %= place;
    if (digit === 0) {
      gap = words.length > 0;
      continue;
    }
    if (gap) words.push("n-0");
    gap = false;
    const atHead = first && words.length === 0;
    if (atHead && digit === 2 && place === 1_000) words.push("n-2-liang", word);
    else if (atHead && digit === 1 && place === 10) words.push(word);
    else words.push(`n-${digit}`, word);
  }
  if (rest === 0) return words;
  return gap ? [...words, "n-0", `n-${rest}`] : [...words, `n-${rest}`];
}
