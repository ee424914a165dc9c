import { expect, it } from "vitest";
import type { InteractionEvent } from "../centre/interaction-event.ts";
import { type InteractionEntry, projectRecord } from "./project-record.ts";

const started = {
  type: "started",
  kind: "inbound",
  channel: "voice",
  customerNumber: "13800138000",
  dialledNumber: "95500",
  traceId: "t",
} as const;

function story(...events: [number, InteractionEvent][]): InteractionEntry[] {
  return events.map(([at, event], index) => ({
    tenantId: "t",
    stream: "i",
    sequence: index + 1,
    at,
    code: "x",
    event,
  }));
}

const agent = { agentId: "a1", agentName: "李娜" };
const whole = story(
  [0, started],
  [100, { type: "answered" }],
  [5_100, { type: "queued", queueId: "q", queueName: "service", priority: 0 }],
  [6_000, { type: "offered", ...agent }],
  [8_100, { type: "connected", partyId: "p", ...agent }],
  [8_100, { type: "recordingStarted", recordingId: "r", file: "f", keyId: "k" }],
  [18_100, { type: "held", agentName: agent.agentName }],
  [20_100, { type: "retrieved", agentName: agent.agentName }],
  [21_100, { type: "recordingPaused", recordingId: "r", on: true }],
  [23_100, { type: "recordingPaused", recordingId: "r", on: false }],
  [30_100, { type: "ended", reason: "customerHungUp" }],
  [
    30_200,
    {
      type: "recordingClosed",
      recordingId: "r",
      startedAt: 8_150,
      durationMs: 21_950,
      bytes: 9,
      sha256: "s",
      complete: true,
    },
  ],
);

it("SW-09 the books balance: the segments of the customer cover his time without gap or overlap", () => {
  const record = projectRecord(whole);
  const own = record?.segments.filter((segment) => segment.kind !== "ring") ?? [];
  expect(own.map((s) => [s.kind, s.startedAt, s.endedAt])).toEqual([
    ["flow", 100, 5_100],
    ["queue", 5_100, 8_100],
    ["talk", 8_100, 18_100],
    ["hold", 18_100, 20_100],
    ["talk", 20_100, 30_100],
  ]);
  expect([record?.waitMs, record?.talkMs, record?.durationMs, record?.answeredAt]).toEqual([
    3_000, 20_000, 30_100, 8_100,
  ]);
  expect(record?.segments.find((s) => s.kind === "ring")).toMatchObject({
    startedAt: 6_000,
    endedAt: 8_100,
    endReason: "answered",
  });
  expect(record?.recordings).toEqual([
    {
      recordingId: "r",
      file: "f",
      keyId: "k",
      startedAt: 8_150,
      closed: { durationMs: 21_950, bytes: 9, sha256: "s", complete: true },
      pauses: [{ fromMs: 13_000, toMs: 15_000 }],
    },
  ]);
});

it("RT-12 an unanswered offer and a caller who gives up leave a record without an agent", () => {
  const record = projectRecord(
    story(
      [0, started],
      [0, { type: "answered" }],
      [10, { type: "queued", queueId: "q", queueName: "service", priority: 0 }],
      [20, { type: "offered", ...agent }],
      [40, { type: "offerEnded", ...agent, reason: "noAnswer" }],
      [60, { type: "ended", reason: "abandoned" }],
      // What comes after the end changes nothing any more.
      [70, { type: "connected", partyId: "p", ...agent }],
    ),
  );
  expect(record).toMatchObject({
    endReason: "abandoned",
    answeredAt: null,
    agents: [],
    waitMs: 50,
    talkMs: 0,
    queueId: "q",
  });
});

it("HA-01 an interaction that has not ended has no record yet", () => {
  expect(projectRecord(whole.slice(0, 5))).toBeUndefined();
  expect(projectRecord([])).toBeUndefined();
});
