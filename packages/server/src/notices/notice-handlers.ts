// The routes of notices (AG-07, SV-10): written by whoever has the right, read at the desk, each reading with its time.

import type { Notice, NoticeAudience } from "@tellerline/api";
import { type Clock, newId, type Random } from "@tellerline/base";
import { appendAudit, instant, type Store, type TenantTransaction } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import type { AgentConfig } from "../centre/centre-configuration.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { addressees, speaksTo } from "./notice-audience.ts";
import {
  changeNotice,
  deskNotice,
  inReadingOrder,
  keyOf,
  type NoticeInput,
  type NoticeRow,
  newestNotices,
  noticeColumns,
  pendingNotices,
  readersOf,
  requireNotice,
  writeReceipt,
  writersNotice,
} from "./notice-rows.ts";

export interface NoticeHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  random: Random;
  switchboard: Switchboard;
  events: Pick<EventHub, "publish">;
}

type Names =
  | "listDeskNotices"
  | "readNotice"
  | "listNotices"
  | "createNotice"
  | "updateNotice"
  | "withdrawNotice"
  | "getNoticeReceipts"
  | "getNoticeAudiences";

const longestMs = 366 * 86_400_000;

export function noticeHandlers(options: NoticeHandlerOptions): Handlers<Names> {
  return { ...readers(options), ...writers(options) };
}

function readers(options: NoticeHandlerOptions): Handlers<"listDeskNotices" | "readNotice"> {
  const { store, clock, switchboard, events } = options;
  return {
    listDeskNotices: async ({ session }) => {
      const me = agentOf(switchboard, session);
      const now = clock.now();
      const { mine, read } = await store.inTenant(session.tenantId, async (tx) => {
        const rows = (await pendingNotices(tx, now)).filter((row) => speaksTo(row.audience as NoticeAudience, me));
        const ids = rows.map(({ id }) => id);
        return { mine: rows, read: await readersOf(tx, ids, me.userId) };
      });
      const items = mine
        .filter((row) => row.valid_from <= now)
        .map((row) => deskNotice(row, read.get(keyOf(row.id, row.words))?.get(me.userId) ?? null));
      const changes = mine.flatMap((row) => [row.valid_from, row.valid_until]).filter((at) => at > now);
      return { items: inReadingOrder(items), nextAt: changes.length === 0 ? null : Math.min(...changes) };
    },
    readNotice: async ({ session, params }) => {
      const me = agentOf(switchboard, session);
      const now = clock.now();
      const answer = await store.inTenant(session.tenantId, async (tx) => {
        const row = await requireNotice(tx, params.id as string);
        const holds = row.withdrawn_at === null && row.valid_from <= now && row.valid_until > now;
        if (!holds || !speaksTo(row.audience as NoticeAudience, me))
          throw new ProblemError("notFound", "There is no such notice for you now.");
        await writeReceipt(tx, row, me.userId, now);
        const read = await readersOf(tx, [row.id], me.userId);
        return deskNotice(row, read.get(keyOf(row.id, row.words))?.get(me.userId) ?? now);
      });
      const told = { type: "notice.changed" as const, data: { noticeId: answer.id } };
      events.publish(session.tenantId, { userId: me.userId }, told);
      events.publish(session.tenantId, { right: "notices.write" }, told);
      return answer;
    },
  };
}

function writers(options: NoticeHandlerOptions): Handlers<Exclude<Names, "listDeskNotices" | "readNotice">> {
  const { store, clock, random, switchboard, events } = options;
  const agents = (tenantId: string) => [...switchboard.centre(tenantId).configuration.agents.values()];
  const counted = (tenantId: string, row: NoticeRow, read: Iterable<string>): Notice => {
    const to = addressees(row.audience as NoticeAudience, agents(tenantId));
    const have = new Set(read);
    return writersNotice(row, { addressed: to.length, read: to.filter(({ userId }) => have.has(userId)).length });
  };
  const tell = (tenantId: string, noticeId: string, ...audiences: NoticeAudience[]) => {
    const told = { type: "notice.changed" as const, data: { noticeId } };
    const to = new Set(audiences.flatMap((one) => addressees(one, agents(tenantId)).map(({ userId }) => userId)));
    for (const userId of to) events.publish(tenantId, { userId }, told);
    events.publish(tenantId, { right: "notices.write" }, told);
  };
  /** The notice after `work`, audited in the same transaction. */
  const write = async (
    { tenantId, me }: SignedIn,
    action: string,
    id: string,
    work: (tx: TenantTransaction) => Promise<void>,
  ): Promise<Notice> => {
    const { row, read } = await store.inTenant(tenantId, async (tx) => {
      await work(tx);
      const after = await requireNotice(tx, id);
      const { title, audience, urgency, words } = after;
      const detail = { title, audience, urgency, words, mustConfirm: after.must_confirm, until: after.valid_until };
      await appendAudit(tx, tenantId, { at: clock.now(), actor: me.userId, action, subject: id, detail });
      return { row: after, read: (await readersOf(tx, [id])).get(keyOf(id, after.words)) };
    });
    return counted(tenantId, row, read?.keys() ?? []);
  };
  const check = (tenantId: string, input: NoticeInput) => {
    const now = clock.now();
    const { validFrom = now, validUntil, audience } = input;
    if (validUntil <= Math.max(now, validFrom)) throw wrong("validUntil", "is over before it begins");
    if (validUntil > now + longestMs) throw wrong("validUntil", "at most a year ahead");
    const { queues } = switchboard.centre(tenantId).configuration;
    if (audience.kind === "queue" && !queues.has(audience.queueId)) throw wrong("audience", "there is no such queue");
    if (audience.kind === "team" && !agents(tenantId).some(({ team }) => team === audience.team))
      throw wrong("audience", "nobody is in this team");
  };
  return {
    listNotices: async ({ session }) => {
      const found = await store.inTenant(session.tenantId, newestNotices);
      return { items: found.map(({ row, readers }) => counted(session.tenantId, row, readers)) };
    },
    createNotice: async ({ session, body }) => {
      const { tenantId, me } = session;
      check(tenantId, body);
      const now = clock.now();
      const id = newId(now, random);
      const author = { author_id: me.userId, author_name: me.name, created_at: instant(now), withdrawn_at: null };
      const notice = await write(session, "notice.create", id, async (tx) => {
        const columns = noticeColumns(body, body.validFrom ?? now);
        await tx
          .insertInto("notice")
          .values({ tenant_id: tenantId, id, ...columns, ...author })
          .execute();
      });
      tell(tenantId, id, notice.audience);
      return notice;
    },
    updateNotice: async ({ session, params, body, version }) => {
      const id = params.id as string;
      check(session.tenantId, body);
      let before: NoticeAudience = { kind: "all" };
      const notice = await write(session, "notice.update", id, async (tx) => {
        const old = await requireNotice(tx, id);
        if (old.withdrawn_at !== null) throw new ProblemError("notPossibleNow", "It was withdrawn.");
        before = old.audience as NoticeAudience;
        await changeNotice(tx, old, version, noticeColumns(body, body.validFrom ?? old.valid_from));
      });
      tell(session.tenantId, id, before, notice.audience);
      return notice;
    },
    withdrawNotice: async ({ session, params, version }) => {
      const id = params.id as string;
      const notice = await write(session, "notice.withdraw", id, async (tx) => {
        const old = await requireNotice(tx, id);
        if (old.withdrawn_at !== null) throw new ProblemError("notPossibleNow", "It was withdrawn already.");
        await changeNotice(tx, old, version, { withdrawn_at: instant(clock.now()) });
      });
      tell(session.tenantId, id, notice.audience);
      return notice;
    },
    getNoticeReceipts: async ({ session, params }) => {
      const { row, read } = await store.inTenant(session.tenantId, async (tx) => {
        const found = await requireNotice(tx, params.id as string);
        return { row: found, read: (await readersOf(tx, [found.id])).get(keyOf(found.id, found.words)) };
      });
      const to = addressees(row.audience as NoticeAudience, agents(session.tenantId));
      const items = to.map(({ userId, name, team }) => ({ userId, name, team, readAt: read?.get(userId) ?? null }));
      return {
        items: items.sort((a, b) => (a.readAt ?? Infinity) - (b.readAt ?? Infinity) || a.name.localeCompare(b.name)),
      };
    },
    getNoticeAudiences: ({ session }) => {
      const { queues } = switchboard.centre(session.tenantId).configuration;
      const teams = new Set(agents(session.tenantId).flatMap(({ team }) => (team === "" ? [] : [team])));
      return { teams: [...teams].sort(), queues: [...queues.values()].map(({ id, name }) => ({ id, name })) };
    },
  };
}

function agentOf(switchboard: Switchboard, { tenantId, me }: SignedIn): AgentConfig {
  const agent = switchboard.centre(tenantId).configuration.agents.get(me.agentId ?? "");
  if (agent === undefined) throw new ProblemError("forbidden", "Your account is not an agent.");
  return agent;
}

function wrong(field: string, message: string): ProblemError {
  return new ProblemError("invalidRequest", undefined, [{ field, message }]);
}
