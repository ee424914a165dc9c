import { randomUUID } from "node:crypto";
import { SeededRandom } from "@tellerline/base";
import { addTenant, type FreshStore, freshStore, VirtualScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { Accounts } from "./accounts.ts";
import { hashPassword, weakness } from "./passwords.ts";

let db: FreshStore;
let time: VirtualScheduler;
let accounts: Accounts;
const tenantId = randomUUID();
const password = "Correct-horse-7";

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, tenantId, "bank");
});
afterAll(() => db.drop());
beforeEach(async () => {
  time = new VirtualScheduler(Date.now());
  accounts = new Accounts(db.store, time, new SeededRandom(Date.now()));
});

async function addUser(login: string): Promise<void> {
  const password_hash = await hashPassword(password);
  const values = {
    tenant_id: tenantId,
    id: randomUUID(),
    login,
    name: login,
    role: "teamLeader",
    password_hash,
    active: true,
    locked_until: null,
  };
  await db.store.inTenant(tenantId, (tx) => tx.insertInto("user_account").values(values).execute());
}

async function open(login: string) {
  const result = await accounts.signIn(login, password, "127.0.0.1");
  if (!result.ok) throw new Error(result.why);
  return result;
}

it("SE-01 a session lasts twelve hours, whatever is remembered of it", async () => {
  await addUser("wang");
  const { token } = await open("WANG");
  expect((await accounts.authenticate(token))?.me.login).toBe("wang");
  time.advance(12 * 3_600_000 - 1);
  expect(await accounts.authenticate(token)).toBeDefined();
  time.advance(1);
  expect(await accounts.authenticate(token)).toBeUndefined();
  expect(await new Accounts(db.store, time, new SeededRandom(1)).authenticate(token)).toBeUndefined();
  expect(await accounts.authenticate("no such token")).toBeUndefined();
});

it("SE-01 a changed password ends the other sessions at once and is told to whoever holds sockets", async () => {
  await addUser("zhao");
  const [kept, other] = [await open("zhao"), await open("zhao")];
  const told: string[][] = [];
  accounts.onEnded(({ sessionIds, left }) => told.push([...sessionIds, String(left)]));
  expect(await accounts.changePassword(kept.session, "wrong", "Another-pass-1")).toEqual({
    field: "current",
    message: expect.any(String),
  });
  expect((await accounts.changePassword(kept.session, password, "short"))?.field).toBe("next");
  expect(await accounts.changePassword(kept.session, password, "Another-pass-1")).toBeUndefined();
  expect(await accounts.authenticate(other.token)).toBeUndefined();
  expect(await accounts.authenticate(kept.token)).toBeDefined();
  expect(told).toEqual([[other.session.sessionId, "1"]]);
});

it("SE-01 a lock is over after its time, and success clears the count", async () => {
  await addUser("qian");
  for (let n = 0; n < 5; n++) await accounts.signIn("qian", "wrong", "x");
  expect(await accounts.signIn("qian", password, "x")).toEqual({ ok: false, why: "lockedOut" });
  time.advance(15 * 60_000 + 1);
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 4; n++)
      expect(await accounts.signIn("qian", "wrong", "x")).toEqual({ ok: false, why: "wrongCredentials" });
    expect((await accounts.signIn("qian", password, "x")).ok).toBe(true);
  }
});

it("SE-01 the twenty-first session ends the oldest", async () => {
  await addUser("sun");
  const tokens: string[] = [];
  for (let n = 0; n < 21; n++) {
    tokens.push((await open("sun")).token);
    time.advance(1000);
  }
  const fresh = new Accounts(db.store, time, new SeededRandom(2));
  expect(await fresh.authenticate(tokens[0] as string)).toBeUndefined();
  expect(await fresh.authenticate(tokens[1] as string)).toBeDefined();
});

it("SE-01 rules for new passwords", () => {
  const verdicts = ["Short-1", "alllowercaseletters", "Wang-is-my-login-1", "Aaaa-aaaaaaaa-1", password].map(
    (text) => weakness(text, "wang") === undefined,
  );
  expect(verdicts).toEqual([false, false, false, false, true]);
});
