// The figures of a queue: how each is read, drawn against its limit, and compared.

import type { LiveQueue } from "@tellerline/sdk";
import { formatDuration } from "@tellerline/ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../shell/use-formats.ts";
import { LevelMark, LimitedDuration } from "./level-mark.tsx";
import { type QueueLimits, whenHigh, whenLow } from "./limits.ts";

export const queueFigures = [
  ...(["waiting", "longest", "expectedWait", "ready", "talking", "notReady", "signedIn"] as const),
  ...(["offered", "answered", "abandoned", "averageWait", "longestToday", "serviceLevel"] as const),
];
export type QueueFigure = (typeof queueFigures)[number];

/** The figure as a number that orders queues; what is not known comes before everything. */
export function figureValue(queue: LiveQueue, figure: QueueFigure): number {
  const { today } = queue;
  switch (figure) {
    case "waiting":
      return queue.waiting;
    case "longest":
      // The earlier it began, the longer it is.
      return queue.waiting === 0 || queue.longestSince === null ? Number.NEGATIVE_INFINITY : -queue.longestSince;
    case "expectedWait":
      return queue.expectedWaitMs ?? -1;
    case "ready":
      return queue.agentsReady;
    case "talking":
      return queue.agentsTalking;
    case "notReady":
      return queue.agentsNotReady;
    case "signedIn":
      return queue.agentsSignedIn;
    case "averageWait":
      return today.offered === 0 ? -1 : today.waitMs / today.offered;
    case "longestToday":
      return today.longestWaitMs;
    case "serviceLevel":
      return queue.serviceLevel ?? -1;
    default:
      return today[figure];
  }
}

/** The figure as it is read, with its level where it has limits. */
export function QueueFigureText({
  queue,
  figure,
  limits,
}: {
  queue: LiveQueue;
  figure: QueueFigure;
  limits: QueueLimits;
}): ReactNode {
  const { t } = useTranslation();
  const { count, percent } = useFormats();
  switch (figure) {
    case "waiting":
      return (
        <LevelMark level={whenHigh(queue.waiting, limits.waiting)}>
          <strong className={queue.waiting > 0 ? "is-waiting" : ""}>{count(queue.waiting)}</strong>
        </LevelMark>
      );
    case "longest":
      return queue.longestSince === null || queue.waiting === 0 ? (
        "–"
      ) : (
        <LimitedDuration since={queue.longestSince} limit={limits.longestWait} label={t("live.longest")} />
      );
    case "expectedWait":
      return <ExpectedWait queue={queue} />;
    case "averageWait":
      return queue.today.offered === 0 ? "–" : formatDuration(figureValue(queue, figure));
    case "longestToday":
      return queue.today.offered === 0 ? "–" : formatDuration(queue.today.longestWaitMs);
    case "serviceLevel":
      return (
        <LevelMark level={whenLow(queue.serviceLevel === null ? null : queue.serviceLevel * 100, limits.serviceLevel)}>
          <span title={t(`admin.serviceLevelFormula.${queue.serviceLevelFormula}`)}>{percent(queue.serviceLevel)}</span>
        </LevelMark>
      );
    default:
      return count(figureValue(queue, figure));
  }
}

/** With what it was off by lately: a number alone would promise more than anybody knows. */
function ExpectedWait({ queue: { expectedWaitMs, expectedWaitErrorMs } }: { queue: LiveQueue }): ReactNode {
  if (expectedWaitMs === null) return "–";
  const off = expectedWaitMs > 0 && expectedWaitErrorMs !== null ? expectedWaitErrorMs : undefined;
  return (
    <>
      {formatDuration(expectedWaitMs)}
      {off !== undefined && <small className="is-margin"> ±{formatDuration(off)}</small>}
    </>
  );
}

const floorFigures = ["talking", "notReady", "longestToday"] as const;

/** The figure's word and what it is made of. */
export function useFigureWords(): (figure: QueueFigure) => { word: string; formula: string } {
  const { t } = useTranslation();
  return (figure) => {
    const own = floorFigures.find((one) => one === figure);
    if (own !== undefined) return { word: t(`floor.figure.${own}`), formula: t(`floor.formula.${own}`) };
    const live = figure as Exclude<QueueFigure, (typeof floorFigures)[number]>;
    return { word: t(`live.${live}`), formula: t(`live.formula.${live}`) };
  };
}
