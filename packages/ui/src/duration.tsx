// A duration that ticks: up from a moment, or down to one.

import { useNow } from "./clock.ts";
import { formatDuration } from "./format-duration.ts";

export interface DurationProps {
  /** Counts up from here (server time, ms). */
  since?: number;
  /** Counts down to here. */
  until?: number;
  label?: string;
}

export function Duration({ since, until, label }: DurationProps) {
  const now = useNow();
  const ms = until === undefined ? now - (since ?? now) : until - now + 999;
  return (
    <span className="figures" role="timer" aria-label={label}>
      {formatDuration(ms)}
    </span>
  );
}
