// The centre by team, by skill and as a whole (RT-16): computed when it is asked for, from the same counters as the queues'
// figures. Formulas: docs/figures.md, "Teams, skills and the centre".

import { type ServiceLevelFormula, serviceLevel, serviceLevelParts } from "@tellerline/acd";
import type { LiveGroup, LiveGroups, LiveQueue } from "@tellerline/api";
import type { AgentConfig, CentreConfiguration } from "../centre/centre-configuration.ts";
import type { DayFigures, Today } from "../centre/queue-figures.ts";
import type { RunningInteraction } from "../centre/running-interaction.ts";
import type { Seat } from "../centre/seat.ts";

/** What is looked at of a centre. */
export interface Summed {
  configuration: Pick<CentreConfiguration, "agents" | "skills">;
  seats: ReadonlyMap<string, Seat>;
  interactions: Iterable<Pick<RunningInteraction, "asked" | "machine">>;
  queues: readonly LiveQueue[];
  figures: DayFigures;
  now: number;
}

type Staff = Pick<
  LiveGroup,
  "agentsReady" | "agentsTalking" | "agentsWrapUp" | "agentsNotReady" | "agentsSignedIn" | "handled" | "occupancy"
>;
type Waiting = Pick<LiveGroup, "waiting" | "longestSince">;

export function groupSums(centre: Summed): LiveGroups {
  const { configuration, figures, now } = centre;
  const agents = [...configuration.agents.values()];
  const byTeam = Map.groupBy(
    agents.filter(({ team }) => team !== ""),
    ({ team }) => team,
  );
  const waiting = waitingBySkill(centre.interactions);
  return {
    centre: {
      ...{ key: "", name: "", ...staffOf(agents, centre), ...waitingIn(centre.queues) },
      ...counted(sumOf(centre.queues)),
      serviceLevel: together(centre.queues),
    },
    teams: [...byTeam].map(([team, members]) => ({
      ...{ key: team, name: team, ...staffOf(members, centre), ...waitingFor(members, centre.queues) },
      ...judged(figures.of(`team:${team}`, now), "ofAnswered"),
    })),
    skills: configuration.skills.map(({ id, name }) => ({
      ...{ key: id, name, ...(waiting.get(id) ?? { waiting: 0, longestSince: null }) },
      ...staffOf(
        agents.filter(({ skills }) => skills[id] !== undefined),
        centre,
      ),
      ...judged(figures.of(`skill:${id}`, now), "ofAll"),
    })),
  };
}

function staffOf(agents: readonly AgentConfig[], { seats, now }: Summed): Staff {
  const staff = { agentsReady: 0, agentsTalking: 0, agentsWrapUp: 0, agentsNotReady: 0, agentsSignedIn: 0, handled: 0 };
  let [busy, there] = [0, 0];
  for (const { agentId } of agents) {
    const seat = seats.get(agentId);
    if (seat === undefined) continue;
    const today = seat.figures(now);
    busy += today.talkMs + today.wrapUpMs;
    there += today.talkMs + today.wrapUpMs + today.readyMs;
    staff.handled += today.handled;
    if (seat.state === "signedOut") continue;
    staff.agentsSignedIn++;
    if (seat.state === "ready") staff.agentsReady++;
    else if (seat.state === "engaged") staff.agentsTalking++;
    else if (seat.state === "wrapUp") staff.agentsWrapUp++;
    else if (seat.state === "notReady") staff.agentsNotReady++;
  }
  return { ...staff, occupancy: there === 0 ? null : busy / there };
}

/** In the queues that somebody of them serves: each queue once. */
function waitingFor(members: readonly AgentConfig[], queues: readonly LiveQueue[]): Waiting {
  const served = new Set(members.flatMap(({ queueIds }) => queueIds));
  return waitingIn(queues.filter(({ queueId }) => served.has(queueId)));
}

function waitingIn(queues: readonly LiveQueue[]): Waiting {
  const since = queues.flatMap(({ longestSince, waiting }) => (waiting > 0 ? (longestSince ?? []) : []));
  return {
    waiting: queues.reduce((sum, { waiting }) => sum + waiting, 0),
    longestSince: since.length === 0 ? null : Math.min(...since),
  };
}

function waitingBySkill(interactions: Summed["interactions"]): Map<string, Waiting> {
  const result = new Map<string, Waiting>();
  for (const { asked, machine } of interactions) {
    if (asked === undefined || asked.skillIds.length === 0 || machine.liveView().stage !== "queue") continue;
    for (const skillId of asked.skillIds) {
      const before = result.get(skillId);
      const longestSince = Math.min(before?.longestSince ?? asked.since, asked.since);
      result.set(skillId, { waiting: (before?.waiting ?? 0) + 1, longestSince });
    }
  }
  return result;
}

type Counted = Pick<LiveGroup, "offered" | "answered" | "abandoned" | "averageWaitMs">;

function counted({ offered, answered, abandoned, waitMs }: Today): Counted {
  return { offered, answered, abandoned, averageWaitMs: offered === 0 ? null : waitMs / offered };
}

function judged(today: Today, formula: ServiceLevelFormula): Counted & Pick<LiveGroup, "serviceLevel"> {
  return { ...counted(today), serviceLevel: serviceLevel(today, formula) };
}

function sumOf(queues: readonly LiveQueue[]): Today {
  const sum: Today = {
    ...{ offered: 0, answered: 0, abandoned: 0, answeredInTime: 0, abandonedInTime: 0, abandonedShort: 0 },
    ...{ waitMs: 0, longestWaitMs: 0 },
  };
  for (const { today } of queues)
    for (const name of Object.keys(sum) as (keyof Today)[])
      sum[name] = name === "longestWaitMs" ? Math.max(sum[name], today[name]) : sum[name] + today[name];
  return sum;
}

/** Each queue by its own formula: what is met of all that is divided by. */
function together(queues: readonly LiveQueue[]): number | null {
  let [met, all] = [0, 0];
  for (const { today, serviceLevelFormula } of queues) {
    const parts = serviceLevelParts(today, serviceLevelFormula);
    met += parts.met;
    all += parts.counted;
  }
  return all === 0 ? null : met / all;
}
