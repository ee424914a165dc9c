// The words of trunks, flows and the course of the day on the live page in Chinese.

export const linesZh = {
  trunks: "中继",
  trunk: "中继",
  noTrunks: "没有中继",
  load: "通道占用",
  since: "统计起点",
  figure: {
    busyIn: "呼入中",
    busyOut: "呼出中",
    peak: "峰值",
    callsIn: "今日呼入",
    callsOut: "今日呼出",
    refused: "无空闲通道被拒",
  },
  flows: "流程",
  noFlows: "没有已发布的流程",
  callers: "{{shown}} 人",
  longest: "最长停留",
  nobody: "当前无人",
  course: "今日走势",
  courseHint: "已结束的呼叫与会话，按开始时间每半小时一格",
  nobodyToday: "今天还没有结束的呼叫或会话",
  offered: "进入队列",
  part: { answered: "已接听", abandoned: "已放弃", other: "其他" },
};
