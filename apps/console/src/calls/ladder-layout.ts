// A SIP ladder out of messages: one column per other side, ours among them.
//
//   carrier            us            phone 8001
//      │──INVITE──────▶│                 │
//      │               │──INVITE────────▶│

import type { SipMessage } from "@tellerline/sdk";

export interface LadderColumn {
  /** Undefined for our own. */
  legId: string | undefined;
  label: string;
}

export interface LadderRow {
  message: SipMessage;
  fromColumn: number;
  toColumn: number;
  /** Short: the method, or the status with its phrase. */
  label: string;
}

export interface Ladder {
  columns: LadderColumn[];
  rows: LadderRow[];
}

/** The first leg stands left of us, the others right, in the order in which they appeared. */
export function ladderOf(messages: readonly SipMessage[]): Ladder {
  const legs = new Map<string, LadderColumn>();
  for (const { legId, remote } of messages) {
    if (!legs.has(legId)) legs.set(legId, { legId, label: remote });
  }
  const [first, ...others] = legs.values();
  const ours: LadderColumn = { legId: undefined, label: "" };
  const columns = first === undefined ? [ours] : [first, ours, ...others];
  const placeOf = new Map(columns.map((column, index) => [column.legId, index]));
  const us = placeOf.get(undefined) ?? 0;
  const rows = messages.map((message) => {
    const them = placeOf.get(message.legId) ?? us;
    const incoming = message.direction === "in";
    return {
      message,
      fromColumn: incoming ? them : us,
      toColumn: incoming ? us : them,
      label: shortLabel(message.firstLine),
    };
  });
  return { columns, rows };
}

/** "INVITE sip:95500@… SIP/2.0" → "INVITE"; "SIP/2.0 180 Ringing" → "180 Ringing". */
export function shortLabel(firstLine: string): string {
  const response = /^SIP\/2\.0\s+(\d{3}.*)$/.exec(firstLine);
  return response?.[1] ?? firstLine.split(" ")[0] ?? firstLine;
}
