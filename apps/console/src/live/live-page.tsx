// The centre now: totals, queues, agents, calls. Kept up to date by events, not by asking again.

import type { Live } from "@tellerline/sdk";
import { StateMark, type Tone } from "@tellerline/ui";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Loaded } from "../shell/loaded.tsx";
import { LiveAgents } from "./live-agents.tsx";
import { LiveInteractions } from "./live-interactions.tsx";
import { LiveQueues } from "./live-queues.tsx";
import { liveTotals } from "./live-totals.ts";
import { useLiveQuery } from "./use-live.ts";
import "./live.css";

export function LivePage() {
  const { t } = useTranslation();
  const query = useLiveQuery();
  return (
    <div className="page live-page">
      <div className="page-head">
        <h1>{t("live.title")}</h1>
        {query.data !== undefined && <Totals live={query.data} />}
      </div>
      <Loaded query={query}>
        {(live) => (
          <>
            <section className="panel">
              <h2>{t("live.queues")}</h2>
              <LiveQueues queues={live.queues} />
            </section>
            <section className="panel">
              <Tabs
                items={[
                  {
                    key: "agents",
                    label: t("live.agents"),
                    children: <LiveAgents agents={live.agents} queues={live.queues.map((queue) => queue.name)} />,
                  },
                  {
                    key: "interactions",
                    label: `${t("live.interactions")} ${live.interactions.length}`,
                    children: <LiveInteractions interactions={live.interactions} />,
                  },
                ]}
              />
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}

const totalTones = { talking: "engaged", ready: "ready", notReady: "notReady" } as const;

function Totals({ live }: { live: Live }) {
  const { t } = useTranslation();
  const totals = liveTotals(live);
  const shown: [keyof typeof totalTones, Tone][] = Object.entries(totalTones) as [keyof typeof totalTones, Tone][];
  return (
    <dl className="totals">
      <div data-total="waiting">
        <dt>{t("live.totals.waiting")}</dt>
        <dd className="figures">{totals.waiting}</dd>
      </div>
      {shown.map(([name, tone]) => (
        <div key={name} data-total={name}>
          <dt>
            <StateMark tone={tone} /> {t(`live.totals.${name}`)}
          </dt>
          <dd className="figures">{totals[name]}</dd>
        </div>
      ))}
      <div>
        <dt>{t("live.totals.signedIn")}</dt>
        <dd className="figures">{totals.signedIn}</dd>
      </div>
    </dl>
  );
}
