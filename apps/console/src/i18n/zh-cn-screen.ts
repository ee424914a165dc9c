// The words of a watched screen in Chinese.

export const screenZh = {
  watch: "屏幕监视",
  hint: "实时显示该座席正在使用的控制台页面，密码不会显示，内容不保存。开始、结束与原因记入审计。",
  connecting: "正在连接…",
  refused: "不能监视：您没有权限，或会话已结束。请关闭后重试。",
  noPage: "该座席没有打开控制台页面",
  waiting: "正在等待座席的画面…",
};
