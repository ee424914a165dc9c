// One agent, as a tile or as a row of a list; drawn again only when something about him changed.

import { LockOutlined } from "@ant-design/icons";
import type { ChoosableReason, LiveAgent } from "@tellerline/sdk";
import { formatDuration, StateBadge } from "@tellerline/ui";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { averageTalkMs } from "./agent-selection.ts";
import { AgentActions } from "./leader-actions.tsx";
import { LimitedDuration } from "./level-mark.tsx";
import type { Limit } from "./limits.ts";
import type { Supervised } from "./supervised.ts";
import { placed, type TilePlace } from "./virtual-grid.tsx";

type AgentProps = TilePlace & { agent: LiveAgent; limit: Limit | undefined; mayAct: boolean } & Partial<Supervised>;

export const AgentTile = memo(function AgentTile({ agent, limit, mayAct, who, name, mode, ...place }: AgentProps) {
  const { t } = useTranslation();
  const { today, team, queues, skills } = agent;
  const belongs = [team, ...queues, ...skills].filter(Boolean).join(" · ");
  return (
    <li
      className={`agent-tile tone-${agent.state}`}
      data-agent={agent.agentId}
      data-state={agent.state}
      {...placed(place)}
    >
      <span className="agent-name">
        <strong>{agent.name}</strong> <span className="quiet figures">{agent.number}</span>
      </span>
      <LimitedDuration since={agent.since} limit={limit} label={t("live.since")} />
      <State agent={agent} />
      <span className="agent-today quiet figures">
        {t("floor.today", { handled: today.handled, talk: average(agent) })}
      </span>
      {who === undefined || mode === undefined ? (
        <span className="agent-belongs quiet" title={belongs}>
          {belongs}
        </span>
      ) : (
        <Supervision who={who} name={name ?? ""} mode={mode} />
      )}
      {mayAct && <AgentActions agent={agent} />}
    </li>
  );
});

export const AgentRow = memo(function AgentRow({ agent, limit, mayAct, who, name, mode, ...place }: AgentProps) {
  const { t } = useTranslation();
  return (
    <li
      className={`agent-row tone-${agent.state}`}
      data-agent={agent.agentId}
      data-state={agent.state}
      {...placed(place)}
    >
      <span className="agent-name">
        <strong>{agent.name}</strong> <span className="quiet figures">{agent.number}</span>
      </span>
      <span>{agent.team}</span>
      <State agent={agent} />
      <LimitedDuration since={agent.since} limit={limit} label={t("live.since")} />
      <span className="figures">{agent.today.handled}</span>
      <span className="figures">{average(agent)}</span>
      {who === undefined || mode === undefined ? (
        <span className="agent-belongs quiet">{agent.queues.join(" · ")}</span>
      ) : (
        <Supervision who={who} name={name ?? ""} mode={mode} />
      )}
      {mayAct && <AgentActions agent={agent} />}
    </li>
  );
});

function average(agent: LiveAgent): string {
  const ms = averageTalkMs(agent);
  return ms === null ? "–" : formatDuration(ms);
}

function State({ agent: { state, reason, locked } }: { agent: LiveAgent }) {
  const { t } = useTranslation();
  const why =
    state === "notReady" && reason !== null ? t(`reason.${reason as ChoosableReason}`, { defaultValue: reason }) : "";
  return (
    <span className="agent-state-line">
      <StateBadge tone={state}>
        {t(`state.${state}`)} {locked === true ? "" : why}
      </StateBadge>
      {locked === true && (
        <StateBadge tone="alarm">
          <LockOutlined aria-hidden="true" /> {t("floor.locked")}
        </StateBadge>
      )}
    </span>
  );
}

function Supervision({ who, name, mode }: Supervised) {
  const { t } = useTranslation();
  const words = { name, mode: t(`floor.supervise.${mode}`) };
  return (
    <span className="agent-belongs agent-supervised">
      {who === "by" ? t("floor.supervisedBy", words) : t("floor.supervises", words)}
    </span>
  );
}
