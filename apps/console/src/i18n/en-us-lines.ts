// The words of trunks, flows and the course of the day on the live page in English.

import type { linesZh } from "./zh-cn-lines.ts";

export const linesEn: typeof linesZh = {
  trunks: "Trunks",
  trunk: "Trunk",
  noTrunks: "No trunks",
  load: "Channels taken",
  since: "Counted since",
  figure: {
    busyIn: "In now",
    busyOut: "Out now",
    peak: "Peak",
    callsIn: "In today",
    callsOut: "Out today",
    refused: "Refused, all taken",
  },
  flows: "Flows",
  noFlows: "No flow is published",
  callers: "{{shown}} callers",
  longest: "longest",
  nobody: "Nobody now",
  course: "Today's course",
  courseHint: "Calls and chats that ended, by the half hour in which they began",
  nobodyToday: "No call or chat has ended today",
  offered: "Queued",
  part: { answered: "Answered", abandoned: "Gave up", other: "Other" },
};
