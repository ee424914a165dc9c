// The centre now: totals, queues, agents, calls and chats. Kept up to date by events, not by asking again.

import { ControlOutlined, SoundFilled, SoundOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { StateMark, type Tone, useNow } from "@tellerline/ui";
import { Button, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "../shell/loaded.tsx";
import { useAlarmSound, useNewlyRed } from "./alarm-sound.ts";
import { DayCourse } from "./day-course.tsx";
import { LeaderDialogs } from "./leader-dialogs.tsx";
import { LimitsDialog } from "./limits-dialog.tsx";
import { LiveAgents } from "./live-agents.tsx";
import { LiveFlows } from "./live-flows.tsx";
import { LiveGroups } from "./live-groups.tsx";
import { LiveInteractions } from "./live-interactions.tsx";
import { LiveQueues } from "./live-queues.tsx";
import { limitsOf, useLiveSettings } from "./live-settings.ts";
import { alarms, liveTotals } from "./live-totals.ts";
import { LiveTrunks } from "./live-trunks.tsx";
import { useLive, useLiveQuery } from "./use-live.ts";
import "./live.css";

export function LivePage() {
  const { t } = useTranslation();
  const query = useLiveQuery();
  const [settingLimits, setSettingLimits] = useState(false);
  return (
    <div className="page live-page">
      <div className="page-head">
        <h1>{t("live.title")}</h1>
        <Button size="small" icon={<ControlOutlined />} onClick={() => setSettingLimits(true)}>
          {t("floor.limits.title")}
        </Button>
        <Link to="/call-backs">{t("callBacks.title")}</Link>
        <Link to="/seat-map">{t("seatMap.link")}</Link>
        <Link to="/wallboards">{t("admin.wallboards")}</Link>
        {query.data !== undefined && <Totals />}
      </div>
      <Loaded query={query}>
        {() => (
          <>
            <section className="panel">
              <h2>{t("live.queues")}</h2>
              <LiveQueues />
            </section>
            <section className="panel">
              <Tabs
                // A tab that gets the focus as it is pressed is scrolled into sight, away from under the pointer, and not chosen.
                onMouseDown={(event) => {
                  if (event.target instanceof Element && event.target.closest(".ant-tabs-tab")) event.preventDefault();
                }}
                destroyOnHidden
                items={[
                  { key: "agents", label: t("live.agents"), children: <LiveAgents /> },
                  { key: "interactions", label: <InteractionsLabel />, children: <LiveInteractions /> },
                  { key: "groups", label: t("floor.groups"), children: <LiveGroups /> },
                  { key: "trunks", label: t("lines.trunks"), children: <LiveTrunks /> },
                  { key: "flows", label: t("lines.flows"), children: <LiveFlows /> },
                  { key: "course", label: t("lines.course"), children: <DayCourse /> },
                ]}
              />
            </section>
          </>
        )}
      </Loaded>
      <LeaderDialogs />
      {settingLimits && <LimitsDialog onClose={() => setSettingLimits(false)} />}
    </div>
  );
}

function InteractionsLabel() {
  const { t } = useTranslation();
  const { length } = useLive("interactions");
  return (
    <>
      {t("live.interactions")} <span className="figures">{length}</span>
    </>
  );
}

const totalTones = { talking: "engaged", ready: "ready", notReady: "notReady" } as const;

function Totals() {
  const { t } = useTranslation();
  const queues = useLive("queues");
  const agents = useLive("agents");
  const settings = useLiveSettings();
  const now = useNow();
  const totals = liveTotals(queues, agents);
  const over = alarms(
    { queues, agents },
    { of: (queueId) => limitsOf(queueId, settings), states: settings.stateLimits },
    now,
  );
  const sound = useAlarmSound();
  useNewlyRed(over, sound.play);
  const shown = Object.entries(totalTones) as [keyof typeof totalTones, Tone][];
  return (
    <dl className="totals">
      <div data-total="alarms" className={over.length > 0 ? "is-over" : ""}>
        <dt>
          <StateMark tone={over.length > 0 ? "alarm" : "signedOut"} /> {t("floor.limits.over")}
        </dt>
        <dd className="figures" role="status">
          {over.length}
        </dd>
        <dd>
          <Button
            type="text"
            size="small"
            icon={sound.isOn ? <SoundFilled /> : <SoundOutlined />}
            aria-pressed={sound.isOn}
            aria-label={t("floor.limits.sound")}
            title={t("floor.limits.soundHint")}
            onClick={sound.toggle}
          />
        </dd>
      </div>
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
      <div data-total="signedIn">
        <dt>{t("live.totals.signedIn")}</dt>
        <dd className="figures">{totals.signedIn}</dd>
      </div>
    </dl>
  );
}
