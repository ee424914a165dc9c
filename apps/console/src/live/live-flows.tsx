// Where in the flows callers are now: each flow with its steps in which somebody is, the fullest first.

import { type LiveFlows as Flows, getLiveFlows } from "@tellerline/sdk";
import { Duration, PageState } from "@tellerline/ui";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { useRefreshed } from "./use-refreshed.ts";

const refreshMs = 3_000;

export function LiveFlows() {
  const { t } = useTranslation();
  const query = useRefreshed(["liveFlows"], () => api.call(getLiveFlows), refreshMs);
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <PageState kind="empty" title={t("lines.noFlows")} />
        ) : (
          <ul className="live-flows">
            {items.map((flow) => (
              <LiveFlow key={flow.flowId} flow={flow} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function LiveFlow({ flow: { name, version, count: all, steps } }: { flow: Flows["items"][number] }) {
  const { t } = useTranslation();
  const { count } = useFormats();
  return (
    <li data-flow={name}>
      <h3>
        {name} <span className="quiet">v{version}</span>{" "}
        <strong className="figures">{t("lines.callers", { count: all, shown: count(all) })}</strong>
      </h3>
      {steps.length === 0 ? (
        <p className="quiet">{t("lines.nobody")}</p>
      ) : (
        <ol>
          {steps.map((step) => (
            <li key={step.nodeId} data-step={step.nodeId}>
              <span>{step.label}</span>
              <span className="flow-bar" style={{ inlineSize: `${(100 * step.count) / all}%` }} />
              <strong className="figures">{count(step.count)}</strong>
              <span className="quiet">
                {t("lines.longest")} <Duration since={step.longestSince} label={t("lines.longest")} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}
