import { randomUUID } from "node:crypto";
import { SeededRandom, silentLog } from "@tellerline/base";
import { addTenant, type FreshStore, freshStore, VirtualScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import type { CallBack, CallBackWish } from "./call-back-rows.ts";
import { CallBacks } from "./call-backs.ts";

let db: FreshStore;
let bank: string;
let queueId: string;
let time: VirtualScheduler;
/** What stands in queues now. */
let standing: { one: CallBack; interactionId: string; ended(reached: boolean): void }[];
let taken: string[];

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
});
afterAll(() => db.drop());
beforeEach(async () => {
  [bank, queueId] = [randomUUID(), randomUUID()];
  time = new VirtualScheduler(1_700_000_000_000);
  [standing, taken] = [[], []];
  await addTenant(db.admin, bank, bank);
  await db.store.inTenant(bank, (tx) =>
    tx
      .insertInto("queue")
      .values({
        ...{ tenant_id: bank, id: queueId, name: "service", strategy: "longestIdle", required_skills: "[]" },
        ...{ priority: 0, ring_timeout_ms: 20_000, wrap_up_ms: 0, service_level_ms: 20_000, max_wait_ms: 600_000 },
        ...{ recording: "all", auto_answer: false },
      })
      .execute(),
  );
});

function makeCallBacks(): CallBacks {
  return new CallBacks({
    ...{ store: db.store, scheduler: time, random: new SeededRandom(3), log: silentLog },
    port: {
      begin: (_tenantId, one, ended) => {
        if (one.queueId !== queueId) return undefined;
        const interactionId = randomUUID();
        standing.push({ one: { ...one }, interactionId, ended });
        return interactionId;
      },
      end: (_tenantId, interactionId) => void taken.push(interactionId),
    },
  });
}

const wish = (more: Partial<CallBackWish> = {}): CallBackWish => ({
  ...{
    queueId,
    number: "13800138000",
    language: "zh-CN",
    priority: 2,
    requiredSkills: [{ skillId: "s", level: 3 }],
    preferredSkills: [],
  },
  ...{ since: time.now() - 60_000, source: "flow", originId: undefined, attributes: { service: "cards" }, ...more },
});

const stateOf = async (id: string | undefined) =>
  db.store.inTenant(bank, (tx) =>
    tx
      .selectFrom("call_back")
      .select(["state", "attempts"])
      .where("id", "=", id ?? "")
      .executeTakeFirst(),
  );

it("RT-09 who asks stands in the queue at his place, once, and is done when he was reached", async () => {
  const callBacks = makeCallBacks();
  const id = callBacks.request(bank, wish());
  expect(callBacks.request(bank, wish({ since: time.now() }))).toBe(id);
  expect(standing).toMatchObject([{ one: { number: "13800138000", since: time.now() - 60_000, priority: 2 } }]);
  standing[0]?.ended(true);
  expect(callBacks.waiting(bank)).toEqual([]);
  await callBacks.stop();
  expect(await stateOf(id)).toMatchObject({ state: "done" });
});

it("RT-09 who is not reached is called again in ten minutes at the same place, three times in all", async () => {
  const callBacks = makeCallBacks();
  const id = callBacks.request(bank, wish());
  const since = standing[0]?.one.since;
  for (let attempt = 1; attempt < 3; attempt++) {
    standing.at(-1)?.ended(false);
    time.advance(599_999);
    expect(standing).toHaveLength(attempt);
    time.advance(1);
    expect(standing.at(-1)?.one).toMatchObject({ since, attempts: attempt });
  }
  standing.at(-1)?.ended(false);
  time.advance(3_600_000);
  expect(standing).toHaveLength(3);
  await callBacks.stop();
  expect(await stateOf(id)).toMatchObject({ state: "failed" });
});

it("RT-09 HA-04 after a restart everybody stands where he stood; what ends with the product is no attempt", async () => {
  const before = makeCallBacks();
  before.request(bank, wish());
  before.request(bank, wish({ number: "13900139000", since: time.now() }));
  await before.stop();
  for (const one of standing.splice(0)) one.ended(false);
  const after = makeCallBacks();
  await after.load(bank);
  expect(standing.map(({ one }) => [one.number, one.since, one.attempts, one.requiredSkills, one.attributes])).toEqual([
    ["13800138000", time.now() - 60_000, 0, [{ skillId: "s", level: 3 }], { service: "cards" }],
    ["13900139000", time.now(), 0, [{ skillId: "s", level: 3 }], { service: "cards" }],
  ]);
});

it("RT-09 a leader takes it away: it leaves its queue and does not come back", async () => {
  const callBacks = makeCallBacks();
  const id = callBacks.request(bank, wish()) ?? "";
  expect(callBacks.cancel(randomUUID(), id)).toBe(false);
  expect(callBacks.cancel(bank, id)).toBe(true);
  expect(taken).toEqual([standing[0]?.interactionId]);
  standing[0]?.ended(false);
  time.advance(3_600_000);
  expect(standing).toHaveLength(1);
  await callBacks.stop();
  expect(await stateOf(id)).toMatchObject({ state: "cancelled" });
});

it("RT-09 after a day nobody waits for a call any more; of a queue that is gone neither", async () => {
  const callBacks = makeCallBacks();
  const old = callBacks.request(bank, wish({ since: time.now() - 86_400_001 }));
  expect(standing).toEqual([]);
  await callBacks.stop();
  expect(await stateOf(old)).toMatchObject({ state: "failed" });
  const gone = makeCallBacks();
  gone.request(bank, wish({ queueId: randomUUID(), number: "13900139000" }));
  expect(gone.waiting(bank)).toEqual([]);
  await gone.stop();
});
