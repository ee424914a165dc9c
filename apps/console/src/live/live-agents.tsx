// Agents as a grid of tiles, filtered by state and queue, drawn only where they are seen.

import type { AgentState, ChoosableReason, LiveAgent } from "@tellerline/sdk";
import { Duration, PageState, StateBadge } from "@tellerline/ui";
import { Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AgentActions } from "./leader-actions.tsx";

const states: readonly AgentState[] = ["ready", "reserved", "engaged", "wrapUp", "notReady", "signedOut"];

/** By state in the order above, then by name: a tile moves only when its agent's state changes. */
export function sortAgents(agents: readonly LiveAgent[]): LiveAgent[] {
  return [...agents].sort(
    (a, b) => states.indexOf(a.state) - states.indexOf(b.state) || a.name.localeCompare(b.name, "zh-CN"),
  );
}

export function LiveAgents({ agents, queues }: { agents: readonly LiveAgent[]; queues: readonly string[] }) {
  const { t } = useTranslation();
  const [state, setState] = useState<AgentState>();
  const [queue, setQueue] = useState<string>();
  const [search, setSearch] = useState("");
  const shown = sortAgents(agents).filter(
    (agent) =>
      (state === undefined || agent.state === state) &&
      (queue === undefined || agent.queues.includes(queue)) &&
      agent.name.toLowerCase().includes(search.trim().toLowerCase()),
  );
  return (
    <>
      <search className="live-filter">
        <Input
          allowClear
          placeholder={t("picker.search")}
          aria-label={t("picker.search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Select
          allowClear
          placeholder={t("live.filterState")}
          aria-label={t("live.filterState")}
          value={state ?? null}
          onChange={(value) => setState(value ?? undefined)}
          options={states.map((value) => ({ value, label: t(`state.${value}`) }))}
        />
        <Select
          allowClear
          placeholder={t("live.filterQueue")}
          aria-label={t("live.filterQueue")}
          value={queue ?? null}
          onChange={(value) => setQueue(value ?? undefined)}
          options={queues.map((value) => ({ value, label: value }))}
        />
      </search>
      {shown.length === 0 ? (
        <PageState kind="empty" title={t("live.noAgents")} />
      ) : (
        <ul className="agent-grid">
          {shown.map((agent) => (
            <AgentTile key={agent.agentId} agent={agent} />
          ))}
        </ul>
      )}
    </>
  );
}

function AgentTile({ agent }: { agent: LiveAgent }) {
  const { t } = useTranslation();
  const reason =
    agent.state === "notReady" && agent.reason !== null
      ? t(`reason.${agent.reason as ChoosableReason}`, { defaultValue: agent.reason })
      : "";
  return (
    <li className={`agent-tile tone-${agent.state}`} data-agent={agent.agentId} data-state={agent.state}>
      <strong>{agent.name}</strong>
      <AgentActions agent={agent} />
      <Duration since={agent.since} label={t("live.since")} />
      <StateBadge tone={agent.state}>
        {t(`state.${agent.state}`)} {reason}
      </StateBadge>
      <span className="agent-skills quiet">{[...agent.queues, ...agent.skills].join(" · ")}</span>
    </li>
  );
}
