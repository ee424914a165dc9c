// A customer serves himself: the balance by card number and query password. The digits reach the bank and nothing else.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CallRecord, RecordSummary } from "@tellerline/api";
import { Baresip, havePeer, loudness, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const cardNumber = "6222020000000002";
const password = "246810";

let product: RunningProduct;
let caller: Baresip;

beforeAll(async () => {
  if (!havePeer("baresip")) return;
  product = await RunningProduct.start({ TELLERLINE_LOG_LEVEL: "debug" });
  caller = await Baresip.start({ address: "127.0.0.2", voiceHz: 440, user: "13900139000", answers: "by hand" });
});
afterAll(async () => {
  await caller?.dispose();
  await product?.dispose();
});

async function newestRecord(): Promise<CallRecord> {
  const leader = await product.signIn("leader");
  const summary = await until(
    "the record",
    async () => (await leader.get<{ items: RecordSummary[] }>("records")).items[0],
  );
  return leader.get<CallRecord>(`records/${summary.interactionId}`);
}

/** Every file below `folder` that contains `text`. */
function filesWith(folder: string, text: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter(
      (file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true && readFileSync(file).includes(text),
    );
}

describe.skipIf(!havePeer("baresip"))("self-service by telephone", () => {
  it("FL-01 BK-02 SW-02 the balance is spoken after card number and password, and the record shows the way without a digit", async () => {
    await caller.dial(`sip:95500@127.0.0.1:${product.ports.sip}`);
    await caller.established();
    await until("the greeting to be heard", () => (loudness(caller.heard(800)) > 0.01 ? true : undefined));
    await caller.press("1");
    await caller.press("1");
    await caller.press(`${cardNumber}#`);
    await caller.press(password);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(loudness(caller.heard(1500))).toBeGreaterThan(0.01);
    await caller.hangUp();
    const record = await newestRecord();
    const answered = record.timeline.find((entry) => entry.type === "businessAnswered");
    expect(answered?.data).toMatchObject({ operation: "balance", verdict: "ok" });
    const nodes = record.timeline.filter((entry) => entry.type === "flowStep").map((entry) => entry.data.nodeId);
    expect(nodes).toEqual(
      expect.arrayContaining(["greeting", "language", "mainMenu", "cardNumber", "password", "askBalance"]),
    );
    expect(record.endReason).toBe("customerHungUp");
    expect(JSON.stringify(record)).not.toContain(cardNumber);
  });

  it("FL-04 SE-02 no file of the installation holds the digits: not the database, the journal, the log, the traces", async () => {
    // As root the database lies in a system folder, one per installation.
    const folders = [join(product.folder, "data"), "/var/lib/tellerline/data"];
    const found = folders
      .flatMap((folder) => filesWith(folder, cardNumber))
      .filter((file) => !file.endsWith("demo-access.json"));
    expect(found).toEqual([]);
    expect(product.log).not.toContain(password);
    const leader = await product.signIn("leader");
    const { interactionId } = await newestRecord();
    const { messages } = await leader.get<{ messages: { text: string }[] }>(`records/${interactionId}/sip`);
    expect(messages.length).toBeGreaterThan(3);
    expect(JSON.stringify(messages)).not.toContain(password);
  });
});
