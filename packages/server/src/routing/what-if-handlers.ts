// The route of RT-14: the router's journal up to the end of the span goes to a thread that plays it again.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type DayFigures, routerCode, serviceLevel, type WhatIfChanges, type WhatIfResult } from "@tellerline/acd";
import type { AnswerOf, BodyOf } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { snapshotBefore } from "./router-memory.ts";
import { readRoutingJournal, routingJournalAt } from "./routing-journal.ts";
import type { WhatIfMessage } from "./what-if-worker.ts";

/** A journal of more would not fit into memory beside everything else. */
const mostEvents = 2_000_000;

type Formulas = ReadonlyMap<string, Parameters<typeof serviceLevel>[1]>;

export function whatIfHandlers({ store, clock }: { store: Store; clock: Clock }): Handlers<"askWhatIf"> {
  let busy = false;
  return {
    askWhatIf: async ({ session, body }) => {
      const { tenantId } = session;
      const to = Math.min(body.to, clock.now());
      const part = await store.inTenant(tenantId, (tx) => routingJournalAt(tx, to));
      if (part === undefined) throw new ProblemError("notFound", "Nothing was routed before that.");
      if (part.code !== routerCode)
        throw new ProblemError("notPossibleNow", `It was routed by ${part.code}; this is ${routerCode}.`);
      if (busy) throw new ProblemError("notPossibleNow", "Another question is being worked on; try again in a minute.");
      busy = true;
      const worker = new Worker(new URL("./what-if-worker.ts", import.meta.url));
      try {
        let count = 0;
        const { stream } = part;
        const start = await store.inTenant(tenantId, (tx) => snapshotBefore(tx, stream, body.from));
        for await (const entries of readRoutingJournal(store, tenantId, { stream, after: start?.sequence ?? 0, to })) {
          const events = entries.map(({ event }) => event);
          count += events.length;
          if (count > mostEvents)
            throw new ProblemError(
              "notPossibleNow",
              `The journal has more than ${mostEvents} events; ask for a day nearer to the last start.`,
            );
          worker.postMessage({ events } satisfies WhatIfMessage);
        }
        const options = { seed: body.seed, from: body.from, to, ...(start && { snapshot: start.snapshot }) };
        worker.postMessage({ changes: changesOf(body), options } satisfies WhatIfMessage);
        const [result] = (await once(worker, "message")) as [WhatIfResult];
        const formulas = await store.inTenant(tenantId, async (tx) => {
          const rows = await tx.selectFrom("queue").select(["id", "service_level_formula"]).execute();
          return new Map(rows.map((row) => [row.id, row.service_level_formula])) as Formulas;
        });
        const { reproduced, before, after } = result;
        return { reproduced, events: count, before: sideOf(before, formulas), after: sideOf(after, formulas) };
      } finally {
        busy = false;
        await worker.terminate();
      }
    },
  };
}

function changesOf({ addAgents, removeAgents, strategies, skills }: BodyOf<"askWhatIf">): WhatIfChanges {
  return {
    addAgents: addAgents.map(({ count, queueIds, skills: levels }) => {
      return { count, queueIds, skills: levelsOf(levels) };
    }),
    skills: Object.fromEntries(skills.map((agent) => [agent.agentId, levelsOf(agent.skills)])),
    removeAgents,
    strategies: Object.fromEntries(strategies.map(({ queueId, strategy }) => [queueId, strategy])),
  };
}

function levelsOf(skills: readonly { skillId: string; level: number }[]): Record<string, number> {
  return Object.fromEntries(skills.map(({ skillId, level }) => [skillId, level]));
}

function sideOf({ queues, occupancy }: DayFigures, formulas: Formulas): AnswerOf<"askWhatIf">["before"] {
  return {
    occupancy,
    queues: queues.map((day) => {
      const { queueId, name, offered, answered, abandoned, averageWaitMs, longestWaitMs } = day;
      const level = serviceLevel(day, formulas.get(queueId) ?? "ofAll");
      return { queueId, name, offered, answered, abandoned, averageWaitMs, longestWaitMs, serviceLevel: level };
    }),
  };
}
