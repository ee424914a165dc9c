// The route of RT-13: the router's journal is read again from its beginning, in pieces, and explained by the code that
// decided.

import { type Explanation, ExplanationReading, RouterState, routerCode, standardRules } from "@tellerline/acd";
import type { AnswerOf } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { snapshotBefore } from "./router-memory.ts";
import { readRoutingJournal, routingJournalOf } from "./routing-journal.ts";

/** Agents named with an interval; the count tells the rest. */
const namedAgents = 20;

type Names = ReturnType<ExplanationReading["names"]>;
type Stay = AnswerOf<"explainRouting">["stays"][number];

export function routingHandlers({ store, clock }: { store: Store; clock: Clock }): Handlers<"explainRouting"> {
  return {
    explainRouting: async ({ session, params, query }) => {
      const interactionId = params.interactionId as string;
      const part = await store.inTenant(session.tenantId, (tx) => routingJournalOf(tx, interactionId));
      if (part === undefined) throw new ProblemError("notFound", "There is no such interaction.");
      if (part.code !== routerCode)
        throw new ProblemError(
          "notPossibleNow",
          `It was routed by ${part.code}; this is ${routerCode}, whose rules would explain something else.`,
        );
      const { stream, open, from, to } = part;
      const start = await store.inTenant(session.tenantId, (tx) => snapshotBefore(tx, stream, from - 1));
      const state = start === undefined ? new RouterState() : RouterState.restore(start.snapshot);
      const reading = new ExplanationReading(state, standardRules, interactionId);
      const span = { stream, after: start?.sequence ?? 0, ...(open ? {} : { to }) };
      for await (const entries of readRoutingJournal(store, session.tenantId, span)) {
        for (const { event } of entries) reading.read(event);
      }
      const stays = reading.close(part.open ? clock.now() : part.to);
      const names = reading.names();
      return {
        interactionId,
        routerCode,
        stays: stays.map((stay) => answerOf(stay, names, query.candidates)),
      };
    },
  };
}

function answerOf(stay: Explanation, names: Names, candidates: number): Stay {
  const agent = (id: string) => ({ id, name: names.agents.get(id) ?? id });
  const queue = (id: string) => ({ id, name: names.queues.get(id) ?? id });
  return {
    channel: stay.channel as Stay["channel"],
    queue: queue(stay.queueId),
    enqueuedAt: stay.enqueuedAt,
    endedAt: stay.endedAt ?? null,
    end: stay.end ?? null,
    agent: stay.agentId === undefined ? null : agent(stay.agentId),
    waitedMs: stay.waitedMs,
    intervals: stay.intervals.map(({ cause, from, to, agentIds }) => {
      return { cause, from, to, agentCount: agentIds.length, agents: agentIds.slice(0, namedAgents).map(agent) };
    }),
    offers: stay.offers.map((offer) => ({
      at: offer.at,
      agents: offer.agentIds.map(agent),
      queue: queue(offer.queueId),
      strategy: offer.strategy,
      decidedBy: offer.decidedBy,
      reproduced: offer.reproduced,
      outcome: offer.outcome ?? null,
      candidateCount: offer.candidates.length,
      candidates: offer.candidates.slice(0, candidates).map(({ agentId, verdict, detail }) => ({
        agent: agent(agentId),
        verdict,
        detail: (verdict === "skill" && names.skills.get(detail ?? "")) || (detail ?? null),
      })),
    })),
    changes: stay.changes.map((event) => {
      return { at: event.at, type: event.type, queue: event.type === "moved" ? queue(event.queueId) : null };
    }),
    counterfactuals: stay.counterfactuals.map(({ change, subject, at, savedMs }) => ({
      change,
      subject:
        change === "skillNotAsked" ? { id: subject, name: names.skills.get(subject) ?? subject } : agent(subject),
      at,
      savedMs,
    })),
  };
}
