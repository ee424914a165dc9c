// The routes that hand out phones: to agents for their browser, to visitors for one call.

import type { Clock } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Switchboard } from "./switchboard.ts";
import type { Terminals } from "./terminals.ts";

export interface PhoneHandlerOptions {
  store: Store;
  clock: Clock;
  switchboard: Switchboard;
  terminals: Terminals;
  iceServers: { urls: string[]; username?: string; credential?: string }[];
}

export function phoneHandlers(options: PhoneHandlerOptions): Handlers<"getBrowserPhone" | "createGuestPhone"> {
  const { terminals, switchboard, iceServers } = options;
  const webSocketPath = "/sip";
  return {
    getBrowserPhone: ({ session }) => {
      const { agentId, name } = session.me;
      if (agentId === null) throw new ProblemError("forbidden", "Your account is not an agent.");
      const { username, password } = terminals.browserPhone(session.tenantId, agentId);
      return { uri: switchboard.aor(username), username, password, displayName: name, webSocketPath, iceServers };
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
