// The routes of attached data (AG-06).

import type { AnswerOf } from "@tellerline/api";
import type { Store, TenantTransaction } from "@tellerline/store";
import type { InteractionEvent } from "../centre/interaction-event.ts";
import type { RunningInteraction } from "../centre/running-interaction.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { attachRefusal, foldData } from "./attached-data.ts";
import { accessTo, requireSight } from "./interaction-access.ts";

export function attachedDataHandlers(
  store: Pick<Store, "inTenant">,
  switchboard: Switchboard,
): Handlers<"getAttachedData" | "attachData"> {
  return {
    getAttachedData: ({ session, params }) => {
      const interactionId = params.interactionId as string;
      const access = accessTo(switchboard, session, interactionId);
      return store.inTenant(session.tenantId, async (tx) => {
        await requireSight(tx, session, access, interactionId);
        if (access.running !== undefined) return dataOf(access.running);
        return { interactionId, ...(await recordedData(tx, interactionId)) };
      });
    },
    attachData: ({ session, params, body }) => {
      const interactionId = params.interactionId as string;
      const { running, serves, sees } = accessTo(switchboard, session, interactionId);
      if (!sees) throw new ProblemError("notFound", "This interaction is not on your desk.");
      if (running === undefined || !serves)
        throw new ProblemError("notPossibleNow", "Only who serves a running interaction can attach data to it.");
      const refused = attachRefusal(running.machine.attributes, body.set);
      if (refused !== undefined) throw new ProblemError("notPossibleNow", refused);
      const { agentId, name: agentName } = session.me;
      running.runner.handle({ type: "attach", agentId: agentId ?? "", agentName, set: body.set });
      return dataOf(running);
    },
  };
}

function dataOf({ machine, entries }: RunningInteraction): AnswerOf<"getAttachedData"> {
  return { interactionId: machine.head.interactionId, ...foldData(entries) };
}

/** Of an interaction that is over. */
export async function recordedData(tx: TenantTransaction, interactionId: string): Promise<ReturnType<typeof foldData>> {
  const rows = await tx
    .selectFrom("journal")
    .select(["at", "event"])
    .where("stream", "=", interactionId)
    .orderBy("sequence")
    .execute();
  return foldData(rows.map(({ at, event }) => ({ at, event: event as InteractionEvent })));
}
