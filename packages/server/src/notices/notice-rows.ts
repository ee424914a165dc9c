// Notices in the database. A receipt is of the words that were read: when they change, everybody reads anew.

import type { DeskNotice, Notice, NoticeAudience, noticeInputSchema } from "@tellerline/api";
import { instant, type Tables, type TenantTransaction } from "@tellerline/store";
import type { Selectable } from "kysely";
import type { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";

export type NoticeRow = Selectable<Tables["notice"]>;
export type NoticeInput = z.output<typeof noticeInputSchema>;

const listed = 200;

/** The newest first, with the users who have read their present words. */
export async function newestNotices(tx: TenantTransaction): Promise<{ row: NoticeRow; readers: string[] }[]> {
  const rows = await tx
    .selectFrom("notice")
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(listed)
    .execute();
  const readers = await readersOf(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ row, readers: [...(readers.get(keyOf(row.id, row.words))?.keys() ?? [])] }));
}

/** Notices that are not over: some hold now, some begin later. */
export function pendingNotices(tx: TenantTransaction, now: number): Promise<NoticeRow[]> {
  return tx
    .selectFrom("notice")
    .selectAll()
    .where("withdrawn_at", "is", null)
    .where("valid_until", ">", instant(now) as never)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
}

export async function requireNotice(tx: TenantTransaction, id: string): Promise<NoticeRow> {
  const row = await tx.selectFrom("notice").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new ProblemError("notFound", "There is no such notice.");
  return row;
}

/** By notice and words: user → when. */
export async function readersOf(
  tx: TenantTransaction,
  noticeIds: readonly string[],
  userId?: string,
): Promise<Map<string, Map<string, number>>> {
  const found = new Map<string, Map<string, number>>();
  if (noticeIds.length === 0) return found;
  let rows = tx.selectFrom("notice_receipt").selectAll().where("notice_id", "in", noticeIds);
  if (userId !== undefined) rows = rows.where("user_id", "=", userId);
  for (const { notice_id, words, user_id, read_at } of await rows.execute()) {
    const key = keyOf(notice_id, words);
    const readers = found.get(key) ?? new Map<string, number>();
    readers.set(user_id, read_at);
    found.set(key, readers);
  }
  return found;
}

export function keyOf(noticeId: string, words: number): string {
  return `${noticeId} ${words}`;
}

/** Writes down that somebody read it; the first time counts. */
export async function writeReceipt(tx: TenantTransaction, row: NoticeRow, userId: string, now: number): Promise<void> {
  const { tenant_id, id: notice_id, words } = row;
  await tx
    .insertInto("notice_receipt")
    .values({ tenant_id, notice_id, words, user_id: userId, read_at: instant(now) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What an input says, as columns. */
export function noticeColumns(input: NoticeInput, validFrom: number) {
  return {
    ...{ title: input.title, text: input.text, audience: JSON.stringify(input.audience), urgency: input.urgency },
    ...{ must_confirm: input.mustConfirm, valid_from: instant(validFrom), valid_until: instant(input.validUntil) },
  };
}

/** Throws `changedMeanwhile` when it is not of that version any more. */
export async function changeNotice(
  tx: TenantTransaction,
  old: NoticeRow,
  version: number | undefined,
  columns: Partial<ReturnType<typeof noticeColumns>> & { withdrawn_at?: Date },
): Promise<void> {
  const other = [columns.title ?? old.title, columns.text ?? old.text].join("\0") !== [old.title, old.text].join("\0");
  const { numUpdatedRows } = await tx
    .updateTable("notice")
    .set({ ...columns, words: old.words + (other ? 1 : 0), version: old.version + 1 })
    .where("id", "=", old.id)
    .where("version", "=", version ?? old.version)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new ProblemError("changedMeanwhile");
}

function partsOf(row: NoticeRow) {
  return {
    ...{ id: row.id, title: row.title, text: row.text, audience: row.audience as NoticeAudience },
    ...{ urgency: row.urgency as Notice["urgency"], mustConfirm: row.must_confirm },
    ...{ validFrom: row.valid_from, validUntil: row.valid_until, by: row.author_name, createdAt: row.created_at },
  };
}

export function deskNotice(row: NoticeRow, readAt: number | null): DeskNotice {
  return { ...partsOf(row), readAt };
}

export function writersNotice(row: NoticeRow, counts: { addressed: number; read: number }): Notice {
  return { ...partsOf(row), version: row.version, withdrawnAt: row.withdrawn_at, ...counts };
}

/** Unread before read, urgent before others, then as they came. */
export function inReadingOrder(notices: readonly DeskNotice[]): DeskNotice[] {
  const rank = ({ readAt, urgency }: DeskNotice) => (readAt === null ? 0 : 2) + (urgency === "urgent" ? 0 : 1);
  return [...notices].sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt);
}
