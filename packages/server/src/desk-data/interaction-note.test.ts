import { randomUUID } from "node:crypto";
import { addTenant, type FreshStore, freshStore } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { readNote, writeNote } from "./interaction-note.ts";

let db: FreshStore;
const tenantId = randomUUID();

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, tenantId, "bank");
});
afterAll(() => db.drop());

const write = (interactionId: string, text: string, version: number, name = "李娜") =>
  db.store.inTenant(tenantId, (tx) =>
    writeNote(
      tx,
      {
        ...{ tenant_id: tenantId, interaction_id: interactionId, text },
        ...{ author_id: randomUUID(), author_name: name, at: new Date(1_000) },
      },
      version,
    ),
  );
const read = (interactionId: string) => db.store.inTenant(tenantId, (tx) => readNote(tx, interactionId));

it("AG-06 a note grows by versions; who writes on an old one is refused and nothing of either is lost", async () => {
  const id = randomUUID();
  expect(await read(id)).toMatchObject({ text: "", version: 0, by: null });
  await write(id, "客户要求", 0);
  await write(id, "客户要求回电", 1);
  await expect(write(id, "另一位写的", 1, "张伟")).rejects.toMatchObject({ code: "changedMeanwhile" });
  await expect(write(id, "又一位", 0, "刘洋")).rejects.toMatchObject({ code: "changedMeanwhile" });
  expect(await read(id)).toEqual({ interactionId: id, text: "客户要求回电", version: 2, by: "李娜", at: 1_000 });
});

it("AG-06 of two first writers at the same moment one wins, the other is told", async () => {
  const id = randomUUID();
  const results = await Promise.allSettled([write(id, "a", 0), write(id, "b", 0)]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await read(id)).version).toBe(1);
});
