// A board as it stands on the wall: tiles in rows, digits as large as their tile allows, each coloured by its limits.

import type { CourseTile, FigureTile, LiveQueue, TextTile, WallboardInput } from "@tellerline/sdk";
import { formatDuration, useNow } from "@tellerline/ui";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { useNewlyRed } from "../live/alarm-sound.ts";
import { CourseBars, useDayCourse } from "../live/day-course.tsx";
import { liveBoard } from "../live/use-live.ts";
import { useFormats } from "../shell/use-formats.ts";
import { tileLevel, tileValue, unitOf } from "./tile-value.ts";
import "./wallboards.css";

export interface BoardProps {
  board: Pick<WallboardInput, "columns" | "tiles">;
  /** Called when tiles turn red that were not. */
  onAlarm?(): void;
}

export function Board({ board: { columns, tiles }, onAlarm }: BoardProps) {
  const now = useNow();
  // With the clock, twice a second: nobody reads a wall at every frame, and a tile of several queues counts all agents.
  const [queues, agents] = [liveBoard.list("queues"), liveBoard.list("agents")];
  const shown = tiles.map((tile) => {
    if (tile.kind !== "figure") return { tile, level: "normal" as const };
    const value = tileValue(tile, { queues, agents, now });
    return { tile, value, level: tileLevel(tile, value) };
  });
  const red = shown.flatMap(({ level }, place) => (level === "alarm" ? [String(place)] : []));
  useNewlyRed(red, onAlarm);
  return (
    <ul className="board" style={{ "--columns": columns } as CSSProperties}>
      {shown.map(({ tile, value = null, level }, place) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a tile is its place
          key={place}
          className={`board-tile is-${tile.size}`}
          data-kind={tile.kind}
          data-figure={tile.kind === "figure" ? tile.figure : undefined}
          data-level={level}
        >
          {tile.kind === "text" && <TextTileText tile={tile} />}
          {tile.kind === "course" && <CourseTileBars tile={tile} queues={queues} />}
          {tile.kind === "figure" && <FigureTileText tile={tile} value={value} queues={queues} />}
        </li>
      ))}
    </ul>
  );
}

/** A short text stands in one line; the more is said, the smaller it is written. */
function TextTileText({ tile: { text } }: { tile: TextTile }) {
  // In the preview a tile that has just become one has no text yet.
  const letters = text?.length ?? 0;
  const inLine = letters <= 12 ? Math.max(4, letters) : Math.max(10, Math.sqrt(letters) * 2.4);
  return (
    <p className="board-text" style={{ "--letters": inLine } as CSSProperties}>
      {text}
    </p>
  );
}

function CourseTileBars({ tile: { queueId }, queues }: { tile: CourseTile; queues: readonly LiveQueue[] }) {
  const { t } = useTranslation();
  const course = useDayCourse(queueId ?? undefined);
  const whose =
    queueId === null
      ? t("wallboards.allQueues")
      : (queues.find((queue) => queue.queueId === queueId)?.name ?? t("wallboards.unknownQueues"));
  return (
    <>
      <span className="board-figure">{t("lines.course")}</span>
      {course.data !== undefined && <CourseBars items={course.data.items} />}
      <span className="board-queues" title={whose}>
        {whose}
      </span>
    </>
  );
}

function FigureTileText({
  tile,
  value,
  queues,
}: {
  tile: FigureTile;
  value: number | null;
  queues: readonly LiveQueue[];
}) {
  const { t, i18n } = useTranslation();
  const text = useValueText()(tile, value);
  const names = queues.filter(({ queueId }) => tile.queueIds.includes(queueId)).map(({ name }) => name);
  const whose =
    tile.queueIds.length === 0
      ? t("wallboards.allQueues")
      : listed(names, i18n.language) || t("wallboards.unknownQueues");
  return (
    <>
      <span className="board-figure">{t(`wallboards.figures.${tile.figure}`)}</span>
      <span className="board-value figures" style={{ "--digits": Math.max(3, text.length) } as CSSProperties}>
        {text}
      </span>
      <span className="board-queues" title={whose}>
        {whose}
      </span>
    </>
  );
}

/** The figure as it is read, in its unit. */
function useValueText(): (tile: FigureTile, value: number | null) => string {
  const { count, percent } = useFormats();
  return ({ figure }, value) => {
    if (value === null) return "–";
    switch (unitOf(figure)) {
      case "percent":
        return percent(value / 100);
      case "seconds":
        return formatDuration(value * 1000);
      default:
        return count(value);
    }
  };
}

function listed(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: "unit", style: "short" }).format(names);
}
