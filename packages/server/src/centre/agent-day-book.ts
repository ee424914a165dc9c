// The figures of the agents' day in the database: written a second after they changed, together, and read at the start. A
// crash costs what changed in that second.

import type { Log, Scheduler } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import { sql } from "kysely";
import type { AgentFigures } from "./agent-day.ts";
import { dayOf } from "./day.ts";

const gatherMs = 1000;

export interface AgentDayBookOptions {
  store: Pick<Store, "inTenant">;
  tenantId: string;
  scheduler: Scheduler;
  log: Log;
  /** The figures of an agent's completed states today; undefined: he is none any more. */
  figures(agentId: string): AgentFigures | undefined;
}

export class AgentDayBook {
  readonly #options: AgentDayBookOptions;
  readonly #changed = new Set<string>();
  #cancel: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: AgentDayBookOptions) {
    this.#options = options;
  }

  /** Today's figures by agent, as they were left. */
  async load(): Promise<Map<string, AgentFigures>> {
    const { store, tenantId, scheduler } = this.#options;
    const day = dayOf(scheduler.now());
    const rows = await store.inTenant(tenantId, (tx) =>
      tx.selectFrom("agent_day").selectAll().where("day", "=", day).execute(),
    );
    return new Map(
      rows.map((row) => [
        row.agent_id,
        {
          ...{ handled: row.handled, missed: row.missed, talkMs: Number(row.talk_ms) },
          ...{ wrapUpMs: Number(row.wrap_up_ms), readyMs: Number(row.ready_ms), notReadyMs: Number(row.not_ready_ms) },
        },
      ]),
    );
  }

  changed(agentId: string): void {
    const { scheduler } = this.#options;
    this.#changed.add(agentId);
    this.#cancel ??= scheduler.schedule(scheduler.now() + gatherMs, () => this.#write());
  }

  /** Writes what is not written yet. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#write();
    await this.#writing;
  }

  #write(): void {
    this.#cancel = undefined;
    const { store, tenantId, scheduler, log, figures } = this.#options;
    const day = dayOf(scheduler.now());
    const rows = [...this.#changed].flatMap((agentId) => {
      const today = figures(agentId);
      if (today === undefined) return [];
      const { handled, missed, talkMs, wrapUpMs, readyMs, notReadyMs } = today;
      const times = { talk_ms: talkMs, wrap_up_ms: wrapUpMs, ready_ms: readyMs, not_ready_ms: notReadyMs };
      return [{ tenant_id: tenantId, agent_id: agentId, day, handled, missed, ...times }];
    });
    this.#changed.clear();
    if (rows.length === 0) return;
    // One json parameter: a row per parameter list would end at 65,535 parameters. Who is removed meanwhile is left out.
    const json = JSON.stringify(rows);
    this.#writing = this.#writing
      .then(() =>
        store.inTenant(tenantId, async (tx) => {
          await sql`
            insert into agent_day as d
            select f.* from jsonb_populate_recordset(null::agent_day, ${json}::jsonb) f
            join agent a on a.tenant_id = f.tenant_id and a.id = f.agent_id
            on conflict (tenant_id, agent_id, day) do update set
              handled = excluded.handled, missed = excluded.missed, talk_ms = excluded.talk_ms,
              wrap_up_ms = excluded.wrap_up_ms, ready_ms = excluded.ready_ms, not_ready_ms = excluded.not_ready_ms
          `.execute(tx);
        }),
      )
      .catch((error: Error) => log.error("agentDay.notWritten", { tenantId, message: error.message }));
  }
}
