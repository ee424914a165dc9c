import { randomUUID } from "node:crypto";
import { apiOperations, type Right, rightsOfRole, type WallboardTile, wallboardInputSchema } from "@tellerline/api";
import { SeededRandom } from "@tellerline/base";
import { verifyAudit } from "@tellerline/store";
import { addTenant, type FreshStore, freshStore, VirtualScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { SignedIn } from "../accounts/accounts.ts";
import { collection } from "../configuration/collection.ts";
import { wallboardRows } from "./wallboard-rows.ts";

let db: FreshStore;
const [bank, broker] = [randomUUID(), randomUUID()];
const time = new VirtualScheduler(1_700_000_000_000);
const told: string[] = [];
let boards: ReturnType<typeof collection<never, Awaited<ReturnType<typeof wallboardRows.list>>[number]>>;

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  for (const [id, name] of [
    [bank, "bank"],
    [broker, "broker"],
  ] as const)
    await addTenant(db.admin, id, name);
  const changed = async (tenantId: string, subject: string) => void told.push(`${tenantId} ${subject}`);
  boards = collection({ store: db.store, clock: time, random: new SeededRandom(7), changed }, wallboardRows as never);
});
afterAll(() => db.drop());

type FigureTile = Extract<WallboardTile, { kind: "figure" }>;
const session = (tenantId: string) => ({ tenantId, me: { userId: randomUUID() } }) as unknown as SignedIn;
const tile = (figure: FigureTile["figure"], more: Partial<FigureTile> = {}): FigureTile => ({
  kind: "figure",
  ...{ figure, queueIds: [], size: "small", warning: null, alarm: null, ...more },
});
const call = (tenantId: string, name: string, tiles: WallboardTile[], more: object = {}) =>
  ({ session: session(tenantId), params: {}, body: { name, columns: 4, tiles }, ...more }) as never;

it("SV-09 a board is kept as it was composed, in the order of its tiles, and belongs to its tenant alone", async () => {
  const tiles = [tile("serviceLevel", { size: "large", warning: 80, alarm: 60 }), tile("waiting", { alarm: 10 })];
  const made = await boards.create(call(bank, "大厅", tiles));
  expect(made).toMatchObject({ name: "大厅", columns: 4, tiles, version: 1 });
  const turned = [...tiles].reverse();
  const params = { id: made.id };
  const changed = await boards.update(call(bank, "大厅", turned, { params, version: 1 }));
  expect([changed.tiles, changed.version]).toEqual([turned, 2]);
  await expect(boards.update(call(bank, "旧", tiles, { params, version: 1 }))).rejects.toMatchObject({
    code: "changedMeanwhile",
  });
  expect((await boards.list({ session: session(broker) })).items).toEqual([]);
  await expect(boards.update(call(broker, "大厅", tiles, { params }))).rejects.toMatchObject({ code: "notFound" });
  await expect(boards.create(call(bank, "大厅", tiles))).rejects.toMatchObject({ code: "alreadyExists" });
  await boards.remove({ session: session(bank), params, version: undefined });
  expect((await boards.list({ session: session(bank) })).items).toEqual([]);
  expect(told).toEqual(Array(3).fill(`${bank} wallboard`));
});

it("SV-09 who composed, changed and removed a board is in the audit", async () => {
  const made = await boards.create(call(broker, "一楼", [tile("ready")]));
  await boards.remove({ session: session(broker), params: { id: made.id }, version: undefined });
  const rows = await db.store.inTenant(broker, (tx) =>
    tx.selectFrom("audit").select(["action", "subject"]).orderBy("sequence").execute(),
  );
  expect(rows).toEqual([
    { action: "wallboard.create", subject: made.id },
    { action: "wallboard.remove", subject: made.id },
  ]);
  expect((await verifyAudit(db.store, broker)).brokenAt).toBeUndefined();
});

it("SV-09 who sees the live view composes boards, an agent neither sees nor changes them", () => {
  const needed = [apiOperations.listWallboards, apiOperations.createWallboard, apiOperations.updateWallboard].map(
    ({ needs }) => needs as Right,
  );
  expect(new Set([...needed, apiOperations.removeWallboard.needs])).toEqual(new Set(["live.read"]));
  expect(rightsOfRole.agent).not.toContain("live.read");
  expect(rightsOfRole.teamLeader).toContain("live.read");
});

it("SV-09 a board has a name, 1–8 columns, 1–48 tiles of known figures and limits that are numbers", () => {
  const board = { name: "大厅", columns: 4, tiles: [tile("waiting")] };
  const accepted = (more: object) => wallboardInputSchema.safeParse({ ...board, ...more }).success;
  expect(accepted({})).toBe(true);
  expect(accepted({ tiles: Array(48).fill(tile("waiting")) })).toBe(true);
  const wrong = [
    ...[{ name: " " }, { columns: 0 }, { columns: 9 }, { columns: 1.5 }, { tiles: [] }],
    ...[{ tiles: Array(49).fill(tile("waiting")) }, { tiles: [tile("weather" as never)] }],
    ...[{ tiles: [tile("waiting", { alarm: -1 })] }, { tiles: [tile("waiting", { queueIds: ["x"] })] }],
  ];
  expect(wrong.map(accepted)).toEqual(wrong.map(() => false));
});
