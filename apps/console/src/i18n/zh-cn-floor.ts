// The words of team leaders' work on the live page in Chinese.

export const floorZh = {
  actions: "班长操作",
  actionsOn: "对 {{name}} 的班长操作",
  supervise: { listen: "监听", coach: "密语", bargeIn: "插入", intercept: "拦截", off: "结束监听" },
  move: { front: "移到队首", queue: "移到队列" },
  moved: "已移动",
  force: {
    ready: "强制示闲",
    notReady: "强制示忙",
    endRest: "结束示忙",
    lock: "闭锁",
    unlock: "解除闭锁",
    signOut: "强制签出",
    release: "强制释放",
  },
  reason: "原因（必填）",
  reasonHint: "原因会显示在座席工作台，并记入审计。",
};
