// Who is called in an agent's place (SW-05: forward always, busy, no answer; SPEC.md, IN-32). It holds for calls to the agent
// himself: dialled, consulted, transferred or invited. What a queue offers is the router's to pass on.
//
//   wanted ─ always ─▶ its target      in a call ─ busy ─▶ its target      cannot be reached, does not answer ─ noAnswer ─▶ …

import type { Forwarding, ForwardTarget } from "@tellerline/api";
import type { PartyTarget } from "@tellerline/voice";
import type { Centre } from "./centre.ts";
import { freeForCall } from "./free-for-call.ts";
import type { Callable } from "./interaction-state.ts";

/** A forward may lead to somebody who forwards; further than this nobody is followed. */
const mostForwards = 3;

export const noForwarding: Forwarding = { always: null, busy: null, noAnswer: null };

interface Around {
  centre: Centre;
  numberTarget(number: string): PartyTarget | undefined;
}

/**
 * Whom to call who calls `agentId`, and whom then if he is busy after all or does not answer; undefined: nobody.
 * @param caller an agent, who is not called himself
 */
export function reachAgent(around: Around, agentId: string, caller: string): Callable | undefined {
  return follow(around, agentId, new Set([caller]));
}

function follow(around: Around, agentId: string, passed: ReadonlySet<string>): Callable | undefined {
  const { centre } = around;
  const forwarding = centre.configuration.agents.get(agentId)?.forwarding;
  if (forwarding === undefined || passed.has(agentId) || passed.size > mostForwards) return undefined;
  const beyond = new Set([...passed, agentId]);
  const to = (target: ForwardTarget | null) => (target === null ? undefined : resolve(around, target, beyond));
  if (forwarding.always !== null) return to(forwarding.always);
  const agent = centre.views.reach(agentId);
  const free = freeForCall(centre, agentId);
  if (agent === undefined || !free) return to(inCall(centre, agentId) ? forwarding.busy : forwarding.noAnswer);
  const [busy, noAnswer] = [to(forwarding.busy), to(forwarding.noAnswer)];
  return {
    ...{ kind: "agent", agent },
    ...(busy === undefined && noAnswer === undefined ? {} : { otherwise: { busy, noAnswer } }),
  };
}

function resolve(around: Around, target: ForwardTarget, passed: ReadonlySet<string>): Callable | undefined {
  if (target.kind === "agent") return follow(around, target.agentId, passed);
  const outside = around.numberTarget(target.number);
  return outside === undefined ? undefined : { kind: "number", number: target.number, target: outside };
}

function inCall(centre: Centre, agentId: string): boolean {
  const state = centre.seats.get(agentId)?.state;
  return state === "engaged" || state === "reserved";
}
