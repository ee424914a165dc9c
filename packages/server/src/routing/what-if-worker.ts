// Plays a day again in a thread of its own: it takes seconds of a processor that calls need.

import { parentPort } from "node:worker_threads";
import { type RouterEvent, type WhatIfChanges, whatIf } from "@tellerline/acd";

/** Events come in pieces, then the question. */
export type WhatIfMessage =
  | { events: RouterEvent[] }
  | { changes: WhatIfChanges; options: Parameters<typeof whatIf>[2] };

const events: RouterEvent[] = [];
parentPort?.on("message", (message: WhatIfMessage) => {
  if ("events" in message) events.push(...message.events);
  else parentPort?.postMessage(whatIf(events, message.changes, message.options));
});
