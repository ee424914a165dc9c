// The words of call-backs in English.

import type { callBacksZh } from "./zh-cn-call-backs.ts";

export const callBacksEn: typeof callBacksZh = {
  title: "Call-backs",
  hint: "Customers who kept their place in a queue, or asked to be called. When it is their turn an agent answers first, then the customer is called; who is not reached is tried again after ten minutes, three times in all.",
  empty: "Nobody waits to be called back",
  emptyText: "Whoever chooses a call-back while he waits, or asks for one on a page, stands here.",
  number: "Customer's number",
  queue: "Queue",
  source: "From",
  sources: { flow: "While waiting", agent: "An agent", page: "A page" },
  since: "In the queue since",
  waited: "Waited",
  attempts: "Not reached",
  next: "Next call",
  inQueue: "In the queue",
  cancel: "Take away",
  cancelTitle: "Not call {{number}} back?",
};
