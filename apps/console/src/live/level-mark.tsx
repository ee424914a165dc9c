// A figure with its level: coloured, and with a shape and a word where it is not normal.

import { formatDuration, useNow } from "@tellerline/ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Level, type Limit, whenHigh } from "./limits.ts";

export function LevelMark({ level, children }: { level: Level; children: ReactNode }) {
  const { t } = useTranslation();
  if (level === "normal") return children;
  return (
    <span className={`level level-${level}`} data-level={level}>
      <span className="level-word">
        <span aria-hidden="true">{level === "alarm" ? "✖" : "▲"}</span> {t(`floor.level.${level}`)}
      </span>{" "}
      {children}
    </span>
  );
}

/** A duration that ticks, against its limit in seconds. */
export function LimitedDuration({ since, limit, label }: { since: number; limit: Limit | undefined; label: string }) {
  const now = useNow();
  const level = limit === undefined ? "normal" : whenHigh((now - since) / 1000, limit);
  return (
    <LevelMark level={level}>
      <span className="figures" role="timer" aria-label={label}>
        {formatDuration(now - since)}
      </span>
    </LevelMark>
  );
}
