import { createCipheriv, randomBytes, randomUUID } from "node:crypto";
import { SeededRandom, silentLog } from "@tellerline/base";
import { addTenant, type FreshStore, freshStore, RealScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { BusinessGateway, type BusinessRequest } from "./business-gateway.ts";
import { SandboxBank } from "./sandbox-bank.ts";

let db: FreshStore;
let gateway: BusinessGateway;
let requests = 0;
const tenantId = randomUUID();
const sealKey = randomBytes(32);
const card = "6222020000000001";

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, tenantId, "bank");
  const bank = new SandboxBank({
    store: db.store,
    clock: new RealScheduler(),
    random: new SeededRandom(1),
    sealKey,
    indexKey: randomBytes(32),
  });
  gateway = new BusinessGateway({ system: bank, scheduler: new RealScheduler(), log: silentLog, timeoutMs: 5000 });
  await db.store.inTenant(tenantId, async (tx) => {
    for (const [n, password] of ["123456", "654321", "111111"].entries()) {
      const cardNumber = `622202000000000${n + 1}`;
      await bank.addCustomer(tx, tenantId, {
        holder: "王芳",
        accountNumber: `A${n}`,
        currency: "CNY",
        balanceMinor: 100_000_105n,
        cardNumber,
        password,
      });
    }
  });
});
afterAll(() => db.drop());

function seal(
  secrets: Record<string, string>,
  associatedData: string,
  key = sealKey,
): { data: string; associatedData: string } {
  const plain = Buffer.concat(
    Object.entries(secrets).flatMap(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(value.length);
      return [Buffer.from([name.length]), Buffer.from(name), length, Buffer.from(value)];
    }),
  );
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { data: Buffer.concat([nonce, body, cipher.getAuthTag()]).toString("base64"), associatedData };
}

function ask(operation: string, secrets: Record<string, string>, more: Partial<BusinessRequest> = {}) {
  const requestId = `r${requests++}`;
  return gateway.call({ tenantId, requestId, operation, arguments: {}, sealed: seal(secrets, requestId), ...more });
}

it("BK-02 the balance of a card with its password, in minor units", async () => {
  const answer = await ask("balance", { card, password: "123456" });
  expect(answer).toEqual({
    verdict: "ok",
    data: { holder: "王芳", balance: { amountMinor: "100000105", currency: "CNY" } },
  });
});

it("BK-05 a loss is reported once; again gives the same reference and no balance any more", async () => {
  const second = { card: "6222020000000002", password: "654321" };
  const first = await ask("reportLost", second);
  expect(first.data.reference).toMatch(/^\d{8}$/);
  expect(await ask("reportLost", second)).toEqual(first);
  expect((await ask("balance", second)).reason).toBe("reportedLost");
});

it("SE-05 an unknown card and a wrong password look the same; five wrong ones block", async () => {
  expect(await ask("balance", { card: "1", password: "1" })).toEqual({
    verdict: "failed",
    reason: "wrongCredentials",
    data: {},
  });
  const third = "6222020000000003";
  const reasons = [];
  for (let n = 0; n < 6; n++) reasons.push((await ask("balance", { card: third, password: "000000" })).reason);
  expect(reasons).toEqual([...Array(4).fill("wrongCredentials"), "blocked", "blocked"]);
  expect((await ask("balance", { card: third, password: "111111" })).reason).toBe("blocked");
});

it("SE-02 a seal of another key, another request or cut off is refused", async () => {
  const secrets = { card, password: "123456" };
  for (const sealed of [
    seal(secrets, "x", randomBytes(32)),
    { ...seal(secrets, "x"), associatedData: "y" },
    { data: "AAAA", associatedData: "" },
  ]) {
    expect((await ask("balance", {}, { sealed })).reason).toBe("wrongCredentials");
  }
});

it("BK-01 a core system that never answers is a time-out, one that breaks is unavailable", async () => {
  const of = (perform: () => Promise<never>) =>
    new BusinessGateway({ system: { perform }, scheduler: new RealScheduler(), log: silentLog, timeoutMs: 20 }).call({
      tenantId,
      requestId: "x",
      operation: "balance",
      arguments: {},
    });
  expect((await of(() => new Promise(() => {}))).verdict).toBe("timeout");
  expect((await of(() => Promise.reject(new Error("down")))).reason).toBe("unavailable");
});
