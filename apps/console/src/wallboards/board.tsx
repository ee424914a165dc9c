// A board as it stands on the wall: tiles in rows, digits as large as their tile allows, each coloured by its limits.

import type { LiveQueue, WallboardInput, WallboardTile } from "@tellerline/sdk";
import { formatDuration, useNow } from "@tellerline/ui";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { useNewlyRed } from "../live/alarm-sound.ts";
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
    const value = tileValue(tile, { queues, agents, now });
    return { tile, value, level: tileLevel(tile, value) };
  });
  const red = shown.flatMap(({ level }, place) => (level === "alarm" ? [String(place)] : []));
  useNewlyRed(red, onAlarm);
  return (
    <ul className="board" style={{ "--columns": columns } as CSSProperties}>
      {shown.map(({ tile, value, level }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tile is its place
        <li key={place} className={`board-tile is-${tile.size}`} data-figure={tile.figure} data-level={level}>
          <TileText tile={tile} value={value} queues={queues} />
        </li>
      ))}
    </ul>
  );
}

function TileText({
  tile,
  value,
  queues,
}: {
  tile: WallboardTile;
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
function useValueText(): (tile: WallboardTile, value: number | null) => string {
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
