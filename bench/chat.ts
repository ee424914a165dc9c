// How many messages of chats the product stores and delivers: visitors and agents at its sockets, each conversation with a
// message each way in turn, stored in PostgreSQL before it is delivered. Prints one JSON line and adds it to
// bench/history/chat.jsonl.
//
//   node bench/chat.ts [--chats 100] [--every 1000] [--seconds 30] [--no-history]

import { appendFileSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type ProductApi, RunningProduct, until } from "@tellerline/testkit";

const { values } = parseArgs({
  options: {
    chats: { type: "string", default: "100" },
    /** A message each way in every chat, every so many milliseconds. */
    every: { type: "string", default: "1000" },
    seconds: { type: "string", default: "30" },
    "no-history": { type: "boolean", default: false },
  },
});
const chats = Number(values.chats);
const everyMs = Number(values.every);
const seconds = Number(values.seconds);
const entryId = "5b0d7c1e-9a44-4d1b-8f0e-2f6f6c1b9550";
const perAgent = 50;

interface Frame {
  type: string;
  clientId?: string;
  entry?: { clientId: string | null };
}
interface Talk {
  conversationId: string;
  visitor: WebSocket;
  agent: WebSocket;
}

/** When each message was sent, until the other side has it. */
const underWay = new Map<string, number>();
const latencies: number[] = [];
let said = 0;

function arrived(frame: Frame, own: string): void {
  const id = frame.type === "entry" ? (frame.entry?.clientId ?? "") : "";
  // The sender gets his own line as well: only the other side counts.
  if (id === "" || id.startsWith(own)) return;
  const at = underWay.get(id);
  if (at !== undefined && underWay.delete(id)) latencies.push(performance.now() - at);
}

function cpuMs(): number {
  const fields = readFileSync(`/proc/${product.pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function connect(path: string, token?: string): Promise<WebSocket> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const url = `${product.url.replace(/^http/, "ws")}api/v1/${path}`;
  const socket = new WebSocket(url, { headers } as unknown as string[]);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  return socket;
}

/** The demo agents, each with many chats and no phone. */
async function openAgents(count: number): Promise<{ api: ProductApi; socket: WebSocket }[]> {
  const admin = await product.signIn("admin");
  const { items } = await admin.get<{ items: (Record<string, unknown> & { login: string })[] }>("users");
  const agents = items.filter(({ login }) => login.startsWith("agent")).slice(0, count);
  if (agents.length < count)
    throw new Error(`there are only ${agents.length} demo agents: at most ${agents.length * perAgent} chats`);
  const opened = [];
  for (const { id, version, agentId: _agentId, lockedUntil: _locked, ...input } of agents) {
    const agent = { ...(input.agent as object), capacity: { voice: 0, chat: perAgent } };
    const answer = await fetch(`${admin.url}api/v1/users/${String(id)}`, {
      method: "PUT",
      headers: {
        ...{ authorization: `Bearer ${admin.token}`, "content-type": "application/json" },
        "if-match": String(version),
      },
      body: JSON.stringify({ ...input, agent }),
    });
    if (!answer.ok) throw new Error(`the agent cannot be set up: ${answer.status}`);
    const api = await product.signIn(input.login);
    await api.post("desk/sign-in", { terminal: { kind: "none" } });
    await api.post("desk/state", { state: "ready" });
    const socket = await connect("desk/chats", api.token);
    socket.onmessage = ({ data }) => {
      const news = JSON.parse(String(data)) as { frame?: Frame };
      if (news.frame !== undefined) arrived(news.frame, "a");
    };
    opened.push({ api, socket });
  }
  return opened;
}

async function begin(agents: { api: ProductApi; socket: WebSocket }[], n: number): Promise<Talk> {
  const body = { language: "zh-CN", name: `v${n}`, visitorKey: `bench-visitor-${String(n).padStart(8, "0")}` };
  const open = await fetch(`${product.url}api/v1/chat/entries/${entryId}/conversations`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  });
  if (!open.ok) throw new Error(`chat ${n} cannot begin: ${open.status} ${await open.text()}`);
  const { conversationId, token } = (await open.json()) as { conversationId: string; token: string };
  const visitor = await connect("chat/socket");
  visitor.onmessage = ({ data }) => arrived(JSON.parse(String(data)) as Frame, "v");
  visitor.send(JSON.stringify({ type: "hello", conversationId, token, since: 0 }));
  const { socket } = await until("an agent to be offered it", async () => {
    for (const agent of agents) {
      const answer = await agent.api
        .post(`desk/interactions/${conversationId}`, { operation: "answer" })
        .catch(() => undefined);
      if (answer !== undefined) return agent;
    }
    return undefined;
  });
  socket.send(JSON.stringify({ type: "follow", conversationId, since: 0 }));
  return { conversationId, visitor, agent: socket };
}

function exchange({ conversationId, visitor, agent }: Talk): void {
  const text = "请问我的信用卡账单什么时候出？谢谢您的帮助。";
  const [fromVisitor, fromAgent] = [`v${++said}`, `a${said}`];
  underWay.set(fromVisitor, performance.now());
  visitor.send(JSON.stringify({ type: "post", clientId: fromVisitor, text }));
  underWay.set(fromAgent, performance.now());
  agent.send(JSON.stringify({ type: "post", conversationId, clientId: fromAgent, text, audience: "all" }));
}

const product = await RunningProduct.start({ TELLERLINE_CHAT_OPEN_PER_ADDRESS: "100000" });
try {
  const agents = await openAgents(Math.ceil(chats / perAgent));
  const talks: Talk[] = [];
  for (let n = 0; n < chats; n++) talks.push(await begin(agents, n));
  const [before, began] = [cpuMs(), performance.now()];
  const timers: NodeJS.Timeout[] = [];
  talks.forEach((talk, n) => {
    timers.push(setTimeout(() => timers.push(setInterval(() => exchange(talk), everyMs)), (n / chats) * everyMs));
  });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  for (const timer of timers) clearInterval(timer);
  await until("everything to have arrived", () => (underWay.size === 0 ? true : undefined));
  const [cpu, took] = [cpuMs() - before, performance.now() - began];
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 10) / 10;
  const line = JSON.stringify({
    ...{ at: new Date().toISOString(), bench: "chat", chats, everyMs, seconds, messages: latencies.length },
    messagesPerSecond: Math.round(latencies.length / (took / 1000)),
    messagesPerCpuSecond: Math.round(latencies.length / (cpu / 1000)),
    ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) },
    ...{ node: process.version, cpu: `${cpus()[0]?.model.trim()} x${cpus().length}` },
  });
  console.log(line);
  if (!values["no-history"]) appendFileSync(new URL("history/chat.jsonl", import.meta.url), `${line}\n`);
  for (const { visitor, agent } of talks) {
    visitor.close();
    agent.close();
  }
} finally {
  await product.dispose();
}
