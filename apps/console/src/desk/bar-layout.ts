// Which operations stand in the softphone bar and which behind 更多: chosen by the agent, kept for his browser.

import type { HotKeyAction } from "./hot-keys.ts";

/** Never put away: without them a call could not be taken or ended. */
const fixed: readonly HotKeyAction[] = ["answer", "hangUp", "sendDigits"];
/** Those of a consultation come into the bar by themselves while they are possible. */
const passing: readonly HotKeyAction[] = ["alternate", "completeTransfer", "cancelConsult", "threeWay"];

export const defaultBar: readonly HotKeyAction[] = ["dial", "reject", "hold", "mute", "consult", "transfer", "pickUp"];

export function mayPutAway(action: HotKeyAction): boolean {
  return !fixed.includes(action);
}

/** Whether the button stands in the bar now. @param chosen what the agent wants there, besides what is always there */
export function standsInBar(action: HotKeyAction, chosen: readonly string[], possible: boolean): boolean {
  return fixed.includes(action) || chosen.includes(action) || (possible && passing.includes(action));
}

/** The choice with one more or one less. */
export function toggled(action: HotKeyAction, chosen: readonly string[]): string[] {
  return chosen.includes(action) ? chosen.filter((one) => one !== action) : [...chosen, action];
}
