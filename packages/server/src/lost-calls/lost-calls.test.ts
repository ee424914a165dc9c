import { randomUUID } from "node:crypto";
import { instant } from "@tellerline/store";
import { addTenant, type FreshStore, freshStore, VirtualScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { NoticeFloor } from "../notices/testing/notice-floor.ts";
import { lostCallHandlers } from "./lost-call-handlers.ts";
import { claimLostCall, claimMs, dropClaim, lookBackMs, readLostCalls } from "./lost-call-rows.ts";

let db: FreshStore;
let floor: NoticeFloor;
const tenantId = randomUUID();
const time = new VirtualScheduler(1_700_000_000_000);
const minute = 60_000;

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, tenantId, "bank");
  floor = await NoticeFloor.open(db.store, tenantId, time);
});
afterAll(() => db.drop());
// What earlier tests left is too old to count.
beforeEach(() => time.advance(lookBackMs + minute));

interface Call {
  number?: string;
  kind?: string;
  channel?: string;
  endReason?: string;
  queueId?: string | null;
  /** Answered so long ago by an agent. */
  answeredAgo?: number;
  /** Over so long ago. */
  endedAgo?: number;
}

/** Writes the record of a call that is over. @returns its id. */
async function call(more: Call): Promise<string> {
  const { number = "13800138000", kind = "inbound", channel = "voice", endReason = "abandoned", answeredAgo } = more;
  const { queueId = floor.queueId, endedAgo = 0 } = more;
  const [interactionId, ended] = [randomUUID(), time.now() - endedAgo];
  await db.store.inTenant(tenantId, (tx) =>
    tx
      .insertInto("call_record")
      .values({
        ...{ tenant_id: tenantId, interaction_id: interactionId, channel, kind, trace_id: "t" },
        ...{ customer_number: number, customer_name: null, dialled_number: "95500" },
        started_at: instant(ended - minute),
        answered_at: answeredAgo === undefined ? null : instant(time.now() - answeredAgo),
        ...{ ended_at: instant(ended), end_reason: endReason, queue_id: queueId, queue_name: "vip" },
        agent_ids: answeredAgo === undefined ? [] : [randomUUID()],
        ...{ agent_names: [], wait_ms: 40_000, talk_ms: 0, duration_ms: 60_000, disposition: null, note: null },
        segments: "[]",
      })
      .execute(),
  );
  return interactionId;
}

const lost = async (queueIds?: readonly string[]) =>
  (await db.store.inTenant(tenantId, (tx) => readLostCalls(tx, time.now(), queueIds))).map(
    ({ interactionId, times }) => [interactionId, times],
  );

it("RT-09 one line per customer with his last call and how often he gave up; the longest lost first", async () => {
  await call({ endedAgo: 50 * minute });
  const other = await call({ number: "02112345678", endedAgo: 30 * minute });
  const last = await call({ endedAgo: 10 * minute });
  expect(await lost()).toEqual([
    [other, 1],
    [last, 2],
  ]);
});

it.each<[string, Call]>([
  ["was called back and spoke to somebody", { kind: "outbound", endReason: "agentHungUp", answeredAgo: 5 * minute }],
  ["called again and was answered", { endReason: "customerHungUp", answeredAgo: 5 * minute }],
  ["was served in a chat", { channel: "chat", endReason: "customerHungUp", answeredAgo: 5 * minute }],
])("RT-09 who %s is lost no more", async (_what, then) => {
  await call({ endedAgo: 10 * minute });
  await call(then);
  expect(await lost()).toEqual([]);
});

it("RT-09 a talk before it, and a call that nobody answered, do not settle it", async () => {
  await call({ endReason: "customerHungUp", answeredAgo: 60 * minute, endedAgo: 50 * minute });
  const id = await call({ endedAgo: 10 * minute });
  await call({ kind: "outbound", endReason: "failed" });
  expect(await lost()).toEqual([[id, 1]]);
});

it.each<[string, Call]>([
  ["hid his number", { number: "anonymous" }],
  ["gave up before any queue", { queueId: null }],
  ["left a chat", { channel: "chat" }],
  ["gave up more than seven days ago", { endedAgo: lookBackMs + 1 }],
])("RT-09 nobody can call back who %s", async (_what, of) => {
  await call(of);
  expect(await lost()).toEqual([]);
});

it("RT-09 agents see those of their queues with masked numbers, leaders all of them whole", async () => {
  await call({});
  const { listLostCalls } = lostCallHandlers(floor.options() as never);
  const seen = async (name: string) =>
    ((await listLostCalls({ session: floor.session(name) } as never)) as { items: { customerNumber: string }[] }).items;
  expect(await seen("刘")).toMatchObject([{ customerNumber: "138****8000", queueName: "vip", waitMs: 40_000 }]);
  expect(await seen("李")).toEqual([]);
  expect(await seen("周")).toMatchObject([{ customerNumber: "13800138000" }]);
});

it("RT-09 of two agents one has it, for fifteen minutes or until he gives it back", async () => {
  const interactionId = await call({});
  const [li, liu] = [
    { id: randomUUID(), name: "李" },
    { id: randomUUID(), name: "刘" },
  ];
  const claim = (agent: { id: string; name: string }) =>
    db.store.inTenant(tenantId, (tx) => claimLostCall(tx, tenantId, time.now(), interactionId, agent));
  expect([await claim(li), await claim(liu), await claim(li)]).toEqual([true, false, true]);
  const [claimed] = await db.store.inTenant(tenantId, (tx) => readLostCalls(tx, time.now(), undefined));
  expect(claimed).toMatchObject({ claimedBy: "李", claimedAt: time.now() });
  time.advance(claimMs);
  expect(await claim(liu)).toBe(true);
  await db.store.inTenant(tenantId, (tx) => dropClaim(tx, interactionId, li.id));
  expect(await claim(li)).toBe(false);
  await db.store.inTenant(tenantId, (tx) => dropClaim(tx, interactionId, liu.id));
  expect(await claim(li)).toBe(true);
});
