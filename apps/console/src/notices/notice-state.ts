// Where a notice is in its life.

import type { Notice } from "@tellerline/sdk";

export type NoticeState = "coming" | "holds" | "over" | "withdrawn";

/** @param now the server's time */
export function stateOf(notice: Pick<Notice, "withdrawnAt" | "validFrom" | "validUntil">, now: number): NoticeState {
  if (notice.withdrawnAt !== null) return "withdrawn";
  if (notice.validFrom > now) return "coming";
  return notice.validUntil > now ? "holds" : "over";
}
