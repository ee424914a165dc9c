// An entry of a record's timeline as a sentence in the reader's language.

import type { TimelineEntry } from "@tellerline/sdk";
import i18next from "i18next";
import type { Texts } from "../i18n/zh-cn.ts";

export function timelineText({ type, data, text }: TimelineEntry): string {
  const key = `timeline.${type}`;
  if (!i18next.exists(key)) return text;
  const values = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, value === "" ? "–" : String(value)]),
  );
  return i18next.t(key as `timeline.${keyof Texts["timeline"]}`, values as never) as unknown as string;
}

/** Why something ended, where the entry says so. */
export function timelineReason({ data }: TimelineEntry): string | undefined {
  const { reason, exit } = data;
  const word = typeof reason === "string" ? reason : typeof exit === "string" ? exit : undefined;
  if (word === undefined || word === "next") return undefined;
  return i18next.t([`endReason.${word}`, `reason.${word}`, word] as never, { defaultValue: word });
}
