// How many messages of chats the product stores and delivers: visitors and agents at its sockets, each conversation with a
// message each way in turn, stored in PostgreSQL before it is delivered. Prints one JSON line and adds it to
// bench/history/chat.jsonl.
//
//   node bench/chat.ts [--chats 100] [--every 1000] [--seconds 30] [--no-history]

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ProductApi, RunningProduct, until } from "@tellerline/testkit";
import { machine, report } from "./report.ts";

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

interface BenchAgent {
  api: ProductApi;
  socket: WebSocket;
}

/** New agents, each with many chats, no phone, and not ready yet. */
async function openAgents(count: number): Promise<BenchAgent[]> {
  const admin = await product.signIn("admin");
  const { items } = await admin.get<{ items: { login: string; agent: { queueIds: string[] } | null }[] }>("users");
  const pattern = items.find(({ login }) => login === "agent1")?.agent;
  const opened: BenchAgent[] = [];
  for (let n = 0; n < count; n++) {
    const [login, first, password] = [`bench${n}`, "First-9-secret-words", "Second-9-secret-words"];
    const agent = { ...pattern, number: `8${String(n).padStart(4, "0")}`, capacity: { voice: 0, chat: perAgent } };
    await admin.post("users", {
      ...{ login, name: login, role: "agent", language: "zh-CN", password: first, active: true, agent },
    });
    const { token } = await new ProductApi(product.url, undefined).post<{ token: string }>("sessions", {
      ...{ login, password: first },
    });
    const api = new ProductApi(product.url, token);
    await api.post("me/password", { current: first, next: password });
    await api.post("desk/sign-in", { terminal: { kind: "none" } });
    const socket = await connect("desk/chats", api.token);
    socket.onmessage = ({ data }) => {
      const news = JSON.parse(String(data)) as { frame?: Frame };
      if (news.frame !== undefined) arrived(news.frame, "a");
    };
    opened.push({ api, socket });
  }
  return opened;
}

async function begin({ api, socket }: BenchAgent, n: number): Promise<Talk> {
  const body = { language: "zh-CN", name: `v${n}`, visitorKey: `bench-visitor-${String(n).padStart(8, "0")}` };
  const open = await fetch(`${product.url}api/v1/chat/entries/${entryId}/conversations`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  });
  if (!open.ok) throw new Error(`chat ${n} cannot begin: ${open.status} ${await open.text()}`);
  const { conversationId, token } = (await open.json()) as { conversationId: string; token: string };
  const visitor = await connect("chat/socket");
  visitor.onmessage = ({ data }) => arrived(JSON.parse(String(data)) as Frame, "v");
  visitor.send(JSON.stringify({ type: "hello", conversationId, token, since: 0 }));
  await until("the agent to be offered it", () =>
    api.post(`desk/interactions/${conversationId}`, { operation: "answer" }).catch(() => undefined),
  );
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
  // One agent after the other is ready until he has all he can take: so it is known who is offered what.
  for (const [place, agent] of agents.entries()) {
    await agent.api.post("desk/state", { state: "ready" });
    const full = Math.min(chats, (place + 1) * perAgent);
    for (let n = place * perAgent; n < full; n++) talks.push(await begin(agent, n));
  }
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
  const figures = {
    ...{ at: new Date().toISOString(), bench: "chat", chats, everyMs, seconds, messages: latencies.length },
    messagesPerSecond: Math.round(latencies.length / (took / 1000)),
    messagesPerCpuSecond: Math.round(latencies.length / (cpu / 1000)),
    ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) },
    ...machine,
  };
  report("chat", figures, !values["no-history"]);
  for (const { visitor, agent } of talks) {
    visitor.close();
    agent.close();
  }
} finally {
  await product.dispose();
}
