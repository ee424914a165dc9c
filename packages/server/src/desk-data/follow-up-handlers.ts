// Tasks with a date that come out of interactions (AG-06): for oneself or for a colleague, listed at his desk.

import type { FollowUp } from "@tellerline/api";
import { type Clock, newId, type Random } from "@tellerline/base";
import { instant, type Store, type Tables, type TenantTransaction } from "@tellerline/store";
import type { Selectable } from "kysely";
import type { SignedIn } from "../accounts/accounts.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { accessTo, requireSight } from "./interaction-access.ts";

export interface FollowUpHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  random: Random;
  switchboard: Switchboard;
  events: Pick<EventHub, "publish">;
}

const dayMs = 86_400_000;
const maxOpen = 500;
const latestMs = 731 * dayMs;

export function followUpHandlers(
  options: FollowUpHandlerOptions,
): Handlers<"listFollowUps" | "createFollowUp" | "changeFollowUp"> {
  const { store, clock, random, switchboard, events } = options;
  const tell = (tenantId: string, followUp: FollowUp): FollowUp => {
    const userId = switchboard.centre(tenantId).configuration.agents.get(followUp.agentId)?.userId;
    if (userId !== undefined) events.publish(tenantId, { userId }, { type: "followUp.changed", data: followUp });
    return followUp;
  };
  const checkDue = (dueAt: number) => {
    if (dueAt > clock.now() + latestMs) throw wrong("dueAt", "at most two years ahead");
  };
  return {
    listFollowUps: ({ session }) =>
      store.inTenant(session.tenantId, async (tx) => ({
        items: await readFollowUps(tx, agentOf(session), clock.now()),
      })),
    createFollowUp: async ({ session, body }) => {
      const { tenantId, me } = session;
      const agentId = body.agentId ?? agentOf(session);
      const { interactionId, text, dueAt } = body;
      if (!switchboard.centre(tenantId).configuration.agents.has(agentId))
        throw wrong("agentId", "there is no such agent");
      checkDue(dueAt);
      const made = await store.inTenant(tenantId, async (tx) => {
        if (interactionId !== null)
          await requireSight(tx, session, accessTo(switchboard, session, interactionId), interactionId);
        await refuseTooMany(tx, agentId);
        const now = clock.now();
        const row = {
          tenant_id: tenantId,
          id: newId(now, random),
          agent_id: agentId,
          interaction_id: interactionId,
          text,
        };
        const author = { author_id: me.userId, author_name: me.name, created_at: instant(now) };
        return tx
          .insertInto("follow_up")
          .values({ ...row, ...author, due_at: instant(dueAt), done_at: null })
          .returningAll()
          .executeTakeFirstOrThrow();
      });
      return tell(tenantId, followUpOf(made));
    },
    changeFollowUp: async ({ session, params, body, version }) => {
      if (body.dueAt !== undefined) checkDue(body.dueAt);
      const changed = await store.inTenant(session.tenantId, async (tx) => {
        const own = await tx
          .selectFrom("follow_up")
          .selectAll()
          .where("id", "=", params.id as string)
          .where("agent_id", "=", agentOf(session))
          .forUpdate()
          .executeTakeFirst();
        if (own === undefined) throw new ProblemError("notFound", "There is no such task of yours.");
        if (version !== undefined && version !== own.version) throw new ProblemError("changedMeanwhile");
        const { text = own.text, dueAt = own.due_at, done = own.done_at !== null } = body;
        const doneAt = done ? instant(own.done_at ?? clock.now()) : null;
        return tx
          .updateTable("follow_up")
          .set({ text, due_at: instant(dueAt), done_at: doneAt, version: own.version + 1 })
          .where("id", "=", own.id)
          .returningAll()
          .executeTakeFirstOrThrow();
      });
      return tell(session.tenantId, followUpOf(changed));
    },
  };
}

async function readFollowUps(tx: TenantTransaction, agentId: string, now: number): Promise<FollowUp[]> {
  const rows = await tx
    .selectFrom("follow_up")
    .selectAll()
    .where("agent_id", "=", agentId)
    .where((e) => e.or([e("done_at", "is", null), e("done_at", ">=", instant(now - dayMs) as never)]))
    .orderBy("due_at")
    .orderBy("id")
    .execute();
  const items = rows.map(followUpOf);
  return [...items.filter(({ doneAt }) => doneAt === null), ...items.filter(({ doneAt }) => doneAt !== null)];
}

async function refuseTooMany(tx: TenantTransaction, agentId: string): Promise<void> {
  const { open } = await tx
    .selectFrom("follow_up")
    .select((e) => e.fn.countAll<bigint>().as("open"))
    .where("agent_id", "=", agentId)
    .where("done_at", "is", null)
    .executeTakeFirstOrThrow();
  if (Number(open) >= maxOpen)
    throw new ProblemError("notPossibleNow", `This agent has ${maxOpen} open tasks already.`);
}

function followUpOf(row: Selectable<Tables["follow_up"]>): FollowUp {
  return {
    ...{ id: row.id, agentId: row.agent_id, interactionId: row.interaction_id, text: row.text },
    ...{ dueAt: row.due_at, doneAt: row.done_at, by: row.author_name, createdAt: row.created_at, version: row.version },
  };
}

function agentOf({ me }: SignedIn): string {
  if (me.agentId === null) throw new ProblemError("forbidden", "Your account is not an agent.");
  return me.agentId;
}

function wrong(field: string, message: string): ProblemError {
  return new ProblemError("invalidRequest", undefined, [{ field, message }]);
}
