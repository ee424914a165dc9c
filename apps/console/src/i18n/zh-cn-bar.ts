// The words of the layout of the softphone bar in Chinese.

export const barZh = { choose: "选择软电话条上的按钮", restore: "恢复默认" };
