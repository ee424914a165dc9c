// What every part of the bar is drawn from.

import type { BarDesk } from "./bar-desk.ts";
import type { Words } from "./words.ts";

export interface PartProps {
  desk: BarDesk;
  say: Words;
}
