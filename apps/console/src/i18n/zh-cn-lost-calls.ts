// The words of lost calls in Chinese.

export const lostCallsZh = {
  title: "未接来电",
  hint: "七天内排队时放弃、此后尚未与我们通话的客户，最早的在前。回拨后十五分钟内由该座席独占。",
  empty: "没有未接来电",
  emptyText: "排队放弃的客户都已联系上。",
  customer: "客户",
  queue: "队列",
  lostAt: "放弃时间",
  waited: "等待",
  times: "次数",
  claim: "回拨座席",
  callBack: "回拨",
  calling: "正在呼叫 {{number}}",
  more: "仅列出最早的 {{count}} 位。",
};
