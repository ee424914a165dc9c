// How full the trunks are, and whether what is behind them answers.

import { getLiveTrunks, type LiveTrunks as Trunks } from "@tellerline/sdk";
import { PageState, StateBadge } from "@tellerline/ui";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { useRefreshed } from "./use-refreshed.ts";

type Trunk = Trunks["items"][number];

const refreshMs = 3_000;
const tones = { up: "ready", down: "alarm", unknown: "signedOut" } as const;
const figures = ["busyIn", "busyOut", "peak", "callsIn", "callsOut", "refused"] as const;

export function LiveTrunks() {
  const { t } = useTranslation();
  const query = useRefreshed(["liveTrunks"], () => api.call(getLiveTrunks), refreshMs);
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <PageState kind="empty" title={t("lines.noTrunks")} />
        ) : (
          <div className="queue-table-box">
            <table className="queue-table lines-table" aria-label={t("lines.trunks")}>
              <thead>
                <tr>
                  <th scope="col">{t("lines.trunk")}</th>
                  <th scope="col">{t("admin.field.status")}</th>
                  <th scope="col">{t("lines.load")}</th>
                  {figures.map((figure) => (
                    <th key={figure} scope="col">
                      {t(`lines.figure.${figure}`)}
                    </th>
                  ))}
                  <th scope="col">{t("lines.since")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((trunk) => (
                  <TrunkRow key={trunk.trunkId} trunk={trunk} />
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Loaded>
  );
}

function TrunkRow({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const { count, time } = useFormats();
  const { name, status, channels, busyIn, busyOut, since } = trunk;
  const busy = busyIn + busyOut;
  return (
    <tr data-trunk={name}>
      <th scope="row">{name}</th>
      <td>
        <StateBadge tone={tones[status]}>{t(`admin.trunkStatus.${status}`)}</StateBadge>
      </td>
      <td>
        <span className="line-load">
          <meter min={0} max={channels} high={channels * 0.8} optimum={0} value={busy} aria-label={t("lines.load")} />
          <span className="figures">
            {count(busy)} / {count(channels)}
          </span>
        </span>
      </td>
      {figures.map((figure) => (
        <td key={figure} data-figure={figure}>
          {figure === "refused" && trunk.refused > 0 ? (
            <strong className="is-refused">{count(trunk.refused)}</strong>
          ) : (
            count(trunk[figure])
          )}
        </td>
      ))}
      <td className="quiet">{time(since)}</td>
    </tr>
  );
}
