// An interaction that is going on, with what belongs to it.

import type { RouterCommand } from "@tellerline/acd";
import type { DeskInteraction, OperateRequest, Operation, RecordSummary } from "@tellerline/api";
import type { Runner } from "@tellerline/base";
import type { KnownCustomer } from "../customer-rules/apply-rules.ts";
import type { InteractionEntry, ProjectedRecord } from "../records/project-record.ts";
import type { TracedMessage } from "../records/record-writer.ts";
import type { LastService } from "../routing/last-agent.ts";
import type { Supervision } from "./call-supervision.ts";
import type { Interaction } from "./interaction.ts";
import type { InteractionEvent } from "./interaction-event.ts";
import type { InteractionMachine } from "./interaction-machine.ts";
import type { CommonInput, InteractionInput, InteractionOutput } from "./interaction-output.ts";
import type { JournalStream } from "./journal-stream.ts";
import { judgeWait, type QueueOutcome } from "./queue-figures.ts";

export interface RunningInteraction {
  readonly machine: InteractionMachine;
  /** Tells the machine what the router decided and what is attached, in order. */
  readonly runner: { handle(input: CommonInput): void; stop(): void };
  /** Rings an agent at the router's wish. @returns false if he cannot be reached. */
  ring(agentId: string, ringTimeoutMs: number): boolean;
  /** An agent is taken out of it by a leader: what he alone serves ends. */
  release(agentId: string): void;
  readonly stream: JournalStream<InteractionEvent>;
  /** Whose desks show it. */
  readonly agentIds: Set<string>;
  /** The customer's latest contacts. */
  previous: DeskInteraction["previous"];
  /** Who served this customer last; known a moment after the beginning. */
  lastService?: LastService;
  /** For which skills it waits or waited last, as the rules of the house left it, and since when. */
  asked?: { skillIds: readonly string[]; since: number };
  /** When he last gave up waiting, if that was the last that was had with him. */
  gaveUpAt?: number;
  /** Who he is to the house; known a moment after the beginning, if he is known at all. */
  customer?: KnownCustomer;
  /** Present while that is looked up: what the router will be told then, in order. */
  held?: RouterCommand[];
  readonly entries: InteractionEntry[];
  readonly messages: TracedMessage[];
  /** Told once, when it is over. */
  readonly finished?: () => void;
  /** Present where a team leader can supervise it. */
  readonly supervision?: Supervision;
  /** How an agent classed it while it still went on: it is written down with the record. */
  disposed?: { disposition: string | null; note: string | null };
  /** Present where it is no call: what the desk may do. Refusals are thrown as problems. */
  readonly desk?: {
    allowed(agentId: string): Operation[];
    operate(agentId: string, request: OperateRequest): void;
  };
  /** Present where it is a call. */
  readonly call?: { machine: Interaction; runner: Runner<InteractionInput, InteractionOutput> };
}

/** A wait that goes on as a call-back counts there, and a call-back once, when it reached the customer (docs/figures.md). */
export function countsInQueue(record: Pick<RecordSummary, "kind" | "endReason" | "answeredAt">): boolean {
  return record.kind === "callBack" ? record.answeredAt !== null : record.endReason !== "callBack";
}

/** What the interaction adds to its queue's day; undefined if it never entered a queue. */
export function outcomeOf(
  record: ProjectedRecord,
  queue: { serviceLevelMs: number; shortAbandonMs: number } | undefined,
  groups: readonly string[],
): QueueOutcome | undefined {
  if (record.queueId === null || !countsInQueue(record)) return undefined;
  const answered = record.answeredAt !== null;
  return {
    queueId: record.queueId,
    groups,
    ...judgeWait({ answered, abandoned: !answered && record.endReason === "abandoned", waitMs: record.waitMs }, queue),
    waitMs: record.waitMs,
    talkMs: record.talkMs,
  };
}
