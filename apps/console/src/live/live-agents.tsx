// Agents as tiles or as a list: filtered, ordered, and in the page only where they are seen.

import type { LiveAgent } from "@tellerline/sdk";
import { PageState } from "@tellerline/ui";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useRight } from "../session/session.ts";
import { NameOrder, selectAgents } from "./agent-selection.ts";
import { AgentRow, AgentTile } from "./agent-tile.tsx";
import { AgentsFilter } from "./agents-filter.tsx";
import { useLiveSettings } from "./live-settings.ts";
import { supervisionByAgent } from "./supervised.ts";
import { useLive } from "./use-live.ts";
import { VirtualGrid } from "./virtual-grid.tsx";

const keyOf = ({ agentId }: LiveAgent) => agentId;

export function LiveAgents() {
  const { t } = useTranslation();
  const agents = useLive("agents");
  const interactions = useLive("interactions");
  const queues = useLive("queues");
  const { filter, order, appearance, stateLimits } = useLiveSettings();
  const mayAct = useRight("supervise");
  const names = useMemo(() => new NameOrder(), []);
  const shown = useMemo(() => selectAgents(agents, filter, order, names), [agents, filter, order, names]);
  const teams = useNames(useMemo(() => [...new Set(agents.map(({ team }) => team))].sort(), [agents]));
  const queueNames = useNames(queues.map(({ name }) => name));
  const supervised = useMemo(() => supervisionByAgent(interactions), [interactions]);
  // A list needs the width.
  const asList = appearance === "list" && !matchMedia("(max-width: 760px)").matches;
  const Drawn = asList ? AgentRow : AgentTile;
  return (
    <>
      <AgentsFilter teams={teams} queues={queueNames} />
      <p className="quiet figures live-shown" role="status">
        {t("floor.shown", { shown: shown.length, count: agents.length })}
      </p>
      {shown.length === 0 ? (
        <PageState kind="empty" title={t("live.noAgents")} />
      ) : (
        <>
          {asList && <ListHead />}
          <VirtualGrid
            items={shown}
            keyOf={keyOf}
            label={t("live.agents")}
            minWidth={asList ? Number.POSITIVE_INFINITY : 216}
            height={asList ? 34 : 104}
          >
            {(agent, { x, y, width, position, of }) => (
              <Drawn
                {...{ agent, x, y, width, position, of, mayAct }}
                limit={stateLimits[agent.state]}
                {...supervised.get(agent.agentId)}
              />
            )}
          </VirtualGrid>
        </>
      )}
    </>
  );
}

/** The same list as long as it says the same; without empty names. */
function useNames(names: readonly string[]): readonly string[] {
  const text = names.filter(Boolean).join("\n");
  return useMemo(() => (text === "" ? [] : text.split("\n")), [text]);
}

function ListHead() {
  const { t } = useTranslation();
  const words = [
    t("live.agent"),
    t("floor.team"),
    t("live.filterState"),
    t("live.since"),
    t("floor.handled"),
    t("floor.averageTalk"),
    t("live.filterQueue"),
  ];
  return (
    <div className="agent-row agent-row-head quiet" aria-hidden="true">
      {words.map((word) => (
        <span key={word}>{word}</span>
      ))}
    </div>
  );
}
