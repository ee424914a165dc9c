import { randomUUID } from "node:crypto";
import type { Notice, NoticeAudience } from "@tellerline/api";
import { verifyAudit } from "@tellerline/store";
import { addTenant, type FreshStore, freshStore, VirtualScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { noticeHandlers } from "./notice-handlers.ts";
import { NoticeFloor } from "./testing/notice-floor.ts";

let db: FreshStore;
let floor: NoticeFloor;
const tenantId = randomUUID();
const time = new VirtualScheduler(1_700_000_000_000);
let handlers: ReturnType<typeof noticeHandlers>;
const hour = 3_600_000;

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, tenantId, "bank");
  floor = await NoticeFloor.open(db.store, tenantId, time);
  handlers = noticeHandlers(floor.options());
});
afterAll(() => db.drop());
beforeEach(() => {
  floor.told.length = 0;
  // What earlier tests sent is over.
  time.advance(48 * hour);
});

const input = (audience: NoticeAudience, more: object = {}) => ({
  ...{ title: "系统升级", text: "今晚 22:00 升级", audience, urgency: "normal" as const, mustConfirm: true },
  ...{ validUntil: time.now() + 24 * hour, ...more },
});
const create = (audience: NoticeAudience, more: object = {}): Promise<Notice> =>
  handlers.createNotice({
    session: floor.session("周"),
    params: {},
    body: input(audience, more),
  } as never) as Promise<Notice>;
const desk = async (name: string) => handlers.listDeskNotices({ session: floor.session(name) } as never);
const titles = async (name: string) => (await desk(name)).items.map(({ title }) => title);
const read = (name: string, id: string) =>
  Promise.resolve(handlers.readNotice({ session: floor.session(name), params: { id } } as never));

it("SV-10 AG-07 a notice speaks to its team or its queue and to nobody else; whoever it speaks to is told at once", async () => {
  await create({ kind: "team", team: "A" }, { title: "A 组" });
  expect(floor.told.filter(({ audience }) => "userId" in audience).map(({ audience }) => audience)).toEqual(
    ["周", "李", "张"].map((name) => ({ userId: floor.userId(name) })),
  );
  const vip = await create({ kind: "queue", queueId: floor.queueId }, { title: "VIP" });
  expect([await titles("李"), await titles("刘")]).toEqual([["A 组"], ["VIP"]]);
  await expect(read("李", vip.id)).rejects.toMatchObject({ code: "notFound" });
  expect([vip.addressed, vip.read]).toEqual([1, 0]);
});

it("SV-10 a receipt is written once with its time; the list says who has read and who has not", async () => {
  const { id } = await create({ kind: "team", team: "A" });
  const first = time.now();
  await read("李", id);
  time.advance(60_000);
  expect((await read("李", id)).readAt).toBe(first);
  const { items } = await handlers.getNoticeReceipts({ session: floor.session("周"), params: { id } } as never);
  expect(items[0]).toMatchObject({ name: "李", readAt: first });
  expect(items).toHaveLength(3);
  expect(items.slice(1).every(({ readAt }) => readAt === null)).toBe(true);
  const listed = await handlers.listNotices({ session: floor.session("周") } as never);
  expect(listed.items.find((one) => one.id === id)).toMatchObject({ addressed: 3, read: 1 });
});

it("SV-10 other words are unread again, another end is not; an old version is refused", async () => {
  const made = await create({ kind: "all" });
  const session = floor.session("周");
  const update = (more: object, version: number) =>
    handlers.updateNotice({ session, params: { id: made.id }, version, body: input({ kind: "all" }, more) } as never);
  await read("刘", made.id);
  await update({ validUntil: time.now() + 30 * hour }, 1);
  expect((await desk("刘")).items[0]?.readAt).not.toBeNull();
  await expect(Promise.resolve(update({ text: "x" }, 1))).rejects.toMatchObject({ code: "changedMeanwhile" });
  await update({ text: "改为 23:00" }, 2);
  expect((await desk("刘")).items[0]).toMatchObject({ text: "改为 23:00", readAt: null });
  await read("刘", made.id);
  expect((await desk("刘")).items[0]?.readAt).not.toBeNull();
});

it("SV-10 it begins and ends at its times; withdrawn it is gone from the desks and kept for the writer", async () => {
  const from = time.now() + hour;
  const later = await create({ kind: "all" }, { title: "稍后", validFrom: from });
  expect(await desk("李")).toEqual({ items: [], nextAt: from });
  await expect(read("李", later.id)).rejects.toMatchObject({ code: "notFound" });
  time.advance(hour);
  expect(await titles("李")).toEqual(["稍后"]);
  await handlers.withdrawNotice({ session: floor.session("周"), params: { id: later.id } } as never);
  expect(await desk("李")).toEqual({ items: [], nextAt: null });
  const listed = await handlers.listNotices({ session: floor.session("周") } as never);
  expect(listed.items[0]).toMatchObject({ id: later.id, withdrawnAt: time.now() });
  const short = await create({ kind: "all" }, { validUntil: time.now() + 1 });
  time.advance(1);
  await expect(read("李", short.id)).rejects.toMatchObject({ code: "notFound" });
});

it("AG-07 unread and urgent notices come first", async () => {
  const old = await create({ kind: "all" }, { title: "旧" });
  time.advance(1);
  await create({ kind: "all" }, { title: "急", urgency: "urgent" });
  time.advance(1);
  await create({ kind: "all" }, { title: "新" });
  await read("李", old.id);
  expect(await titles("李")).toEqual(["急", "新", "旧"]);
});

it("SV-10 sending, changing and withdrawing are audited; nonsense is refused", async () => {
  const { id } = await create({ kind: "all" });
  await handlers.withdrawNotice({ session: floor.session("周"), params: { id } } as never);
  const rows = await db.store.inTenant(tenantId, (tx) =>
    tx.selectFrom("audit").select(["action", "actor"]).where("subject", "=", id).orderBy("sequence").execute(),
  );
  expect(rows).toEqual(["notice.create", "notice.withdraw"].map((action) => ({ action, actor: floor.userId("周") })));
  expect((await verifyAudit(db.store, tenantId)).brokenAt).toBeUndefined();
  await expect(create({ kind: "team", team: "Z" })).rejects.toMatchObject({ code: "invalidRequest" });
  await expect(create({ kind: "all" }, { validUntil: time.now() })).rejects.toMatchObject({
    code: "invalidRequest",
  });
});
