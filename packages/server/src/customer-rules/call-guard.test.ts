import { type CustomerRule, customerRuleInputSchema } from "@tellerline/api";
import { type Log, SeededRandom } from "@tellerline/base";
import { addTenant, type FreshStore, freshStore, until, VirtualScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Blocklist } from "./blocklist.ts";
import { CallFrequency } from "./call-frequency.ts";
import { CallGuard } from "./call-guard.ts";
import { readBlockedNumbers } from "./rule-rows.ts";

const minute = 60_000;
const silent: Log = { ...{ info() {}, warn() {}, error() {}, debug() {} }, with: () => silent } as unknown as Log;

let db: FreshStore;
beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
});
afterAll(() => db.drop());

let tenants = 0;

async function guarded(rules: Partial<CustomerRule>[]) {
  const tenantId = await addTenant(db.admin, `00000000-0000-7000-8000-00000000000${++tenants}`, `bank ${tenants}`);
  const clock = new VirtualScheduler(1_800_000_000_000);
  const blocklist = new Blocklist();
  const common = { version: 1, active: true, queueId: null, priorityBy: 0, skill: null };
  const customerRules = rules.map(
    (rule, n) => ({ ...common, id: `r${n}`, name: `rule ${n}`, ...rule }) as CustomerRule,
  );
  let changes = 0;
  const guard = new CallGuard({
    ...{ tenantId, store: db.store, clock, random: new SeededRandom(1), log: silent },
    ...{ configuration: () => ({ blocklist, customerRules }), changed: () => changes++ },
  });
  const rows = () => db.store.inTenant(tenantId, readBlockedNumbers);
  const audit = () => db.store.inTenant(tenantId, (tx) => tx.selectFrom("audit").selectAll().execute());
  return { guard, clock, rows, audit, changes: () => changes };
}

const often = { kind: "frequent", calls: 3, withinMs: 10 * minute } as const;

describe("RT-04 the door", () => {
  it("RT-04 the call after the last one allowed is refused, however the number is written, for as long as the rule says", async () => {
    const { guard, clock, rows, audit, changes } = await guarded([
      { when: { ...often, block: { action: "refuse", forMs: 60 * minute } } },
    ]);
    const ways = ["13800138000", "+8613800138000", "013800138000", "008613800138000"];
    const answers = ways.map((number) => guard.admitCall(number)?.reason);
    expect(answers).toEqual([undefined, undefined, undefined, "rule 0"]);
    // What is read from the database now lacks it; it is told so.
    expect([...guard.unwritten].map(({ number }) => number)).toEqual(["13800138000"]);
    expect(guard.admitCall("13900139000")).toBeUndefined();
    expect(guard.admitCall("13800138000")?.action).toBe("refuse");
    await until("both refusals to be written", async () => (await rows())[0]?.refused === 2 || undefined);
    expect(guard.unwritten.size).toBe(0);
    expect(await rows()).toMatchObject([
      {
        number: "13800138000",
        kind: "number",
        reason: "rule 0",
        refusedAt: clock.now(),
        validUntil: clock.now() + 60 * minute,
      },
    ]);
    expect(changes()).toBe(1);
    const [entry] = await audit();
    expect(entry).toMatchObject({ actor: "system", action: "blockedNumber.create" });
    expect(JSON.stringify(entry)).not.toContain("13800138000");
    clock.advance(60 * minute);
    expect(guard.admitCall("13800138000")).toBeUndefined();
  });

  it("RT-04 calls longer ago do not count, nor do hidden numbers, nor a rule that is switched off", async () => {
    const block = { action: "refuse", forMs: minute } as const;
    const { guard, clock } = await guarded([{ when: { ...often, block } }]);
    for (let n = 0; n < 12; n++) {
      expect(guard.admitCall("13800138000")).toBeUndefined();
      expect(guard.admitCall("anonymous")).toBeUndefined();
      clock.advance(4 * minute);
    }
    const off = await guarded([{ active: false, when: { ...often, block } }]);
    for (let n = 0; n < 9; n++) expect(off.guard.admitCall("13800138000")).toBeUndefined();
    expect(await off.rows()).toEqual([]);
  });

  it("RT-04 who is to wait behind all others is let in and written down once", async () => {
    const { guard, rows } = await guarded([{ when: { ...often, block: { action: "later", forMs: minute } } }]);
    for (let n = 0; n < 9; n++) expect(guard.admitCall("13800138000")).toBeUndefined();
    await until("the entry", async () => (await rows()).length > 0 || undefined);
    expect(await rows()).toMatchObject([{ action: "later", refused: 0, version: 1 }]);
    expect(guard.calls("13800138000", minute)).toBe(9);
  });

  it("RT-04 numbers are forgotten from the oldest on, so that a flood of them fills no memory", () => {
    const frequency = new CallFrequency();
    for (let n = 0; n < 60_000; n++) frequency.note(String(10_000_000 + n), n);
    expect(frequency.count("10000000", 1e9, 60_000)).toBe(0);
    expect(frequency.count("10059999", 1e9, 60_000)).toBe(1);
  });

  it("RT-04 a rule that blocks holds in every queue: the queue is not known yet when the call is refused", () => {
    const when = { ...often, block: { action: "refuse", forMs: minute } };
    const rule = { name: "often", active: true, queueId: null, when, priorityBy: 0, skill: null };
    expect(customerRuleInputSchema.safeParse(rule).success).toBe(true);
    const queueId = "b0000000-0000-7000-8000-000000000001";
    expect(customerRuleInputSchema.safeParse({ ...rule, queueId }).error?.issues[0]?.path).toEqual(["queueId"]);
    expect(
      customerRuleInputSchema.safeParse({ ...rule, when: { ...when, block: null } }).error?.issues[0]?.path,
    ).toEqual(["priorityBy"]);
  });
});
