// The public contract on the running product: who may do what, how it refuses, events that miss nothing.

import { type ApiOperation, apiOperations, type Role, rightsOfRole, type ServerEvent } from "@tellerline/api";
import { type ProductApi, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

let product: RunningProduct;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  product = await RunningProduct.start();
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await product?.dispose();
});

interface Answer {
  status: number;
  type: string;
  body: { code?: string; errors?: { field: string }[]; detail?: string };
}

async function request(operation: ApiOperation, token: string | undefined, init: RequestInit = {}): Promise<Answer> {
  const path = operation.path.replaceAll(/\{\w+\}/g, "01a201a8-4049-7237-9f73-1070a9ac39ea");
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(operation.method === "GET" || operation.method === "DELETE" ? {} : { "content-type": "application/json" }),
    ...(init.headers as Record<string, string> | undefined),
  };
  const body = operation.method === "GET" || operation.method === "DELETE" ? null : (init.body ?? "{}");
  const response = await fetch(`${product.url}api/v1${path}`, { method: operation.method, headers, body });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get("content-type") ?? "",
    body: text === "" ? {} : JSON.parse(text),
  };
}

const operations = Object.entries(apiOperations) as [string, ApiOperation][];

it("SE-01 without a session every operation but the public ones is refused with a problem document", async () => {
  for (const [name, operation] of operations) {
    if (operation.needs === "public" || operation.needs === "visitor") continue;
    const answer = await request(operation, undefined);
    expect([name, answer.status, answer.body.code, answer.type]).toEqual([
      name,
      401,
      "notSignedIn",
      "application/problem+json",
    ]);
  }
});

it("SE-01 every role is refused exactly what its rights do not include", async () => {
  const logins: Record<Role, string> = {
    agent: "agent1",
    teamLeader: "leader",
    tenantAdministrator: "admin",
    platformAdministrator: "root",
  };
  for (const [role, login] of Object.entries(logins) as [Role, string][]) {
    const { token } = await product.signIn(login);
    const own = rightsOfRole[role];
    for (const [name, operation] of operations) {
      const { needs } = operation;
      if (needs === "public" || needs === "visitor" || needs === "session") continue;
      // Written out here and not asked of the product, or the test could not see a right that includes too much.
      const may =
        own.includes(needs) ||
        (needs === "records.readOwn" && own.includes("records.read")) ||
        (needs === "records.listenOwn" && own.includes("records.listen"));
      if (may && operation.method !== "GET") continue;
      const answer = await request(operation, token);
      expect([role, name, answer.status === 403 && answer.body.code === "forbidden"]).toEqual([role, name, !may]);
    }
  }
});

it("AD-09 a request of the wrong form is refused field by field, never with a stack", async () => {
  const { token } = await product.signIn("admin");
  const queue = await request(apiOperations.createQueue, token, { body: JSON.stringify({ name: "", wrapUpMs: -1 }) });
  expect(queue.status).toBe(400);
  expect(queue.body.errors?.map((error) => error.field)).toEqual(
    expect.arrayContaining(["name", "wrapUpMs", "strategy"]),
  );
  for (const body of [
    "{",
    "[]",
    '"x"',
    "null",
    `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    "x".repeat(2 << 20),
    "x".repeat(12 << 20),
  ]) {
    const answer = await request(apiOperations.createQueue, token, { body });
    expect([
      body.slice(0, 20),
      [400, 413].includes(answer.status),
      JSON.stringify(answer.body).includes("at "),
    ]).toEqual([body.slice(0, 20), true, false]);
  }
  const unknown = await fetch(`${product.url}api/v1/nothing`);
  expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
});

it("SE-01 a page of another origin is refused, also for the sockets", async () => {
  const { token } = await product.signIn("admin");
  const answer = await request(apiOperations.getMe, token, { headers: { origin: "https://evil.example" } });
  expect([answer.status, answer.body.code]).toEqual([403, "foreignOrigin"]);
});

it("SE-01 five wrong passwords lock a login, also for the right password; unknown logins look the same", async () => {
  const signIn = async (login: string, password: string) =>
    (await request(apiOperations.signIn, undefined, { body: JSON.stringify({ login, password }) })).body.code;
  const codes = [];
  for (let n = 0; n < 5; n++) codes.push(await signIn("agent3", "wrong"));
  expect(codes).toEqual([...Array(4).fill("wrongCredentials"), "lockedOut"]);
  const right = product.access.accounts.find((account) => account.login === "agent3")?.password ?? "";
  expect(await signIn("agent3", right)).toBe("lockedOut");
  expect(await signIn("nobody", "wrong")).toBe("wrongCredentials");
});

it("AD-04 SE-03 configuration: created, changed with its version, refused when changed meanwhile or in use, and audited", async () => {
  const admin = await product.signIn("admin");
  const input = {
    name: "挂失专席",
    strategy: "longestIdle",
    requiredSkills: [],
    priority: 5,
    ringTimeoutMs: 15_000,
    wrapUpMs: 0,
    serviceLevelMs: 20_000,
  };
  const rest = { maxWaitMs: 60_000, recording: "all", autoAnswer: true };
  const queue = await admin.post<{ id: string; version: number }>("queues", { ...input, ...rest });
  expect(queue.version).toBe(1);
  await expect(admin.post("queues", { ...input, ...rest })).rejects.toThrow(/409 alreadyExists.*"field":"name"/);
  const put = (version: string) =>
    fetch(`${product.url}api/v1/queues/${queue.id}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${admin.token}`, "content-type": "application/json", "if-match": version },
      body: JSON.stringify({ ...input, ...rest, priority: 7 }),
    });
  expect((await put("1")).status).toBe(200);
  const late = await put("1");
  expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([409, "changedMeanwhile"]);
  const { items } = await admin.get<{ items: { action: string; subject: string }[] }>("audit");
  expect(items.filter((item) => item.subject === queue.id).map((item) => item.action)).toEqual([
    "queue.update",
    "queue.create",
  ]);
  const inUse = await admin.get<{ items: { id: string; name: string }[] }>("queues");
  const service = inUse.items.find((item) => item.name === "service");
  const removed = await fetch(`${product.url}api/v1/queues/${service?.id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${admin.token}` },
  });
  expect(((await removed.json()) as { code: string }).code).toBe("inUse");
});

it("RT-02 RT-06 a queue's routing is kept as written; what it names must exist and cannot be removed meanwhile", async () => {
  const admin = await product.signIn("admin");
  const plain = { requiredSkills: [], priority: 0, ringTimeoutMs: 15_000, wrapUpMs: 0, serviceLevelMs: 20_000 };
  const rest = { ...plain, maxWaitMs: 60_000, recording: "all", autoAnswer: false };
  const skill = await admin.post<{ id: string }>("skills", { name: "外汇" });
  const helper = await admin.post<{ id: string }>("queues", { name: "总行", strategy: "roundRobin", ...rest });
  const routing = {
    targetAnswerMs: 30_000,
    firstTier: 1,
    relaxation: [
      { afterMs: 20_000, maxTier: 2 },
      { afterMs: 40_000, dropSkills: [skill.id], lowerLevelsBy: 2, raisePriorityBy: 5 },
    ],
    overflow: [
      { when: { type: "noAgents" }, queueIds: [helper.id], how: "move" },
      { when: { type: "occupancy", above: 0.9 }, queueIds: [helper.id], how: "add" },
    ],
  };
  const input = { name: "分行外汇", strategy: "bestSkillMatch", ...rest, routing };
  const queue = await admin.post<{ id: string; routing: object }>("queues", input);
  expect(queue.routing).toEqual({ ...routing, lastAgentWithinHours: 0, lastAgentHoldMs: 0 });
  const wrong = { ...routing, overflow: [{ when: { type: "noAgents" }, queueIds: [skill.id], how: "move" }] };
  await expect(admin.post("queues", { ...input, name: "x", routing: wrong })).rejects.toThrow(
    /400.*routing\.overflow\.0\.queueIds/,
  );
  const backwards = { ...routing, relaxation: routing.relaxation.toReversed() };
  await expect(admin.post("queues", { ...input, name: "x", routing: backwards })).rejects.toThrow(/400.*relaxation/);
  const nothing = { ...routing, relaxation: [{ afterMs: 20_000 }] };
  await expect(admin.post("queues", { ...input, name: "x", routing: nothing })).rejects.toThrow(/400.*relaxation/);
  for (const path of [`queues/${helper.id}`, `skills/${skill.id}`]) {
    const answer = await fetch(`${product.url}api/v1/${path}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${admin.token}` },
    });
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      409,
      expect.stringContaining("分行外汇"),
    ]);
  }
});

function events(api: ProductApi, query = ""): { seen: ServerEvent[]; socket: WebSocket } {
  const seen: ServerEvent[] = [];
  const url = `${product.url.replace("http", "ws")}api/v1/events${query}`;
  // Node's WebSocket takes headers in its options; browsers send their cookie.
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${api.token}` } } as never);
  socket.addEventListener("message", (message) => seen.push(JSON.parse(String(message.data)) as ServerEvent));
  sockets.push(socket);
  return { seen, socket };
}

it("AD-09 AG-13 a client that was away is told what it missed, in order; a revoked session is told so and cut off", async () => {
  const leader = await product.signIn("leader");
  const agent = await product.signIn("agent2");
  const first = events(leader);
  const hello = await until("hello", () => first.seen.find((event) => event.type === "hello"));
  first.socket.close();
  const { items } = await agent.get<{ items: { id: string }[] }>("desk/phones");
  await agent.post("desk/sign-in", { terminal: { kind: "phone", phoneId: items[1]?.id } });
  await agent.post("desk/state", { state: "notReady", reason: "meal" });
  await until("the change to be published", async () => {
    const live = await leader.get<{ agents: { reason: string | null }[] }>("live");
    return live.agents.find((item) => item.reason === "meal");
  });
  const epoch = hello.type === "hello" ? hello.epoch : "";
  const back = events(leader, `?epoch=${epoch}&since=${hello.sequence}`);
  await until("what was missed", () =>
    back.seen.find((event) => event.type === "agent.changed" && event.data.reason === "meal"),
  );
  const numbers = back.seen.slice(1).map((event) => event.sequence);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  const closed = new Promise<number>((resolve) =>
    back.socket.addEventListener("close", (event) => resolve(event.code)),
  );
  await fetch(`${product.url}api/v1/sessions`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${leader.token}` },
  });
  expect(await closed).toBe(4401);
  expect(back.seen.at(-1)?.type).toBe("session.ended");
  await expect(leader.get("me")).rejects.toThrow("401 notSignedIn");
});

it("AD-06 health, readiness, metrics and the contract itself are served", async () => {
  const get = async (path: string) => (await fetch(`${product.url}${path}`)).text();
  expect(JSON.parse(await get("health"))).toMatchObject({ status: "up" });
  expect(JSON.parse(await get("ready"))).toEqual({
    status: "ready",
    parts: { process: true, database: true, media: true },
  });
  expect(await get("metrics")).toContain("tellerline_interactions 0");
  expect(JSON.parse(await get("api/openapi.json"))).toMatchObject({ openapi: "3.1.1" });
});

it("SE-02 neither passwords nor tokens nor card numbers are in the log", () => {
  const { log, access } = product;
  const secrets = [...access.accounts, ...access.phones].map((item) => item.password);
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
});

it("CM-02 every filter of the records is taken, a wrong one is refused by its name", async () => {
  const { token } = await product.signIn("admin");
  const id = "01a201e3-1861-7285-b65a-90e0c867da8f";
  const good = [
    "number=13800138000",
    `agentId=${id}`,
    `queueId=${id}`,
    "from=1&to=2",
    "endReason=abandoned",
    `before=1-${id}`,
    "before=x",
    "limit=200",
  ];
  const bad = ["limit=0", "limit=x", "agentId=x", "endReason=x", "from=x"];
  for (const query of [...good, ...bad]) {
    const response = await fetch(`${product.url}api/v1/records?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([query, response.status]).toEqual([query, good.includes(query) ? 200 : 400]);
  }
});

it("SE-04 the SIP socket takes only its subprotocol and drops what is no SIP; the event socket takes no speech", async () => {
  const url = `${product.url.replace("http", "ws")}sip`;
  const closed = (socket: WebSocket) =>
    new Promise<number>((resolve) => socket.addEventListener("close", (event) => resolve(event.code)));
  expect(await closed(new WebSocket(url))).toBe(1002);
  const rubbish = new WebSocket(url, "sip");
  sockets.push(rubbish);
  await new Promise((resolve) => rubbish.addEventListener("open", resolve));
  for (const text of ["", "GET / HTTP/1.1\r\n\r\n", "\u0000".repeat(5000), "INVITE sip:x SIP/2.0\r\n\r\n"])
    rubbish.send(text);
  const big = closed(rubbish);
  rubbish.send("x".repeat(100_000));
  expect(await big).toBe(1009);
  const talker = events(await product.signIn("admin"));
  await until("hello", () => talker.seen[0]);
  const end = closed(talker.socket);
  talker.socket.send("x".repeat(2000));
  expect(await end).toBe(1009);
  expect(JSON.parse(await (await fetch(`${product.url}ready`)).text())).toMatchObject({ status: "ready" });
});
