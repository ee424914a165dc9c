// The words of the layout of the softphone bar in English.

import type { barZh } from "./zh-cn-bar.ts";

export const barEn: typeof barZh = { choose: "Choose the buttons of the bar", restore: "Restore defaults" };
