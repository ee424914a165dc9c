// The routes of messages between colleagues (AG-07): agent to agent, and to a team.

import type { MessageTarget } from "@tellerline/api";
import { type Clock, newId, type Random } from "@tellerline/base";
import { instant, type Store } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { RateLimit } from "../system/rate-limit.ts";
import { markRead, messageOf, readThread, readThreads, threadKey } from "./message-rows.ts";

/** A person does not need more, a program gone wild does no harm. */
export const messagesPerMinute = 30;

export interface MessageHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  random: Random;
  switchboard: Switchboard;
  events: Pick<EventHub, "publish">;
}

export function messageHandlers(
  options: MessageHandlerOptions,
): Handlers<"listMessageThreads" | "listMessages" | "sendMessage" | "readMessages"> {
  const { store, clock, random, switchboard, events } = options;
  const rate = new RateLimit(messagesPerMinute, 60_000);
  const agentsOf = (tenantId: string) => switchboard.centre(tenantId).configuration.agents;
  const meOf = ({ tenantId, me }: SignedIn) => {
    const agent = agentsOf(tenantId).get(me.agentId ?? "");
    if (agent === undefined) throw new ProblemError("forbidden", "Your account is not an agent.");
    return agent;
  };
  const mayWith = (session: SignedIn, target: MessageTarget) => {
    const agents = agentsOf(session.tenantId);
    if (target.kind === "agent") {
      if (target.agentId === session.me.agentId) throw wrong("to", "is yourself");
      if (!agents.has(target.agentId)) throw new ProblemError("notFound", "There is no such colleague.");
      return;
    }
    const known = [...agents.values()].some(({ team }) => team === target.team);
    if (!known || (meOf(session).team !== target.team && !session.rights.has("supervise")))
      throw new ProblemError("notFound", "This is not your team.");
  };
  return {
    listMessageThreads: async ({ session }) => {
      const me = meOf(session);
      const threads = await store.inTenant(session.tenantId, (tx) => readThreads(tx, me));
      const agents = agentsOf(session.tenantId);
      const nameOf = (target: MessageTarget) =>
        target.kind === "team" ? target.team : (agents.get(target.agentId)?.name ?? "–");
      const items = threads.map((thread) => ({ ...thread, name: nameOf(thread.with) }));
      const own = { kind: "team" as const, team: me.team };
      if (me.team === "" || items.some((one) => threadKey(one.with) === threadKey(own))) return { items };
      return { items: [...items, { with: own, name: me.team, unread: 0, last: null }] };
    },
    listMessages: ({ session, query }) => {
      const { agentId, team, before, limit } = query;
      const target: MessageTarget | undefined =
        agentId !== undefined ? { kind: "agent", agentId } : team !== undefined ? { kind: "team", team } : undefined;
      if (target === undefined) throw wrong("agentId", "either agentId or team");
      mayWith(session, target);
      return store.inTenant(session.tenantId, (tx) => readThread(tx, meOf(session), target, { before, limit }));
    },
    sendMessage: async ({ session, body: { to, text } }) => {
      const { tenantId } = session;
      const me = meOf(session);
      mayWith(session, to);
      const now = clock.now();
      if (!rate.allows(me.agentId, now)) throw new ProblemError("tooManyRequests", "Too many messages in a minute.");
      const sent = await store.inTenant(tenantId, (tx) =>
        tx
          .insertInto("colleague_message")
          .values({
            ...{ tenant_id: tenantId, id: newId(now, random), at: instant(now), from_agent: me.agentId },
            ...{ from_name: me.name, to_agent: to.kind === "agent" ? to.agentId : null },
            ...{ to_team: to.kind === "team" ? to.team : null, text },
          })
          .returningAll()
          .executeTakeFirstOrThrow(),
      );
      const message = messageOf(sent);
      const hears = [...agentsOf(tenantId).values()].filter(
        (agent) => agent === me || (to.kind === "agent" ? agent.agentId === to.agentId : agent.team === to.team),
      );
      for (const { userId } of hears) events.publish(tenantId, { userId }, { type: "message.sent", data: message });
      return message;
    },
    readMessages: async ({ session, body }) => {
      const me = meOf(session);
      const mark = { thread: threadKey(body.with), upTo: body.upTo };
      await store.inTenant(session.tenantId, (tx) => markRead(tx, session.tenantId, me.agentId, mark));
      return {};
    },
  };
}

function wrong(field: string, message: string): ProblemError {
  return new ProblemError("invalidRequest", undefined, [{ field, message }]);
}
