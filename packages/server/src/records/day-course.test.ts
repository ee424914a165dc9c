import { addTenant, type FreshStore, freshStore } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { readDayCourse } from "./day-course.ts";

const [bank, broker] = ["00000000-0000-7000-8000-0000000000a1", "00000000-0000-7000-8000-0000000000a2"];
const [service, loans] = ["00000000-0000-7000-8000-0000000000b1", "00000000-0000-7000-8000-0000000000b2"];
const midnight = new Date(2026, 10, 28).getTime();
const minute = 60_000;

let db: FreshStore;
let made = 0;
beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, bank, "bank");
  await addTenant(db.admin, broker, "broker");
});
afterAll(() => db.drop());

/** A record that began so long after midnight. */
function record(tenantId: string, at: number, more: object = {}): Promise<unknown> {
  const id = `00000000-0000-7000-8000-${String(++made).padStart(12, "0")}`;
  const [startedAt, endedAt] = [new Date(midnight + at), new Date(midnight + at + minute)];
  return db.store.inTenant(tenantId, (tx) =>
    tx
      .insertInto("call_record")
      .values({
        ...{ tenant_id: tenantId, interaction_id: id, channel: "voice", kind: "inbound", trace_id: "t" },
        ...{ customer_number: "1", dialled_number: "95500", started_at: startedAt, answered_at: startedAt },
        ...{ ended_at: endedAt, end_reason: "customerHungUp", queue_id: service, queue_name: "service" },
        ...{ agent_ids: [], agent_names: [], wait_ms: 1000, talk_ms: 0, duration_ms: minute, disposition: null },
        ...{ note: null, segments: "[]", customer_name: null, ...more },
      })
      .execute(),
  );
}

it("SV-01 the course of a day counts by the half hour of the beginning, queue by queue, each tenant's own", async () => {
  const answered = { agent_ids: ["00000000-0000-7000-8000-0000000000c1"] };
  await record(bank, -1, answered);
  await record(bank, 0, answered);
  await record(bank, 30 * minute - 1, { end_reason: "abandoned", wait_ms: 30_000 });
  await record(bank, 30 * minute, { ...answered, queue_id: loans });
  await record(bank, 31 * minute, { kind: "outbound", ...answered });
  await record(bank, 32 * minute, { queue_id: null });
  await record(broker, 33 * minute, answered);
  const course = (queueId?: string, tenantId = bank) =>
    db.store.inTenant(tenantId, (tx) => readDayCourse(tx, midnight + 61 * minute, queueId));
  const nobody = { offered: 0, answered: 0, abandoned: 0, waitMs: 0 };
  expect(await course()).toEqual({
    bucketMs: 30 * minute,
    items: [
      { at: midnight, offered: 2, answered: 1, abandoned: 1, waitMs: 31_000 },
      { at: midnight + 30 * minute, offered: 1, answered: 1, abandoned: 0, waitMs: 1000 },
      { at: midnight + 60 * minute, ...nobody },
    ],
  });
  expect((await course(loans)).items.map(({ offered }) => offered)).toEqual([0, 1, 0]);
  expect((await course(undefined, broker)).items.map(({ offered }) => offered)).toEqual([0, 1, 0]);
});
