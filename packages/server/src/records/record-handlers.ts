// The routes of records: lists, timelines, sound, SIP ladders.

import type { AnswerOf, QueryOf, RecordSummary } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import { readRecordingFile, recordingPeaks, recordingToWav } from "@tellerline/media";
import { appendAudit, instant, type Store, type Tables, type TenantTransaction } from "@tellerline/store";
import { type RawBuilder, type Selectable, type SqlBool, sql } from "kysely";
import type { SignedIn } from "../accounts/accounts.ts";
import type { InteractionEvent } from "../centre/interaction-event.ts";
import { maskNumber } from "../centre/mask-number.ts";
import { foldData } from "../desk-data/attached-data.ts";
import { readNote } from "../desk-data/interaction-note.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { readDayCourse } from "./day-course.ts";

type Names = "getDayCourse" | "listRecords" | "getRecord" | "getRecordingAudio" | "getRecordingPeaks" | "getSipLadder";
type RecordRow = Selectable<Tables["call_record"]>;
type Audio = Extract<Awaited<ReturnType<typeof readRecordingFile>>, { ok: true }>["value"];

export interface RecordHandlerOptions {
  store: Store;
  clock: Clock;
  /** Absolute path of a recording's file. */
  recordingPath(file: string): string;
  recordingKey(tenantId: string, keyId: string): Buffer | undefined;
}

export function recordHandlers(options: RecordHandlerOptions): Handlers<Names> {
  const { store } = options;
  return {
    getDayCourse: ({ session, query }) =>
      store.inTenant(session.tenantId, (tx) => readDayCourse(tx, options.clock.now(), query.queueId)),
    listRecords: ({ session, query }) => store.inTenant(session.tenantId, (tx) => listRecords(tx, session, query)),
    getRecord: ({ session, params }) =>
      store.inTenant(session.tenantId, (tx) => readRecord(tx, session, params.interactionId as string)),
    getRecordingAudio: async ({ session, params }) => {
      const { interactionId, recordingId } = params as { interactionId: string; recordingId: string };
      const audio = await openRecording(options, session, interactionId, recordingId);
      await store.inTenant(session.tenantId, (tx) =>
        appendAudit(tx, session.tenantId, {
          at: options.clock.now(),
          actor: session.me.userId,
          action: "recording.listened",
          subject: recordingId,
          detail: { interactionId },
        }),
      );
      return recordingToWav(audio);
    },
    getRecordingPeaks: async ({ session, params, query }) => {
      const { interactionId, recordingId } = params as { interactionId: string; recordingId: string };
      const audio = await openRecording(options, session, interactionId, recordingId);
      const { left, right } = recordingPeaks(audio, query.buckets);
      return { durationMs: Math.round(audio.durationMs), left: [...left], right: [...right] };
    },
    getSipLadder: ({ session, params }) =>
      store.inTenant(session.tenantId, async (tx) => {
        await requireRecord(tx, session, params.interactionId as string);
        const rows = await tx
          .selectFrom("sip_message")
          .selectAll()
          .where("interaction_id", "=", params.interactionId as string)
          .orderBy("ordinal")
          .execute();
        return {
          messages: rows.map((row) => ({
            at: row.at,
            legId: row.leg_id,
            direction: row.direction as "in" | "out",
            remote: row.remote,
            transport: row.transport,
            firstLine: row.first_line,
            text: row.message,
          })),
        };
      }),
  };
}

async function listRecords(
  tx: TenantTransaction,
  session: SignedIn,
  query: QueryOf<"listRecords">,
): Promise<AnswerOf<"listRecords">> {
  let rows = tx
    .selectFrom("call_record")
    .selectAll()
    .select((e) =>
      e
        .selectFrom("recording")
        .whereRef("recording.interaction_id", "=", "call_record.interaction_id")
        .select((c) => c.fn.countAll<bigint>().as("n"))
        .as("recordings"),
    )
    .orderBy("started_at", "desc")
    .orderBy("interaction_id", "desc")
    .limit(query.limit + 1);
  if (!session.rights.has("records.read")) rows = rows.where(servedBy(session.me.agentId));
  if (query.from !== undefined) rows = rows.where("started_at", ">=", instant(query.from) as never);
  if (query.to !== undefined) rows = rows.where("started_at", "<", instant(query.to) as never);
  if (query.number !== undefined) {
    // Who sees masked numbers knows the last digits only.
    const few = query.number.length <= 6;
    rows = few
      ? rows.where(sql<SqlBool>`right(customer_number, ${query.number.length}::integer) = ${query.number}`)
      : rows.where("customer_number", "=", query.number);
  }
  if (query.channel !== undefined) rows = rows.where("channel", "=", query.channel);
  if (query.queueId !== undefined) rows = rows.where("queue_id", "=", query.queueId);
  if (query.agentId !== undefined) rows = rows.where(servedBy(query.agentId));
  if (query.endReason !== undefined) rows = rows.where("end_reason", "=", query.endReason);
  const before = /^(\d+)-([0-9a-f-]{36})$/.exec(query.before ?? "");
  if (before !== null) {
    const at = instant(Number(before[1])) as never;
    const id = before[2] as string;
    rows = rows.where((e) =>
      e.or([e("started_at", "<", at), e.and([e("started_at", "=", at), e("interaction_id", "<", id)])]),
    );
  }
  const found = await rows.execute();
  const items = found.slice(0, query.limit).map((row) => recordSummaryOf(row, Number(row.recordings), session));
  const last = items.at(-1);
  return {
    items,
    next: found.length > query.limit && last !== undefined ? `${last.startedAt}-${last.interactionId}` : null,
  };
}

/** Whether an agent had the interaction; nobody had it for somebody who is no agent. */
function servedBy(agentId: string | null): RawBuilder<SqlBool> {
  return agentId === null ? sql<SqlBool>`false` : sql<SqlBool>`agent_ids @> array[${agentId}::uuid]`;
}

/** A record as lists show it to this session. */
export function recordSummaryOf(row: RecordRow, recordingCount: number, session: SignedIn): RecordSummary {
  return {
    interactionId: row.interaction_id,
    channel: row.channel as RecordSummary["channel"],
    kind: row.kind as RecordSummary["kind"],
    customerNumber: session.rights.has("customers.unmask") ? row.customer_number : maskNumber(row.customer_number),
    customerName: row.customer_name,
    dialledNumber: row.dialled_number,
    startedAt: row.started_at,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
    endReason: row.end_reason as RecordSummary["endReason"],
    queueName: row.queue_name,
    agentNames: row.agent_names,
    waitMs: row.wait_ms,
    talkMs: row.talk_ms,
    durationMs: row.duration_ms,
    disposition: row.disposition,
    recordingCount,
  };
}

/** The row of a record the session may see. */
export async function requireRecord(
  tx: TenantTransaction,
  session: SignedIn,
  interactionId: string,
): Promise<RecordRow> {
  const row = await tx
    .selectFrom("call_record")
    .selectAll()
    .where("interaction_id", "=", interactionId)
    .executeTakeFirst();
  const own = row?.agent_ids.includes(session.me.agentId ?? "") === true;
  if (row === undefined || !(own || session.rights.has("records.read")))
    throw new ProblemError("notFound", "There is no such record.");
  return row;
}

async function readRecord(
  tx: TenantTransaction,
  session: SignedIn,
  interactionId: string,
): Promise<AnswerOf<"getRecord">> {
  const row = await requireRecord(tx, session, interactionId);
  const recordings = await tx
    .selectFrom("recording")
    .selectAll()
    .where("interaction_id", "=", interactionId)
    .orderBy("started_at")
    .execute();
  const entries = await tx
    .selectFrom("journal")
    .selectAll()
    .where("stream", "=", interactionId)
    .orderBy("sequence")
    .execute();
  return {
    ...recordSummaryOf(row, recordings.length, session),
    traceId: row.trace_id,
    // What was written during the talk, then what it was classed with, where that says something else.
    note:
      [...new Set([(await readNote(tx, interactionId)).text.trim(), row.note ?? ""])].filter(Boolean).join("\n") ||
      null,
    attributes: foldData(entries.map(({ at, event }) => ({ at, event: event as InteractionEvent }))).attributes,
    segments: row.segments as AnswerOf<"getRecord">["segments"],
    timeline: entries
      .filter(({ event }) => mayRead(session, event as { type: string }))
      .map(({ sequence, at, event }) => {
        const { type, ...data } = event as { type: string; customerNumber?: string };
        if (data.customerNumber !== undefined && !session.rights.has("customers.unmask"))
          data.customerNumber = maskNumber(data.customerNumber);
        return { sequence, at, type, text: type, data };
      }),
    recordings: recordings.map((recording) => ({
      recordingId: recording.id,
      startedAt: recording.started_at,
      durationMs: recording.duration_ms,
      bytes: Number(recording.bytes),
      sha256: recording.sha256,
      complete: recording.complete,
      pauses: recording.pauses as { fromMs: number; toMs: number }[],
    })),
  };
}

/** Whether he was listened to is not for the agent himself to read. */
function mayRead(session: SignedIn, event: { type: string }): boolean {
  return session.rights.has("records.read") || !event.type.startsWith("supervision");
}

async function openRecording(
  options: RecordHandlerOptions,
  session: SignedIn,
  interactionId: string,
  recordingId: string,
): Promise<Audio> {
  const { tenantId } = session;
  const row = await options.store.inTenant(tenantId, async (tx) => {
    const record = await requireRecord(tx, session, interactionId);
    const own = record.agent_ids.includes(session.me.agentId ?? "");
    if (!own && !session.rights.has("records.listen"))
      throw new ProblemError("forbidden", "This needs the right records.listen: the interaction was not yours.");
    return tx
      .selectFrom("recording")
      .select("file")
      .where("id", "=", recordingId)
      .where("interaction_id", "=", interactionId)
      .executeTakeFirst();
  });
  if (row === undefined) throw new ProblemError("notFound", "There is no such recording.");
  const result = await readRecordingFile(options.recordingPath(row.file), (keyId) =>
    options.recordingKey(tenantId, keyId),
  );
  if (!result.ok) throw new ProblemError("unavailable", `The recording cannot be read: ${result.problem}.`);
  return result.value;
}
