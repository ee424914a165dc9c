// Supervision of a running interaction as the routes ask for it, whatever its channel; and how a call does it.

import type { SupervisionWish, SupervisorView } from "@tellerline/api";
import { appendAudit, type Store } from "@tellerline/store";
import type { FloorRefusal } from "../floor/floor-refusal.ts";
import type { Interaction } from "./interaction.ts";
import type { InteractionEvent } from "./interaction-event.ts";
import type { InteractionInput } from "./interaction-output.ts";
import type { AgentRef } from "./interaction-state.ts";
import { supervisorView } from "./live-view.ts";
import { supervisionRefusal, supervisorOf } from "./supervision.ts";

/** What a channel offers to team leaders. */
export interface Supervision {
  /** Why the wish cannot be fulfilled now; undefined if it can. */
  refusal(agentId: string, wish: SupervisionWish): FloorRefusal | undefined;
  /** Fulfils it; `refusal` was asked before, and everything may have changed since. */
  obey(agentId: string, wish: SupervisionWish, reason: string | undefined): void;
  /** His supervision of this interaction. */
  of(agentId: string): SupervisorView | undefined;
}

/** @param reach the way to an agent's phone; undefined while there is none. */
export function callSupervision(
  machine: Interaction,
  runner: { handle(input: InteractionInput): void },
  reach: (agentId: string) => AgentRef | undefined,
): Supervision {
  return {
    refusal: (agentId, wish) => {
      const refused = supervisionRefusal(machine.state, agentId, wish);
      if (refused !== undefined || wish === "off") return refused;
      return reach(agentId) === undefined ? "terminalAway" : undefined;
    },
    obey: (agentId, wish, reason) => {
      // Who cannot be reached any more can still leave.
      const own = supervisorOf(machine.state, agentId);
      const agent = reach(agentId) ?? (own === undefined ? undefined : unreachable(own));
      if (agent !== undefined)
        runner.handle({ type: "supervise", agent, wish, ...(reason === undefined ? {} : { reason }) });
    },
    of: (agentId) => {
      const supervisor = supervisorOf(machine.state, agentId);
      return supervisor === undefined ? undefined : supervisorView(supervisor);
    },
  };
}

function unreachable({ agentId, label }: { agentId: string; label: string }): AgentRef {
  const nowhere = { invite: { aor: "" }, requestUri: "", from: "", to: "", media: "rtp" as const };
  return { agentId, name: label, target: nowhere };
}

/** The end of a supervision that nobody asked for by the route: the audit knows how long every supervision lasted. */
export function supervisionEndAudit(
  store: Pick<Store, "inTenant">,
  at: { tenantId: string; interactionId: string; now: number; actor: string },
  event: Extract<InteractionEvent, { type: "supervisionEnded" }>,
): Promise<void> {
  const { tenantId, interactionId, now, actor } = at;
  const detail = { mode: event.mode, reason: event.reason };
  return store.inTenant(tenantId, (tx) =>
    appendAudit(tx, tenantId, { at: now, actor, action: "supervision.ended", subject: interactionId, detail }),
  );
}
