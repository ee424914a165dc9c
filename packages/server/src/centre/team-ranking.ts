// How an agent stands in his team today (AG-09): by what was handled, the shorter average talk first among equals only in
// the order shown, never in the rank.

import type { MyRanking } from "@tellerline/api";
import type { AgentFigures } from "./agent-day.ts";

export interface RankedAgent {
  agentId: string;
  name: string;
  today: AgentFigures;
}

const shownAtMost = 10;

/** @param team everybody of his team, himself among them */
export function teamRanking(team: readonly RankedAgent[], agentId: string): Omit<MyRanking, "team"> {
  const present = team.filter((one) => one.agentId === agentId || hasWorked(one.today));
  const counts = present.map(({ today }) => today.handled).sort((a, b) => b - a);
  const items = present
    .map((one) => ({
      ...{ rank: counts.indexOf(one.today.handled) + 1, name: one.name, own: one.agentId === agentId },
      ...{ handled: one.today.handled, averageTalkMs: averageTalkMs(one.today), occupancy: occupancy(one.today) },
    }))
    .sort((a, b) => a.rank - b.rank || (a.averageTalkMs ?? 0) - (b.averageTalkMs ?? 0) || a.name.localeCompare(b.name));
  return { agents: present.length, items: items.filter(({ own }, place) => own || place < shownAtMost) };
}

function hasWorked({ handled, talkMs, wrapUpMs, readyMs, notReadyMs }: AgentFigures): boolean {
  return handled + talkMs + wrapUpMs + readyMs + notReadyMs > 0;
}

function averageTalkMs({ handled, talkMs }: AgentFigures): number | null {
  return handled === 0 ? null : talkMs / handled;
}

/** Busy time ÷ busy and ready time; not ready counts neither way. */
function occupancy({ talkMs, wrapUpMs, readyMs }: AgentFigures): number | null {
  const busy = talkMs + wrapUpMs;
  return busy + readyMs === 0 ? null : busy / (busy + readyMs);
}
