import { randomUUID } from "node:crypto";
import type { MessageTarget } from "@tellerline/api";
import { addTenant, type FreshStore, freshStore, VirtualScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { messageHandlers, messagesPerMinute } from "./message-handlers.ts";
import { NoticeFloor } from "./testing/notice-floor.ts";

let db: FreshStore;
let floor: NoticeFloor;
const tenantId = randomUUID();
const time = new VirtualScheduler(1_700_000_000_000);
let handlers: ReturnType<typeof messageHandlers>;

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, tenantId, "bank");
  floor = await NoticeFloor.open(db.store, tenantId, time);
  handlers = messageHandlers(floor.options());
});
afterAll(() => db.drop());
beforeEach(() => {
  floor.told.length = 0;
  time.advance(60_000);
});

const agent = (name: string): MessageTarget => ({ kind: "agent", agentId: floor.agentId(name) });
const team = (name: string): MessageTarget => ({ kind: "team", team: name });
async function send(from: string, to: MessageTarget, text: string) {
  time.advance(1);
  return handlers.sendMessage({ session: floor.session(from), body: { to, text } } as never);
}
const threads = async (name: string) =>
  (await handlers.listMessageThreads({ session: floor.session(name) } as never)).items;
const unread = async (name: string) => Object.fromEntries((await threads(name)).map((one) => [one.name, one.unread]));
const said = async (name: string, query: object) =>
  (await handlers.listMessages({ session: floor.session(name), query: { limit: 50, ...query } } as never)).items.map(
    ({ text }) => text,
  );
const markRead = async (name: string, target: MessageTarget, upTo: string) =>
  handlers.readMessages({ session: floor.session(name), body: { with: target, upTo } } as never);

it("AG-07 a message is with both sides at once, unread at the other until he has read it, and never unread again", async () => {
  const first = await send("李", agent("张"), "3 号线客户找你");
  const second = await send("李", agent("张"), "已转给你");
  expect(floor.told.map(({ audience }) => audience)).toEqual(
    ["李", "张", "李", "张"].map((name) => ({ userId: floor.userId(name) })),
  );
  expect([await unread("张"), (await unread("李")).张]).toEqual([{ 李: 2, A: 0 }, 0]);
  expect(await said("张", { agentId: floor.agentId("李") })).toEqual(["3 号线客户找你", "已转给你"]);
  await markRead("张", agent("李"), second.id);
  await markRead("张", agent("李"), first.id);
  expect((await unread("张")).李).toBe(0);
  await send("李", agent("张"), "还有");
  expect((await unread("张")).李).toBe(1);
});

it("AG-07 what two say to each other a third cannot read; there is no talking to oneself", async () => {
  await send("周", agent("刘"), "请来一下");
  expect(await said("李", { agentId: floor.agentId("刘") })).toEqual([]);
  expect(Object.keys(await unread("李"))).not.toContain("刘");
  await expect(send("李", agent("李"), "x")).rejects.toMatchObject({ code: "invalidRequest" });
});

it("AG-07 a team is heard by its members; only they and leaders write to it", async () => {
  await send("张", team("A"), "今天早会取消");
  expect(floor.told.map(({ audience }) => audience)).toEqual(
    ["周", "李", "张"].map((name) => ({ userId: floor.userId(name) })),
  );
  expect((await unread("李")).A).toBe(1);
  expect((await unread("张")).A).toBe(0);
  await expect(send("刘", team("A"), "x")).rejects.toMatchObject({ code: "notFound" });
  await expect(said("刘", { team: "A" })).rejects.toMatchObject({ code: "notFound" });
  await send("周", team("B"), "请支援");
  expect((await unread("刘")).B).toBe(1);
});

it("AG-07 a long thread comes in pieces, the newest first, each in its order", async () => {
  const sent = [];
  for (let i = 0; i < 5; i++) sent.push(await send("刘", agent("张"), `m${i}`));
  const query = { agentId: floor.agentId("刘"), limit: 2 };
  expect(await said("张", query)).toEqual(["m3", "m4"]);
  expect(await said("张", { ...query, before: sent[3]?.id })).toEqual(["m1", "m2"]);
});

it("AG-07 more than thirty in a minute are refused, a minute later it goes on", async () => {
  for (let i = 0; i < messagesPerMinute; i++) await send("李", agent("刘"), `n${i}`);
  await expect(send("李", agent("刘"), "too much")).rejects.toMatchObject({ code: "tooManyRequests" });
  time.advance(60_000);
  await send("李", agent("刘"), "again");
});
