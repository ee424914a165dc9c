// The routes of lost calls (RT-09): listed for the agents of their queues, called back by one of them at a time.

import type { LostCall } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import { refuseLocked } from "../centre/desk-handlers.ts";
import { freeForCall } from "../centre/free-for-call.ts";
import { maskNumber } from "../centre/mask-number.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { claimLostCall, dropClaim, type LostCallOf, listed, readLostCalls } from "./lost-call-rows.ts";

export interface LostCallHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  switchboard: Switchboard;
  events: Pick<EventHub, "publish">;
}

export function lostCallHandlers(options: LostCallHandlerOptions): Handlers<"listLostCalls" | "callBackLostCall"> {
  const { store, clock, switchboard, events } = options;
  return {
    listLostCalls: async ({ session }) => {
      const queueIds = queuesOf(switchboard, session);
      const found = await store.inTenant(session.tenantId, (tx) => readLostCalls(tx, clock.now(), queueIds));
      return { items: found.slice(0, listed).map((lost) => seenBy(session, lost)), more: found.length > listed };
    },
    callBackLostCall: async ({ session, params }) => {
      const interactionId = params.interactionId as string;
      const { tenantId } = session;
      const { centre, agent } = agentOf(switchboard, session);
      const seat = centre.seats.get(agent.agentId);
      if (seat !== undefined) refuseLocked(seat);
      if (!freeForCall(centre, agent.agentId))
        throw new ProblemError("notPossibleNow", "Finish the present call first.");
      const queueIds = queuesOf(switchboard, session);
      const lost = await store.inTenant(tenantId, async (tx) => {
        const [one] = await readLostCalls(tx, clock.now(), queueIds, interactionId);
        if (one === undefined) throw new ProblemError("notFound", "This customer has been spoken to, or is not yours.");
        const mine = await claimLostCall(tx, tenantId, clock.now(), interactionId, {
          id: agent.agentId,
          name: agent.name,
        });
        if (!mine)
          throw new ProblemError("notPossibleNow", `${one.claimedBy ?? "A colleague"} is calling back already.`);
        return one;
      });
      const dialled = switchboard.dial(centre, agent.agentId, { kind: "number", number: lost.customerNumber });
      if (!dialled) await store.inTenant(tenantId, (tx) => dropClaim(tx, interactionId, agent.agentId));
      events.publish(tenantId, { right: "agent.work" }, { type: "lostCalls.changed", data: {} });
      if (!dialled) throw new ProblemError("notPossibleNow", "Your phone or the called one cannot be reached now.");
      return seenBy(session, { ...lost, claimedBy: agent.name, claimedAt: clock.now() });
    },
  };
}

function agentOf(switchboard: Switchboard, { tenantId, me }: SignedIn) {
  const centre = switchboard.centre(tenantId);
  const agent = me.agentId === null ? undefined : centre.configuration.agents.get(me.agentId);
  if (agent === undefined) throw new ProblemError("forbidden", "Your account is not an agent.");
  return { centre, agent };
}

/** Who reads all records sees all queues; everybody else those he serves. */
function queuesOf(switchboard: Switchboard, session: SignedIn): readonly string[] | undefined {
  if (session.rights.has("records.read")) return undefined;
  return [...agentOf(switchboard, session).agent.queueIds];
}

function seenBy(session: SignedIn, { claimedByAgentId: _agentId, ...lost }: LostCallOf): LostCall {
  if (session.rights.has("customers.unmask")) return lost;
  return { ...lost, customerNumber: maskNumber(lost.customerNumber) };
}
