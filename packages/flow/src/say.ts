// Values as prompt fragments in the caller's language (SW-07). A fragment is a prompt id of the same voice.

import type { SayAs } from "./flow-document.ts";
import type { Money } from "./flow-messages.ts";
import { englishAmount, englishDate, englishDigits, englishFragments, englishNumber } from "./say-english.ts";
import { mandarinAmount, mandarinDate, mandarinDigits, mandarinFragments, mandarinNumber } from "./say-mandarin.ts";

interface Voice {
  number(value: bigint): string[];
  digits(digits: string): string[];
  amount(money: Money): string[];
  date(year: number, month: number, day: number): string[];
  fragments(): string[];
}

const voices: Readonly<Record<string, Voice>> = {
  "zh-CN": {
    number: mandarinNumber,
    digits: mandarinDigits,
    amount: mandarinAmount,
    date: mandarinDate,
    fragments: mandarinFragments,
  },
  "en-US": {
    number: englishNumber,
    digits: englishDigits,
    amount: englishAmount,
    date: englishDate,
    fragments: englishFragments,
  },
};

const largest = 1_000_000_000_000n;
const longestDigits = 64;
const currencies: readonly string[] = ["CNY", "USD"];

/** Languages in which values can be said. */
export const sayLanguages: readonly string[] = Object.keys(voices);

/** Every fragment that saying something in a language can name. */
export function sayFragments(language: string): string[] {
  return voices[language]?.fragments() ?? [];
}

/**
 * The fragments of a value: `number` takes a whole number up to 10^12, `digits` a string of digits, `amount` money in CNY
 * or USD up to 10^12 units, `date` an ISO date. Undefined when the value or the language is none of these.
 */
export function say(language: string, as: SayAs, value: unknown): string[] | undefined {
  const voice = voices[language];
  if (voice === undefined) return undefined;
  switch (as) {
    case "number": {
      const number = toInteger(value);
      return number === undefined || magnitude(number) > largest ? undefined : voice.number(number);
    }
    case "digits":
      if (typeof value !== "string" || !/^\d+$/.test(value) || value.length > longestDigits) return undefined;
      return voice.digits(value);
    case "amount":
      return sayAmount(voice, value);
    case "date":
      return sayDate(voice, value);
  }
}

function sayAmount(voice: Voice, value: unknown): string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { amountMinor, currency } = value as Record<string, unknown>;
  const minor = toInteger(amountMinor);
  if (minor === undefined || magnitude(minor) > largest * 100n) return undefined;
  if (typeof currency !== "string" || !currencies.includes(currency)) return undefined;
  return voice.amount({ amountMinor: minor.toString(), currency });
}

function sayDate(voice: Voice, value: unknown): string[] | undefined {
  const match = typeof value === "string" ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) : null;
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1000 && day >= 1 && day <= daysOf(year, month) ? voice.date(year, month, day) : undefined;
}

/** 0 for a month that is none. */
function daysOf(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function toInteger(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === "string" && /^-?\d{1,18}$/.test(value) ? BigInt(value) : undefined;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
