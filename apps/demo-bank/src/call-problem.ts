// What went wrong with a call, as one of the few things a visitor can understand and mend.

import type { CallProblem } from "./words.ts";

/** @param cause JsSIP's word for why the call ended; @returns undefined for a call that simply ended */
export function problemOfCause(cause: string | undefined, wasConnected: boolean): CallProblem | undefined {
  if (wasConnected) return undefined;
  switch (cause) {
    case undefined:
    case "Canceled":
    case "Terminated":
      return undefined;
    case "Busy":
    case "Unavailable":
      return "full";
    case "Connection Error":
    case "Request Timeout":
    case "Internal Error":
      return "away";
    case "User Denied Media Access":
      return "denied";
    default:
      return "failed";
  }
}

/** @param code of the problem document, or `unreachable` */
export function problemOfRefusal(code: string): CallProblem {
  if (code === "unavailable" || code === "tooManyRequests") return "full";
  return code === "unreachable" ? "away" : "failed";
}
