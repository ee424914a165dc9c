// An agent says who is called in his place (SW-05).

import type { Forwarding, ForwardTarget } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import { appendAudit } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Centre } from "./centre.ts";
import type { AgentConfig } from "./centre-configuration.ts";
import { maskNumber } from "./mask-number.ts";
import type { Switchboard } from "./switchboard.ts";

export function forwardingHandlers(
  switchboard: Switchboard,
  clock: Clock,
): Handlers<"getMyForwarding" | "setMyForwarding"> {
  const at = ({ tenantId, me }: SignedIn): { centre: Centre; agent: AgentConfig } => {
    const centre = switchboard.centre(tenantId);
    const agent = centre.configuration.agents.get(me.agentId ?? "");
    if (agent === undefined) throw new ProblemError("forbidden", "Your account is not an agent.");
    return { centre, agent };
  };
  return {
    getMyForwarding: ({ session }) => at(session).agent.forwarding,
    setMyForwarding: async ({ session, body }) => {
      const { centre, agent } = at(session);
      check(centre, agent.agentId, body);
      const { tenantId } = centre;
      const detail = { before: described(centre, agent.forwarding), after: described(centre, body) };
      await centre.options.store.inTenant(tenantId, async (tx) => {
        await tx
          .updateTable("agent")
          .set({ forwarding: JSON.stringify(body) })
          .where("id", "=", agent.agentId)
          .execute();
        const deed = { at: clock.now(), actor: session.me.userId, action: "agent.forwarding", subject: agent.agentId };
        await appendAudit(tx, tenantId, { ...deed, detail });
      });
      agent.forwarding = body;
      return body;
    },
  };
}

function check(centre: Centre, agentId: string, forwarding: Forwarding): void {
  const errors = Object.entries(forwarding).flatMap(([field, target]: [string, ForwardTarget | null]) => {
    if (target?.kind !== "agent") return [];
    if (target.agentId === agentId) return [{ field, message: "that is you" }];
    return centre.configuration.agents.has(target.agentId) ? [] : [{ field, message: "there is no such agent" }];
  });
  if (errors.length > 0) throw new ProblemError("invalidRequest", undefined, errors);
}

/** As the audit keeps it: names of colleagues, outside numbers masked. */
function described(centre: Centre, forwarding: Forwarding): Record<string, string> {
  const shown = Object.entries(forwarding).map(([when, target]: [string, ForwardTarget | null]) => {
    if (target === null) return [when, ""];
    if (target.kind === "number") return [when, maskNumber(target.number)];
    return [when, centre.configuration.agents.get(target.agentId)?.name ?? target.agentId];
  });
  return Object.fromEntries(shown) as Record<string, string>;
}
