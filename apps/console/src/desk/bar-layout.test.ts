import { expect, it } from "vitest";
import { defaultBar, mayPutAway, standsInBar, toggled } from "./bar-layout.ts";

it("AG-02 what the agent chose stands in the bar, the rest behind it; answering and hanging up are never put away", () => {
  expect(standsInBar("hold", defaultBar, false)).toBe(true);
  expect(standsInBar("suspend", defaultBar, true)).toBe(false);
  expect(standsInBar("suspend", toggled("suspend", defaultBar), false)).toBe(true);
  expect(standsInBar("hold", toggled("hold", defaultBar), true)).toBe(false);
  expect([mayPutAway("answer"), standsInBar("answer", [], false), mayPutAway("hold")]).toEqual([false, true, true]);
});

it("AG-02 what ends a consultation comes into the bar by itself while it is possible", () => {
  expect(standsInBar("completeTransfer", [], true)).toBe(true);
  expect(standsInBar("completeTransfer", [], false)).toBe(false);
});
