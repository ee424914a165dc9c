// The words of call-backs in Chinese.

export const callBacksZh = {
  title: "待回呼",
  hint: "保留了排队位置或请求回电的客户。轮到时由座席先接起，再呼叫客户；未接通的十分钟后再试，共三次。",
  empty: "没有等待回呼的客户",
  emptyText: "客户在排队时按键选择回电，或在网页上请求回电后，会出现在这里。",
  number: "客户号码",
  queue: "队列",
  source: "来源",
  sources: { flow: "排队中选择", agent: "座席登记", page: "网页" },
  since: "排队起始",
  waited: "已等待",
  attempts: "未接通次数",
  next: "下次呼叫",
  inQueue: "排队中",
  cancel: "取消回呼",
  cancelTitle: "不再回呼 {{number}}？",
};
