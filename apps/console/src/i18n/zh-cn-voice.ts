// The words of call operations, supervision and forced operations in Chinese.

export const voiceZh = {
  reason: { forced: "班长操作", locked: "已闭锁" },
  endReason: { forced: "强制释放" },
  kind: { supervision: "监听" },
  supervisionMode: { listen: "监听中", coach: "密语中", bargeIn: "插入中" },
  timeline: {
    reconnecting: "{{agentName}} 的话机断开，客户听音乐等待",
    reconnected: "{{agentName}} 的话机恢复",
    supervisionStarted: "{{agentName}} 开始班长监听（{{mode}}）",
    supervisionChanged: "{{agentName}} 改变监听方式（{{mode}}）",
    supervisionEnded: "{{agentName}} 结束班长监听",
    intercepted: "{{agentName}} 拦截，从 {{from}} 接管客户",
  },
  forced: {
    ready: "班长 {{by}} 已将您强制示闲：{{reason}}",
    notReady: "班长 {{by}} 已将您强制示忙：{{reason}}",
    endRest: "班长 {{by}} 已结束您的休息：{{reason}}",
    lock: "班长 {{by}} 已将您闭锁：{{reason}}。解锁前不能改变状态、外呼或签出。",
    unlock: "班长 {{by}} 已解除闭锁：{{reason}}",
    signOut: "班长 {{by}} 已将您强制签出：{{reason}}",
    release: "班长 {{by}} 已强制释放您的通话：{{reason}}",
  },
};
