// Ends a call of an earlier run of ours that was killed (SPEC.md, UA-36): the peer still talks to nobody, and only a BYE in
// his dialog tells him.

import type { Instant } from "@tellerline/base";
import { Dialog } from "../dialog/dialog.ts";
import { type EndpointCore, finish, formatReason, targetOf } from "./endpoint-core.ts";
import { isReliable, transportOf } from "./flow.ts";
import type { DialogTicket, HangupReason } from "./protocol.ts";

/** Requests of that run that came after the ticket was written have used up numbers. */
const numbersSkipped = 1000;

export function farewell(
  core: EndpointCore,
  ticket: DialogTicket,
  reason: HangupReason | undefined,
  now: Instant,
): void {
  const localCseq = ticket.dialog.localCseq + numbersSkipped;
  const dialog = Dialog.restore({ ...ticket.dialog, localCseq });
  const transport = transportOf(ticket.destination);
  // The connections of that run are gone; a browser has noticed that by itself.
  if (transport === "ws" || transport === "wss") return;
  const lost = "flow" in ticket.destination && isReliable(transport);
  const destination = lost ? targetOf(dialog.nextHop(), transport) : ticket.destination;
  if (destination === undefined) return;
  const bye = dialog.request("BYE");
  finish(core, bye.headers, {});
  if (reason !== undefined) bye.headers.add("reason", formatReason(reason));
  core.transactions.request(bye, destination, { onResponse() {}, onFailure() {} }, now);
}
