// The note of an interaction: one, whoever writes it, saved while he types (AG-06). Its version keeps two writers apart.

import type { Clock } from "@tellerline/base";
import { instant, type Store } from "@tellerline/store";
import type { Switchboard } from "../centre/switchboard.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { type Access, accessTo, requireSight } from "./interaction-access.ts";
import { readNote, writeNote } from "./interaction-note.ts";

export interface NoteHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  switchboard: Switchboard;
  events: Pick<EventHub, "publish">;
}

export function noteHandlers(options: NoteHandlerOptions): Handlers<"getInteractionNote" | "saveInteractionNote"> {
  const { store, clock, switchboard, events } = options;
  return {
    getInteractionNote: ({ session, params }) => {
      const interactionId = params.interactionId as string;
      const access = accessTo(switchboard, session, interactionId);
      return store.inTenant(session.tenantId, async (tx) => {
        await requireSight(tx, session, access, interactionId);
        return readNote(tx, interactionId);
      });
    },
    saveInteractionNote: async ({ session, params, body, version }) => {
      const interactionId = params.interactionId as string;
      const access = accessTo(switchboard, session, interactionId);
      if (!access.sees) throw new ProblemError("notFound", "This interaction is not on your desk.");
      if (!access.serves && !access.wrapsUp)
        throw new ProblemError("notPossibleNow", "Only who serves or wraps up an interaction writes its note.");
      if (version === undefined || !Number.isSafeInteger(version) || version < 0)
        throw new ProblemError("invalidRequest", "If-Match must carry the version that was read; 0 if there was none.");
      const { tenantId, me } = session;
      const note = await store.inTenant(tenantId, async (tx) => {
        const author = { author_id: me.userId, author_name: me.name, at: instant(clock.now()) };
        await writeNote(
          tx,
          { tenant_id: tenantId, interaction_id: interactionId, text: body.text, ...author },
          version,
        );
        return readNote(tx, interactionId);
      });
      for (const userId of new Set([me.userId, ...audience(access)]))
        events.publish(tenantId, { userId }, { type: "note.changed", data: note });
      return note;
    },
  };
}

/** Whoever has it on his desk. */
function audience({ centre, running }: Access): string[] {
  return (running?.machine.takingPart ?? []).flatMap((id) => centre.configuration.agents.get(id)?.userId ?? []);
}
