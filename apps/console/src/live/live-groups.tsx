// The centre as a whole, by team and by skill: each figure with its formula (docs/figures.md).

import { getLiveGroups, type LiveGroup } from "@tellerline/sdk";
import { Duration, formatDuration } from "@tellerline/ui";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { useRefreshed } from "./use-refreshed.ts";

/** The server sums when it is asked. */
const refreshMs = 3_000;

const figures = [
  ...(["waiting", "longest", "agentsReady", "agentsTalking", "agentsWrapUp", "agentsNotReady"] as const),
  ...(["agentsSignedIn", "offered", "answered", "abandoned", "averageWait", "serviceLevel"] as const),
  ...(["handled", "occupancy"] as const),
];
type Figure = (typeof figures)[number];

export function LiveGroups() {
  const { t } = useTranslation();
  const query = useRefreshed(["liveGroups"], () => api.call(getLiveGroups), refreshMs);
  return (
    <Loaded query={query}>
      {({ centre, teams, skills }) => (
        <div className="queue-table-box">
          <table className="queue-table group-table" aria-label={t("floor.groups")}>
            <thead>
              <tr>
                <th scope="col">{t("floor.group")}</th>
                {figures.map((figure) => (
                  <th key={figure} scope="col">
                    <Tooltip title={t(`floor.groupFormula.${figure}`)}>
                      <span className="formula group-figure">{t(`floor.groupFigure.${figure}`)}</span>
                    </Tooltip>
                  </th>
                ))}
              </tr>
            </thead>
            <Part rows={[{ ...centre, name: t("floor.centre") }]} />
            <Part title={t("floor.teams")} rows={teams} none={t("floor.noTeams")} />
            <Part title={t("floor.skills")} rows={skills} none={t("floor.noSkills")} />
          </table>
        </div>
      )}
    </Loaded>
  );
}

function Part({ title, rows, none }: { title?: string; rows: readonly LiveGroup[]; none?: string }) {
  return (
    <tbody>
      {title !== undefined && (
        <tr className="group-part">
          <th scope="rowgroup">{title}</th>
          <td colSpan={figures.length}>{rows.length === 0 ? none : ""}</td>
        </tr>
      )}
      {rows.map((group) => (
        <tr key={group.key} data-group={group.name}>
          <th scope="row">{group.name}</th>
          {figures.map((figure) => (
            <td key={figure} data-figure={figure}>
              <FigureText group={group} figure={figure} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function FigureText({ group, figure }: { group: LiveGroup; figure: Figure }): ReactNode {
  const { t } = useTranslation();
  const { count, percent } = useFormats();
  switch (figure) {
    case "waiting":
      return <strong className={group.waiting > 0 ? "is-waiting" : ""}>{count(group.waiting)}</strong>;
    case "longest":
      return group.longestSince === null ? "–" : <Duration since={group.longestSince} label={t("live.longest")} />;
    case "averageWait":
      return group.averageWaitMs === null ? "–" : formatDuration(group.averageWaitMs);
    case "serviceLevel":
    case "occupancy":
      return percent(group[figure]);
    default:
      return count(group[figure]);
  }
}
