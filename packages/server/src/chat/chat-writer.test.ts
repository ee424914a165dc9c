import { silentLog } from "@tellerline/base";
import type { Entry } from "@tellerline/channels";
import type { ChatMessageRow } from "@tellerline/store";
import { VirtualScheduler } from "@tellerline/testkit";
import { describe, expect, it } from "vitest";
import { ChatWriter } from "./chat-writer.ts";

const entry = (sequence: number, text = `${sequence}`): Entry => ({
  ...{ sequence, at: 0, author: { side: "customer", id: "customer", name: "王" }, clientId: `${sequence}` },
  ...{ audience: "all", content: { type: "text", text } },
});

/** A writer whose store fails as told; `told` is what those who wait were told. */
function world(insert: (rows: readonly ChatMessageRow[]) => void) {
  const scheduler = new VirtualScheduler();
  const rows: ChatMessageRow[] = [];
  const told: string[] = [];
  const store = {
    insertChatMessages: (batch: readonly ChatMessageRow[]) =>
      Promise.resolve().then(() => {
        insert(batch);
        rows.push(...batch);
      }),
    inTenant: () => Promise.reject(new Error("not asked for")),
  };
  const writer = new ChatWriter({ store: store as never, scheduler, log: silentLog });
  const add = (conversationId: string, one: Entry) =>
    writer.add("t", conversationId, one, (sequence) => told.push(`${conversationId}:${sequence}`));
  return { scheduler, writer, rows, told, add };
}

describe("the writer of chats", () => {
  it("CV-2 one batch over all conversations, in order; each is told its highest number, and only then", async () => {
    const { writer, rows, told, add } = world(() => undefined);
    add("a", entry(1));
    add("b", entry(1));
    add("a", entry(2));
    expect(told).toEqual([]);
    await writer.flush();
    expect(rows.map(({ conversationId, sequence }) => `${conversationId}:${sequence}`)).toEqual(["a:1", "b:1", "a:2"]);
    expect([...told].sort()).toEqual(["a:2", "b:1"]);
  });

  it("CV-2 with the database away nobody is told anything; when it is back everything is written once, in order", async () => {
    let away = true;
    let failed = 0;
    const { scheduler, writer, rows, told, add } = world(() => {
      if (!away) return;
      failed++;
      throw new Error("connection refused");
    });
    add("a", entry(1));
    const written = writer.flush();
    await Promise.resolve();
    add("a", entry(2));
    expect([told, writer.backlog]).toEqual([[], 2]);
    away = false;
    // Whatever is waited for by then.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    scheduler.advance(10_000);
    await written;
    expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect([told.at(-1), writer.backlog, failed]).toEqual(["a:2", 0, 1]);
  });

  it("CV-2 what the database cannot hold does not hold up the others, nor its own conversation", async () => {
    const { writer, rows, told, add } = world((batch) => {
      const bad = batch.some(({ content }) => JSON.stringify(content).includes("bad"));
      if (bad) throw Object.assign(new Error("invalid"), { code: "22P05" });
    });
    add("a", entry(1, "bad"));
    add("a", entry(2));
    add("b", entry(1));
    await writer.flush();
    expect(rows.map(({ conversationId, sequence }) => `${conversationId}:${sequence}`)).toEqual(["a:1", "a:2", "b:1"]);
    expect(rows[0]?.content).toEqual({ type: "text", text: "\uFFFD" });
    expect([...told].sort()).toEqual(["a:2", "b:1"]);
  });
});
