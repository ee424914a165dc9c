// What an interaction is to somebody: he serves it, wraps it up, only sees it, or has nothing to do with it.

import type { TenantTransaction } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import type { Centre } from "../centre/centre.ts";
import type { RunningInteraction } from "../centre/running-interaction.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import { requireRecord } from "../records/record-handlers.ts";

export interface Access {
  centre: Centre;
  /** While it goes on. */
  running: RunningInteraction | undefined;
  /** He talks in it: it does not merely ring, and he is no supervisor. */
  serves: boolean;
  /** It is over for him and not classed yet. */
  wrapsUp: boolean;
  /** It is on his desk, or goes on and he may read everybody's. */
  sees: boolean;
}

export function accessTo(switchboard: Switchboard, session: SignedIn, interactionId: string): Access {
  const centre = switchboard.centre(session.tenantId);
  const agentId = session.me.agentId ?? "";
  const running = centre.interactions.get(interactionId);
  const seat = centre.seats.get(agentId);
  const view = running?.machine.deskView({ agentId, browser: false, mayUnmask: false }, []);
  const serves = view !== undefined && view.kind !== "supervision" && view.answeredAt !== null;
  const last = seat?.state === "wrapUp" && seat.wrapUp?.interactionId === interactionId;
  const wrapsUp = last || seat?.unfiled.has(interactionId) === true;
  const all = running !== undefined && session.rights.has("records.read");
  return { centre, running, serves, wrapsUp, sees: view !== undefined || wrapsUp || all };
}

/** Throws `notFound` unless he sees it on his desk or may read its record. */
export async function requireSight(tx: TenantTransaction, session: SignedIn, { sees }: Access, interactionId: string) {
  if (!sees) await requireRecord(tx, session, interactionId);
}
