// A refusal in the reader's language: the title by its code, and the server's detail where it says more.

import { ApiError } from "@tellerline/sdk";
import i18next from "i18next";
import type { Texts } from "./i18n/zh-cn.ts";

/** Stable word of what went wrong; `unreachable` is the client's own. */
export function problemCode(error: unknown): string {
  return error instanceof ApiError ? error.code : "internal";
}

export function problemText(error: unknown): string {
  const code = problemCode(error);
  const key = `problem.${code}`;
  if (!i18next.exists(key)) return error instanceof Error ? error.message : String(error);
  return i18next.t(key as `problem.${Exclude<keyof Texts["problem"], "trace">}`);
}

/** What the server added, in its own words, for those who must mend it. */
export function problemDetail(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { detail, traceId } = error.problem;
  const trace = traceId === undefined || error.problem.status < 500 ? "" : i18next.t("problem.trace", { id: traceId });
  return [detail ?? "", trace].filter((part) => part !== "").join(" · ") || undefined;
}
