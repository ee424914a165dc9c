// After a crash: interactions whose journal has begun but whose record was never written get their record now, exactly
// once, with the recordings as far as they reached the disk.

import type { Clock, Log } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import { sql } from "kysely";
import type { InteractionEvent } from "../centre/interaction-event.ts";
import type { JournalStream } from "../centre/journal-stream.ts";
import { outcomeOf } from "../centre/running-interaction.ts";
import { type InteractionEntry, projectRecord } from "../records/project-record.ts";
import type { RecordWriter } from "../records/record-writer.ts";
import { measureRecording } from "./measure-recording.ts";

export interface RecoveryOptions {
  store: Store;
  records: RecordWriter;
  clock: Clock;
  log: Log;
  recordingPath(file: string): string;
  recordingKey(tenantId: string, keyId: string): Buffer | undefined;
  /** A stream that goes on after the last entry. */
  continueStream(tenantId: string, interactionId: string, after: number): JournalStream<InteractionEvent>;
}

const lookBackDays = 7;

export interface Recovered {
  /** Records that were written now. */
  written: number;
  /** Chats that had not ended: they go on. */
  openChats: InteractionEntry[][];
}

/** Writes the missing records of one tenant; chats that are still open are left open. */
export async function recoverRecords(tenantId: string, options: RecoveryOptions): Promise<Recovered> {
  const orphans = await options.store.inTenant(tenantId, (tx) =>
    sql<{ stream: string }>`
      select distinct stream from journal j
      where sequence = 1 and stream not like 'routing/%' and at > now() - make_interval(days => ${lookBackDays})
        and not exists (select 1 from call_record r where r.interaction_id::text = j.stream)`.execute(tx),
  );
  const openChats: InteractionEntry[][] = [];
  for (const { stream } of orphans.rows) {
    const entries = await readStream(tenantId, stream, options);
    const { event } = entries[0] ?? {};
    const isChat = event?.type === "started" && event.channel === "chat";
    if (isChat && !entries.some((entry) => entry.event.type === "ended")) openChats.push(entries);
    else endOrphan(tenantId, entries, options);
  }
  await options.records.drain();
  return { written: orphans.rows.length - openChats.length, openChats };
}

async function readStream(
  tenantId: string,
  interactionId: string,
  options: RecoveryOptions,
): Promise<InteractionEntry[]> {
  const rows = await options.store.inTenant(tenantId, (tx) =>
    tx.selectFrom("journal").selectAll().where("stream", "=", interactionId).orderBy("sequence").execute(),
  );
  return rows.map((row) => ({
    tenantId,
    stream: interactionId,
    sequence: row.sequence,
    at: row.at,
    code: row.code,
    event: row.event as InteractionEvent,
  }));
}

/** Ends an interaction that nobody can take up again, and writes its record. */
export function endOrphan(tenantId: string, found: readonly InteractionEntry[], options: RecoveryOptions): void {
  const entries = [...found];
  const last = entries.at(-1);
  if (last === undefined) return;
  const interactionId = last.stream;
  const stream = options.continueStream(tenantId, interactionId, last.sequence);
  const append = (at: number, event: InteractionEvent) => entries.push(stream.append(at, event));
  const ended = entries.some((entry) => entry.event.type === "ended");
  const closings = openRecordings(entries).map((recording) => closeFromDisk(tenantId, recording, options));
  const lastSound = closings.reduce((latest, event) => Math.max(latest, event.startedAt + event.durationMs), last.at);
  // The call lived at least as long as its last entry and its last sound; nobody knows more.
  if (!ended) append(Math.min(lastSound, options.clock.now()), { type: "ended", reason: "controllerLost" });
  for (const event of closings) append(options.clock.now(), event);
  const record = projectRecord(entries);
  if (record === undefined) {
    options.log.error("recovery.incomplete", { interactionId });
    return;
  }
  options.log.warn("recovery.record", { interactionId, reason: record.endReason, recordings: closings.length });
  options.records.write({ tenantId, record, messages: [], outcome: outcomeOf(record, undefined, []) }, () => {});
}

type Started = Extract<InteractionEvent, { type: "recordingStarted" }> & { at: number };
type Closed = Extract<InteractionEvent, { type: "recordingClosed" }>;

function openRecordings(entries: readonly InteractionEntry[]): Started[] {
  const open = new Map<string, Started>();
  for (const { at, event } of entries) {
    if (event.type === "recordingStarted") open.set(event.recordingId, { ...event, at });
    if (event.type === "recordingClosed") open.delete(event.recordingId);
  }
  return [...open.values()];
}

function closeFromDisk(tenantId: string, started: Started, options: RecoveryOptions): Closed {
  const { recordingId } = started;
  const found = measureRecording(options.recordingPath(started.file), (keyId) => options.recordingKey(tenantId, keyId));
  if (!found.ok) {
    options.log.error("recovery.recordingUnreadable", { recordingId, problem: found.problem });
    const nothing = { startedAt: started.at, durationMs: 0, bytes: 0, sha256: "", complete: false };
    return { type: "recordingClosed", recordingId, ...nothing };
  }
  const { lostMs: _, ...measured } = found.value;
  return { type: "recordingClosed", recordingId, ...measured };
}
