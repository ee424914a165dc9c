// What an operation's target means now: which colleague, which way to his phone, which queue, which flow.

import type { Operation, Target } from "@tellerline/api";
import { ProblemError } from "../http/problem-error.ts";
import type { Centre } from "./centre.ts";
import { reachAgent } from "./forwarding.ts";
import type { ResolvedTarget } from "./interaction-output.ts";
import type { Switchboard } from "./switchboard.ts";

export interface ResolutionAt {
  switchboard: Switchboard;
  centre: Centre;
  agentId: string;
  interactionId: string;
  operation: Operation;
}

/** The target with the way to it; throws the problem that the agent is to read. */
export function resolveTarget(at: ResolutionAt, target: Target): ResolvedTarget {
  switch (target.kind) {
    case "agent":
      return colleague(at, target.agentId);
    case "queue":
      return queue(at, target.queueId);
    case "number":
      return number(at, target.number);
    case "flow":
      return flow(at, { flowId: target.flowId });
  }
}

function refuse(why: string): ProblemError {
  return new ProblemError("notPossibleNow", why);
}

function colleague({ switchboard, centre, agentId, operation }: ResolutionAt, wanted: string): ResolvedTarget {
  if (operation === "suspend") throw refuse("Only a flow can have the customer meanwhile.");
  if (wanted === agentId) throw refuse("That is you.");
  const seat = centre.seats.get(wanted);
  if (seat === undefined) throw new ProblemError("notFound", "There is no such agent.");
  const found = reachAgent(switchboard.around(centre), wanted, agentId);
  if (found === undefined) throw refuse("This colleague cannot be called now.");
  return found;
}

/** A customer waits in a queue; an agent who asks for help does not: the one of its agents who is ready longest is asked. */
function queue(at: ResolutionAt, queueId: string): ResolvedTarget {
  const { centre, agentId, operation } = at;
  const found = centre.configuration.queues.get(queueId);
  if (found === undefined) throw new ProblemError("notFound", "There is no such queue.");
  if (operation === "transfer") return { kind: "queue", queue: found };
  if (operation === "suspend") throw refuse("Only a flow can have the customer meanwhile.");
  const ready = [...centre.configuration.agents.values()]
    .filter((agent) => agent.agentId !== agentId && agent.queueIds.includes(queueId))
    .flatMap((agent) => centre.seats.get(agent.agentId) ?? [])
    .filter((seat) => seat.state === "ready" && seat.terminalOnline)
    .sort((one, other) => one.since - other.since || one.agentId.localeCompare(other.agentId));
  const [first] = ready;
  if (first === undefined) throw refuse("Nobody of this queue is ready now.");
  return colleague(at, first.agentId);
}

function number(at: ResolutionAt, wanted: string): ResolvedTarget {
  const { switchboard, centre, operation } = at;
  const known = centre.configuration.agentByNumber.get(wanted);
  if (known !== undefined) return colleague(at, known.agentId);
  if (centre.configuration.numbers.has(wanted)) return flow(at, { accessCode: wanted });
  if (operation === "suspend") throw refuse("This is no access code.");
  const target = switchboard.numberTarget(centre, wanted);
  if (target === undefined) throw refuse("No trunk leads to this number now.");
  return { kind: "number", number: wanted, target };
}

function flow(at: ResolutionAt, to: { flowId: string } | { accessCode: string }): ResolvedTarget {
  const { switchboard, centre, interactionId, operation } = at;
  if (operation !== "transfer" && operation !== "suspend") throw refuse("A flow cannot be asked or added.");
  const found = switchboard.flowTarget(centre, interactionId, to);
  if (found === undefined) throw new ProblemError("notFound", "There is no such flow.");
  return found;
}
