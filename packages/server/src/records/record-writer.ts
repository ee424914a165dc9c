// Writes the record of an ended interaction: exactly once, with its recordings, its SIP messages and the day's figures, in
// one transaction. With the database away it tries again until it can (HA-07).

import type { RecordSummary } from "@tellerline/api";
import type { Log, Scheduler } from "@tellerline/base";
import { instant, type JournalWriter, type Store, type TenantTransaction } from "@tellerline/store";
import { addToDay, type QueueOutcome } from "../centre/queue-figures.ts";
import type { ProjectedRecord } from "./project-record.ts";

export interface TracedMessage {
  at: number;
  legId: string;
  direction: "in" | "out";
  remote: string;
  transport: string;
  firstLine: string;
  text: string;
}

export interface RecordToWrite {
  tenantId: string;
  record: ProjectedRecord;
  messages: readonly TracedMessage[];
  outcome: QueueOutcome | undefined;
}

const firstRetryMs = 500;
const longestRetryMs = 30_000;

export class RecordWriter {
  readonly #store: Store;
  readonly #journal: JournalWriter;
  readonly #scheduler: Scheduler;
  readonly #log: Log;
  readonly #open = new Set<Promise<void>>();

  constructor(store: Store, journal: JournalWriter, scheduler: Scheduler, log: Log) {
    this.#store = store;
    this.#journal = journal;
    this.#scheduler = scheduler;
    this.#log = log;
  }

  /** @param written called once the record is durable, unless it was there before. */
  write(item: RecordToWrite, written: (summary: RecordSummary) => void): void {
    const work = this.#untilWritten(item, written);
    this.#open.add(work);
    void work.finally(() => this.#open.delete(work));
  }

  /** Fills in how the agent classed the interaction; waits until its record is there. */
  async dispose(
    tenantId: string,
    interactionId: string,
    disposition: string | null,
    note: string | null,
  ): Promise<void> {
    await this.drain();
    await this.#store.inTenant(tenantId, (tx) =>
      tx.updateTable("call_record").set({ disposition, note }).where("interaction_id", "=", interactionId).execute(),
    );
  }

  /** Resolves when everything handed over is written. */
  async drain(): Promise<void> {
    await Promise.all(this.#open);
  }

  async #untilWritten(item: RecordToWrite, written: (summary: RecordSummary) => void): Promise<void> {
    for (let wait = firstRetryMs; ; wait = Math.min(wait * 2, longestRetryMs)) {
      try {
        // The journal first: a record whose story is not durable could not be rebuilt.
        await this.#journal.flush();
        if (await this.#store.inTenant(item.tenantId, (tx) => insertRecord(tx, item))) written(summarise(item.record));
        return;
      } catch (error) {
        const interactionId = item.record.interactionId;
        this.#log.error("record.notWrittenYet", { interactionId, message: (error as Error).message, retryMs: wait });
        await new Promise<void>((resolve) => this.#scheduler.schedule(this.#scheduler.now() + wait, resolve));
      }
    }
  }
}

async function insertRecord(
  tx: TenantTransaction,
  { tenantId, record, messages, outcome }: RecordToWrite,
): Promise<boolean> {
  const inserted = await tx
    .insertInto("call_record")
    .values({
      tenant_id: tenantId,
      interaction_id: record.interactionId,
      channel: record.channel,
      kind: record.kind,
      trace_id: record.traceId,
      customer_number: record.customerNumber,
      customer_name: record.customerName,
      dialled_number: record.dialledNumber,
      started_at: instant(record.startedAt),
      answered_at: record.answeredAt === null ? null : instant(record.answeredAt),
      ended_at: instant(record.endedAt),
      end_reason: record.endReason,
      queue_id: record.queueId,
      queue_name: record.queueName,
      agent_ids: record.agents.map((agent) => agent.id),
      agent_names: record.agents.map((agent) => agent.name),
      wait_ms: record.waitMs,
      talk_ms: record.talkMs,
      duration_ms: record.durationMs,
      disposition: null,
      note: null,
      segments: JSON.stringify(record.segments),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if ((inserted.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
  for (const recording of record.recordings) {
    if (recording.closed === undefined) continue;
    const { durationMs, bytes, sha256, complete } = recording.closed;
    await tx
      .insertInto("recording")
      .values({
        tenant_id: tenantId,
        id: recording.recordingId,
        interaction_id: record.interactionId,
        file: recording.file,
        key_id: recording.keyId,
        started_at: instant(recording.startedAt),
        duration_ms: durationMs,
        bytes,
        sha256,
        complete,
        pauses: JSON.stringify(recording.pauses),
      })
      .execute();
  }
  if (messages.length > 0) {
    const rows = messages.map((message, index) => ({
      tenant_id: tenantId,
      interaction_id: record.interactionId,
      ordinal: index + 1,
      at: instant(message.at),
      leg_id: message.legId,
      direction: message.direction,
      remote: message.remote,
      transport: message.transport,
      first_line: message.firstLine,
      message: message.text,
    }));
    await tx.insertInto("sip_message").values(rows).execute();
  }
  if (outcome !== undefined) await addToDay(tx, tenantId, record.endedAt, outcome);
  return true;
}

/** The record as lists show it. */
export function summarise(record: ProjectedRecord): RecordSummary {
  const { interactionId, channel, kind, customerNumber, dialledNumber, startedAt, answeredAt, endedAt, endReason } =
    record;
  return {
    ...{ interactionId, channel, kind, customerNumber, dialledNumber, startedAt, answeredAt, endedAt, endReason },
    customerName: record.customerName,
    queueName: record.queueName,
    agentNames: record.agents.map((agent) => agent.name),
    waitMs: record.waitMs,
    talkMs: record.talkMs,
    durationMs: record.durationMs,
    disposition: null,
    recordingCount: record.recordings.filter((recording) => recording.closed !== undefined).length,
  };
}
