// The words of lost calls in English.

import type { lostCallsZh } from "./zh-cn-lost-calls.ts";

export const lostCallsEn: typeof lostCallsZh = {
  title: "Lost calls",
  hint: "Customers who gave up waiting within seven days and have not talked to us since, the earliest first. Who calls back has the customer to himself for fifteen minutes.",
  empty: "No lost calls",
  emptyText: "Everybody who gave up waiting has been reached.",
  customer: "Customer",
  queue: "Queue",
  lostAt: "Gave up",
  waited: "Waited",
  times: "Times",
  claim: "Called back by",
  callBack: "Call back",
  calling: "Calling {{number}}",
  more: "Only the earliest {{count}} are listed.",
};
