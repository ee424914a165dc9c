import { randomUUID } from "node:crypto";
import { apiOperations, floorPlanInputSchema, type PlanSeat, type Right, rightsOfRole } from "@tellerline/api";
import { SeededRandom } from "@tellerline/base";
import { verifyAudit } from "@tellerline/store";
import { addTenant, type FreshStore, freshStore, VirtualScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { SignedIn } from "../accounts/accounts.ts";
import { collection } from "../configuration/collection.ts";
import { floorPlanRows } from "./floor-plan-rows.ts";

let db: FreshStore;
const [bank, broker] = [randomUUID(), randomUUID()];
const time = new VirtualScheduler(1_700_000_000_000);
const told: string[] = [];
let plans: ReturnType<typeof collection<never, Awaited<ReturnType<typeof floorPlanRows.list>>[number]>>;

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  for (const [id, name] of [
    [bank, "bank"],
    [broker, "broker"],
  ] as const)
    await addTenant(db.admin, id, name);
  const changed = async (tenantId: string, subject: string) => void told.push(`${tenantId} ${subject}`);
  plans = collection({ store: db.store, clock: time, random: new SeededRandom(7), changed }, floorPlanRows as never);
});
afterAll(() => db.drop());

const session = (tenantId: string) => ({ tenantId, me: { userId: randomUUID() } }) as unknown as SignedIn;
const seat = (id: string, column: number, row: number, place: PlanSeat["place"] = null): PlanSeat => ({
  ...{ id, column, row, label: id.toUpperCase(), place },
});
const empty = { name: "一楼", columns: 10, rows: 6, seats: [] as PlanSeat[], areas: [] as object[] };
const call = (tenantId: string, body: object, more: object = {}) =>
  ({ session: session(tenantId), params: {}, body: { ...empty, ...body }, ...more }) as never;

it("SV-02 a plan is kept as it was drawn, audited, told to those who look, and belongs to its tenant alone", async () => {
  const seats = [seat("a1", 2, 3, { kind: "agent", agentId: randomUUID() }), seat("a2", 3, 3)];
  const areas = [{ column: 1, row: 1, width: 10, height: 1, text: "走廊", look: "zone" }];
  const made = await plans.create(call(bank, { seats, areas }));
  expect(made).toMatchObject({ name: "一楼", columns: 10, rows: 6, seats, areas, version: 1 });
  const params = { id: made.id };
  const moved = [seat("a1", 4, 4)];
  expect(await plans.update(call(bank, { seats: moved, areas }, { params, version: 1 }))).toMatchObject({
    ...{ seats: moved, version: 2 },
  });
  await expect(plans.update(call(bank, { seats }, { params, version: 1 }))).rejects.toMatchObject({
    code: "changedMeanwhile",
  });
  expect((await plans.list({ session: session(broker) })).items).toEqual([]);
  await expect(plans.update(call(broker, {}, { params }))).rejects.toMatchObject({ code: "notFound" });
  await plans.remove({ session: session(bank), params, version: undefined });
  expect((await plans.list({ session: session(bank) })).items).toEqual([]);
  expect(told).toEqual(Array(3).fill(`${bank} floorPlan`));
  expect((await verifyAudit(db.store, bank)).brokenAt).toBeUndefined();
});

it("SV-02 who sees the live view draws plans, an agent neither sees nor changes them", () => {
  const { listFloorPlans, createFloorPlan, updateFloorPlan, removeFloorPlan } = apiOperations;
  const needed: Right[] = [listFloorPlans, createFloorPlan, updateFloorPlan, removeFloorPlan].map(({ needs }) => needs);
  expect(new Set(needed)).toEqual(new Set(["live.read"]));
  expect(rightsOfRole.agent).not.toContain("live.read");
});

it("SV-02 a plan in which a seat stands outside, two in one cell or somebody on two is refused, with the field", () => {
  const fieldsOf = (plan: object) =>
    floorPlanInputSchema.safeParse({ ...empty, ...plan }).error?.issues.map(({ path }) => path.join("."));
  expect(fieldsOf({ seats: [seat("a", 10, 6)] })).toBeUndefined();
  expect(fieldsOf({ seats: [seat("a", 11, 1)] })).toEqual(["columns"]);
  expect(fieldsOf({ seats: [seat("a", 1, 7)] })).toEqual(["rows"]);
  expect(fieldsOf({ seats: [seat("a", 1, 1), seat("b", 1, 1)] })).toEqual(["seats.1"]);
  expect(fieldsOf({ seats: [seat("a", 1, 1), seat("a", 2, 1)] })).toEqual(["seats.1.id"]);
  const place = { kind: "phone", phoneId: randomUUID() } as const;
  expect(fieldsOf({ seats: [seat("a", 1, 1, place), seat("b", 2, 1, place)] })).toEqual(["seats.1.place"]);
  const area = { column: 9, row: 1, width: 3, height: 1, text: "", look: "wall" };
  expect(fieldsOf({ areas: [area] })).toEqual(["columns"]);
  expect(fieldsOf({ columns: 61 })).toEqual(["columns"]);
});
