// Chats through the public API: offered without a reload, handed on, whispered in, with files, and through a kill -9.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BlockedNumber, ChatLine, ChatLog, Desk, RecordSummary, ServerEvent } from "@tellerline/api";
import { type ProductApi, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ChatAgent, socketOf, takeNoCalls } from "./chat-agent.ts";
import { ChatVisitor, demoChatEntry } from "./chat-visitor.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let product: RunningProduct;
const visitors: ChatVisitor[] = [];
const agents: ChatAgent[] = [];

beforeAll(async () => {
  product = await RunningProduct.start();
  await takeNoCalls(product, ["agent1", "agent2"]);
});
afterEach(async () => {
  for (const visitor of visitors.splice(0)) visitor.disconnect();
  for (const agent of agents.splice(0)) {
    await agent.clear();
    await agent.api.post("desk/sign-out");
    agent.close();
  }
});
afterAll(() => product?.dispose());

async function visitor(name = "王芳", number = ""): Promise<ChatVisitor> {
  const made = await ChatVisitor.begin({ url: product.url, name, number });
  visitors.push(made);
  return made;
}

async function agent(login: string): Promise<ChatAgent> {
  const made = await ChatAgent.connect(await product.signIn(login));
  await made.api.post("desk/sign-in", { terminal: { kind: "none" } });
  await made.api.post("desk/state", { state: "ready" });
  agents.push(made);
  return made;
}

/** What an open page of this agent is told of his desk, without ever asking. */
function watch(api: ProductApi): { desk: Desk | undefined; close(): void } {
  const socket = socketOf(api, "events");
  const page: { desk: Desk | undefined; close(): void } = { desk: undefined, close: () => socket.close() };
  socket.onmessage = (message) => {
    const event = JSON.parse(String(message.data)) as ServerEvent;
    if (event.type === "desk.changed") page.desk = event.data;
  };
  return page;
}

async function logOf(conversationId: string): Promise<ChatLog> {
  const leader = await product.signIn("leader");
  await until("the record to be written", async () => {
    const { items } = await leader.get<{ items: RecordSummary[] }>("records");
    return items.find(({ interactionId }) => interactionId === conversationId);
  });
  return leader.get<ChatLog>(`records/${conversationId}/chat`);
}

const texts = (lines: readonly ChatLine[]) =>
  lines.flatMap(({ content }) => (content.type === "text" ? [content.text] : []));

describe("chats", () => {
  it("AG-03 regression 12 (RC 22105, 23642): a new chat shows on both open pages of whoever is offered it, and on the next one's when he declines, without a reload", async () => {
    const one = await agent("agent1");
    const two = await agent("agent2");
    const pages = [watch(one.api), watch(one.api), watch(two.api)] as const;
    const guest = await visitor();
    const sees = (page: (typeof pages)[number]) =>
      page.desk?.interactions.some((i) => i.interactionId === guest.conversationId && i.state === "offered") === true;
    await until("a desk to show it", () => (pages.some(sees) ? true : undefined));
    const first = sees(pages[2]) ? two : one;
    const [mine, others] = first === one ? [[pages[0], pages[1]], [pages[2]]] : [[pages[2]], [pages[0], pages[1]]];
    await until("all his pages to show it", () => (mine.every(sees) ? true : undefined));
    expect(others.some(sees)).toBe(false);

    await first.operate(guest.conversationId, { operation: "reject" });
    await until("the next one's pages to show it", () => (others.every(sees) ? true : undefined));
    expect(mine.some(sees)).toBe(false);
    const second = first === one ? two : one;
    await second.accept();
    expect((await guest.inStage("talk")).agentName).not.toBeNull();
    for (const page of pages) page.close();
  });

  it("CH-01 CV-8 a chat is handed on to a colleague and to a queue; whispers reach no visitor, not in history and not in the transcript", async () => {
    const one = await agent("agent1");
    const guest = await visitor("王芳", "13800138000");
    guest.say("我想查余额");
    const chat = await one.accept();
    expect(chat.customerNumber).toBe("138****8000");
    await one.hears(guest.conversationId, "查余额");
    one.say(guest.conversationId, "请稍等");
    one.say(guest.conversationId, "客户已两次来电，注意语气", "staff");
    await guest.hears("请稍等");

    const two = await agent("agent2");
    const { agentId } = await two.desk();
    await one.operate(guest.conversationId, { operation: "transfer", target: { kind: "agent", agentId } });
    await two.accept();
    await until("the first agent to have lost it", async () =>
      (await one.states())[guest.conversationId] === "wrapUp" ? true : undefined,
    );
    // The colleague sees everything, the visitor all but the whisper.
    await two.hears(guest.conversationId, "注意语气");
    two.say(guest.conversationId, "您好，我来为您处理");
    await guest.hears("我来为您处理");
    expect(guest.lines.filter(({ audience }) => audience === "staff")).toEqual([]);
    const again = guest.lines.length;
    guest.disconnect();
    guest.lines.length = 0;
    await guest.connect();
    expect(guest.lines).toHaveLength(again);
    expect(texts(guest.lines)).toEqual(["我想查余额", "请稍等", "您好，我来为您处理"]);

    await one.operate(guest.conversationId, { operation: "endWrapUp", disposition: "followUp" });
    const { queues } = await two.api.get<{ queues: { id: string; name: string }[] }>("directory");
    const [queue] = queues;
    await two.operate(guest.conversationId, {
      operation: "transfer",
      target: { kind: "queue", queueId: queue?.id ?? "" },
    });
    // Whoever sent it away is not the next to get it.
    await one.accept();
    await one.operate(guest.conversationId, { operation: "hangUp" });
    await guest.inStage("ended");

    const transcript = await fetch(`${product.url}api/v1/chat/conversations/${guest.conversationId}/transcript`, {
      headers: { authorization: `Bearer ${guest.token}` },
    }).then((answer) => answer.text());
    expect(transcript).toContain("我来为您处理");
    expect(transcript).not.toContain("注意语气");
    const log = await logOf(guest.conversationId);
    expect(texts(log.lines)).toContain("客户已两次来电，注意语气");
    expect(JSON.stringify(log.lines)).not.toContain("13800138000");
  });

  it("CH-01 files go both ways, encrypted on the disk, as attachments; a resend is the same file; what is no picture is refused", async () => {
    const one = await agent("agent1");
    const guest = await visitor();
    await one.accept();
    const path = `${product.url}api/v1/chat/conversations/${guest.conversationId}/files`;
    const headers = { authorization: `Bearer ${guest.token}` };
    const send = (bytes: Buffer, type: string, clientId: string) =>
      fetch(`${path}?name=${encodeURIComponent("身份证.png")}&clientId=${clientId}`, {
        ...{ method: "POST", body: new Uint8Array(bytes), headers: { ...headers, "content-type": type } },
      });
    expect((await send(Buffer.from("<svg onload=alert(1)>"), "image/png", "f0")).status).toBe(400);
    expect((await send(Buffer.from("<svg onload=alert(1)>"), "image/svg+xml", "f0")).status).toBe(400);
    expect((await send(png, "image/png", "f1")).status).toBe(200);
    // Sent again, with other bytes: it stays what it was.
    expect((await send(Buffer.concat([png, png]), "image/png", "f1")).status).toBe(200);
    const file = await until("the desk to have the file", () => {
      const found = one.thread(guest.conversationId).lines.filter(({ content }) => content.type === "file");
      return found.length > 0 ? found : undefined;
    });
    expect(file).toHaveLength(1);
    const content = file[0]?.content;
    if (content?.type !== "file") throw new Error("no file");
    expect(content).toMatchObject({ name: "身份证.png", mediaType: "image/png", bytes: png.length });
    expect(await one.api.bytes(`desk/chats/${guest.conversationId}/files/${content.fileId}`)).toEqual(png);
    const mine = await fetch(`${path}/${content.fileId}`, { headers });
    expect(mine.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(Buffer.from(await mine.arrayBuffer())).toEqual(png);
    expect((await fetch(`${path}/${content.fileId}`)).status).toBe(401);
    const folder = join(product.data, "chat-files");
    const stored = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith(".bin"));
    expect(stored.length).toBeGreaterThan(0);
    for (const name of stored) expect(readFileSync(join(folder, name)).includes(png.subarray(0, 8))).toBe(false);

    await one.operate(guest.conversationId, { operation: "hangUp" });
    await guest.inStage("ended");
    expect((await send(png, "image/png", "f2")).status).toBe(409);
  });

  it("CH-01 while nobody is there the page says so, and a message that is left is a record like any other", async () => {
    expect(await ChatVisitor.welcome(product.url)).toMatchObject({ open: false, closedBecause: "nobody" });
    await expect(ChatVisitor.begin({ url: product.url })).rejects.toThrow(/notPossibleNow/);
    const body = {
      language: "zh-CN",
      name: "王芳",
      visitorKey: "abcdefghijklmnop",
      contact: "138 0013 8000",
      text: "请回电",
    };
    const leader = await product.signIn("leader");
    await leader.post(`chat/entries/${demoChatEntry}/messages`, body);
    const record = await until("the message to be a record", async () => {
      const { items } = await leader.get<{ items: RecordSummary[] }>("records");
      return items.find(({ endReason }) => endReason === "leftMessage");
    });
    expect(record).toMatchObject({ channel: "chat", customerName: "王芳", queueName: null });
    expect(texts((await logOf(record.interactionId)).lines)[0]).toContain("请回电");
  });

  it("RT-04 a visitor whom a leader blocks opens no other chat and leaves no message; another browser does", async () => {
    await agent("agent1");
    const visitorKey = "abcdefghijklmnopqrst";
    const guest = await ChatVisitor.begin({ url: product.url, visitorKey });
    visitors.push(guest);
    const leader = await product.signIn("leader");
    const body = { reason: "辱骂", validUntil: null };
    expect(await leader.post(`interactions/${guest.conversationId}/block`, body)).toMatchObject({ kind: "visitor" });
    await expect(ChatVisitor.begin({ url: product.url, visitorKey })).rejects.toThrow(/notPossibleNow/);
    const message = { language: "zh-CN", name: "王芳", visitorKey, contact: "13800138000", text: "喂" };
    await expect(leader.post(`chat/entries/${demoChatEntry}/messages`, message)).rejects.toThrow(/notPossibleNow/);
    const other = await visitor();
    const list = () => leader.get<{ items: BlockedNumber[] }>("blocked-numbers");
    await until("both refusals to be counted", async () => (await list()).items[0]?.refused === 2 || undefined);
    expect((await list()).items).toMatchObject([{ kind: "visitor", number: visitorKey, reason: "辱骂" }]);
    for (const each of [guest, other]) each.send({ type: "leave" });
    await Promise.all([guest.inStage("ended"), other.inStage("ended")]);
  });

  it("CV-2 CV-3 HA-04 kill -9 in the middle of a talk: what was acknowledged is there, what was not comes again, each once; the talk goes on", async () => {
    const one = await agent("agent1");
    const guest = await visitor("王芳");
    const waiting = [await visitor("二"), await visitor("三"), await visitor("四")];
    await one.accept();
    await one.accept();
    const sent: string[] = [];
    const say = () => {
      const text = `第 ${sent.length + 1} 条`;
      sent.push(text);
      one.say(guest.conversationId, text);
      if (sent.length <= 15) guest.say(`客户 ${sent.length}`);
    };
    for (let n = 0; n < 150; n++) say();
    await until("some to have been acknowledged", () => {
      return one.thread(guest.conversationId).pending.size < 150 ? true : undefined;
    });
    for (let n = 0; n < 150; n++) say();
    const acknowledged = new Set(guest.acknowledged);
    const stillThere = texts(one.thread(guest.conversationId).lines);
    await product.kill();
    await product.launch();

    const back = await product.signIn("agent1");
    await back.post("desk/sign-in", { terminal: { kind: "none" } });
    const again = await ChatAgent.connect(back);
    agents.splice(0, 1, again)[0]?.close();
    again.follow(guest.conversationId);
    await until("the agent to serve it again", async () =>
      (await again.states())[guest.conversationId] === "connected" ? true : undefined,
    );
    await guest.connect();
    await until("the desk to have everything", () => (again.thread(guest.conversationId).ready ? true : undefined));
    const lines = again.thread(guest.conversationId).lines;
    const said = texts(lines);
    for (const text of stillThere) expect(said).toContain(text);
    for (const clientId of acknowledged) expect(lines.some((line) => line.clientId === clientId)).toBe(true);
    for (const clientId of guest.unacknowledged) guest.say(`客户 ${clientId.slice(1)}`, clientId);
    await until("the rest to be acknowledged", () => (guest.unacknowledged.length === 0 ? true : undefined));
    const sequences = again.thread(guest.conversationId).lines.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    const customers = again.thread(guest.conversationId).lines.filter((line) => line.author.side === "customer");
    expect(new Set(customers.map(({ clientId }) => clientId)).size).toBe(customers.length);
    expect(customers).toHaveLength(15);

    // Those who waited wait at the places they had.
    for (const one of waiting.slice(1)) await one.connect();
    await until("the third to be first", () => (waiting[1]?.state?.position === 1 ? true : undefined));
    await until("the fourth to be second", () => (waiting[2]?.state?.position === 2 ? true : undefined));
    again.say(guest.conversationId, "我回来了");
    await guest.hears("我回来了");
    for (const one of waiting.slice(1)) {
      one.send({ type: "leave" });
      await one.inStage("ended");
    }
  });
});
