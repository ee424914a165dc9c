// Why a called party could not be had, from the status of SIP (RFC 3261 §21; SPEC.md, CL-9).

import type { PartyFailure } from "./call-protocol.ts";

const reasons: Record<number, PartyFailure> = {
  403: "rejected",
  404: "unreachable",
  408: "unreachable",
  410: "unreachable",
  480: "unreachable",
  484: "unreachable",
  486: "busy",
  487: "cancelled",
  502: "unreachable",
  503: "unreachable",
  504: "unreachable",
  600: "busy",
  603: "rejected",
  604: "unreachable",
};

export function partyFailureOf(status: number): PartyFailure {
  return reasons[status] ?? (status >= 600 ? "rejected" : "error");
}

/** What a peer is told where media could not agree with it. */
export function statusOfMediaError(code: string): number {
  switch (code) {
    case "noCommonCodec":
    case "noAudio":
      return 488;
    case "malformedSdp":
      return 400;
    case "noPorts":
    case "limit":
    case "mediaLost":
      return 503;
    default:
      return 500;
  }
}
