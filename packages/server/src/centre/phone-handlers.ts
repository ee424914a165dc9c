// The routes that hand out phones: to agents for their browser, to visitors for one call.

import type { Clock } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { claimBrowser } from "./browser-claim.ts";
import { type Switchboard, talks } from "./switchboard.ts";
import { browserUsername, type Terminals } from "./terminals.ts";

export interface PhoneHandlerOptions {
  store: Store;
  clock: Clock;
  switchboard: Switchboard;
  terminals: Terminals;
  /** Takes password and registration from the browser phone of an agent. */
  revokeBrowser(agentId: string): void;
  iceServers: { urls: string[]; username?: string; credential?: string }[];
}

const refusals = {
  phoneElsewhere: "Your phone is in another browser; take it over to have it here.",
  phoneBusy: "You are in a call at the other browser; end it there first.",
};

export function phoneHandlers(options: PhoneHandlerOptions): Handlers<"getBrowserPhone" | "createGuestPhone"> {
  const { terminals, switchboard, iceServers } = options;
  const webSocketPath = "/sip";
  return {
    getBrowserPhone: ({ session, body }) => {
      const { agentId, name } = session.me;
      const centre = switchboard.centre(session.tenantId);
      const seat = agentId === null ? undefined : centre.seats.get(agentId);
      if (agentId === null || seat === undefined) throw new ProblemError("forbidden", "Your account is not an agent.");
      const registered = switchboard.registeredContact(browserUsername(agentId)) !== undefined;
      const world = { now: options.clock.now(), registered, talks: talks(centre, agentId) };
      const claimed = claimBrowser(seat, body, world);
      if (typeof claimed === "string") throw new ProblemError("notPossibleNow", refusals[claimed], undefined, claimed);
      if (claimed.replaced) options.revokeBrowser(agentId);
      centre.views.agentTouched(agentId);
      const { username, password } = terminals.browserPhone(session.tenantId, agentId);
      const { since } = claimed;
      return {
        uri: switchboard.aor(username),
        username,
        password,
        displayName: name,
        webSocketPath,
        iceServers,
        since,
      };
    },
    createGuestPhone: async ({ body }) => {
      const found = await options.store.lookup
        .selectFrom("tenant_of_number")
        .select("tenant_id")
        .where("number", "=", body.number)
        .executeTakeFirst();
      if (found === undefined) throw new ProblemError("notFound", "No call can be placed to this number.");
      const { number, name, language } = body;
      const guest = terminals.addGuest({ tenantId: found.tenant_id, number, name, language }, options.clock.now());
      if (guest === undefined)
        throw new ProblemError("unavailable", "Too many visitors are calling now; try again later.");
      const { username, password, expiresAt } = guest;
      return {
        ...{ uri: switchboard.aor(username), username, password, displayName: name ?? "", webSocketPath, iceServers },
        target: switchboard.aor(number),
        expiresAt,
      };
    },
  };
}
