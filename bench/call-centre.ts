// A centre for the bench of calls: a number whose flow goes straight to a queue, and many agents at registered phones,
// written into the database as only a bench may, because the way through the API is made for people.

import { createHash, randomBytes, randomUUID } from "node:crypto";
import { ha1, SipTransports } from "@tellerline/sip";
import { intrude, ProductApi, RealScheduler, type RunningProduct } from "@tellerline/testkit";

export const benchNumber = "95599";
const realm = "tellerline";

interface BenchAgent {
  token: string;
  phoneId: string;
  username: string;
  password: string;
}

const flow = {
  ...{ format: "tellerline/flow/1", id: "bench", name: "Bench", version: 1, languages: ["zh-CN"] },
  ...{ start: "queue", onError: "end" },
  nodes: {
    queue: {
      ...{ kind: "queue", queueId: "bench", timeoutMs: 60_000, waiting: { music: "music" } },
      exits: { timeout: "end", noAgents: "end", error: "end" },
    },
    end: { kind: "hangup" },
  },
};

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Writes number, flow, queue and `count` agents, and makes the product read them. */
async function seed(product: RunningProduct, count: number): Promise<BenchAgent[]> {
  const [row] = await intrude(product.data, "select tenant_id from trunk limit 1");
  const tenant = quoted(String(row?.tenant_id));
  const [queueId, flowId] = [randomUUID(), randomUUID()];
  const statements = [
    "update trunk set channels = 10000",
    `insert into queue (tenant_id, id, name, strategy, required_skills, priority, ring_timeout_ms, wrap_up_ms,
       service_level_ms, max_wait_ms, recording, auto_answer)
     values (${tenant}, '${queueId}', 'bench', 'longestIdle', '[]', 0, 20000, 0, 20000, 600000, 'none', false)`,
    `insert into flow (tenant_id, id, name, version, published_at, document)
     values (${tenant}, '${flowId}', 'bench', 1, now(), ${quoted(JSON.stringify(flow))})`,
    `insert into phone_number (tenant_id, id, number, label, flow_id)
     values (${tenant}, '${randomUUID()}', '${benchNumber}', 'bench', '${flowId}')`,
  ];
  const agents: BenchAgent[] = [];
  for (let n = 0; n < count; n++) {
    const [userId, agentId, phoneId] = [randomUUID(), randomUUID(), randomUUID()];
    const username = `bench${n}`;
    const [token, password] = [randomBytes(24).toString("base64url"), randomBytes(12).toString("base64url")];
    const secrets = JSON.stringify({ MD5: ha1("MD5", username, realm, password) });
    const hash = createHash("sha256").update(token).digest("hex");
    statements.push(
      `insert into user_account (tenant_id, id, login, name, role, password_hash)
       values (${tenant}, '${userId}', '${username}', '${username}', 'agent', 'none')`,
      `insert into agent (tenant_id, id, user_id, number) values (${tenant}, '${agentId}', '${userId}', '${20_000 + n}')`,
      `insert into agent_queue (tenant_id, agent_id, queue_id) values (${tenant}, '${agentId}', '${queueId}')`,
      `insert into phone (tenant_id, id, name, username, ha1)
       values (${tenant}, '${phoneId}', '${username}', '${username}', ${quoted(secrets)})`,
      `insert into session (tenant_id, id, user_id, token_hash, created_at, expires_at)
       values (${tenant}, '${randomUUID()}', '${userId}', '\\x${hash}', now(), now() + interval '1 day')`,
    );
    agents.push({ token, phoneId, username, password });
  }
  await intrude(product.data, statements.join(";\n"));
  // Any change through the API makes the product read its configuration again.
  await (await product.signIn("admin")).post("skills", { name: "bench" });
  return agents;
}

/** Registers all phones from one socket, which is then given up: whoever takes the port takes their calls. */
async function register(product: RunningProduct, agents: readonly BenchAgent[], port: number): Promise<void> {
  let left = agents.length;
  let finish: (error?: Error) => void = () => {};
  const all = new Promise<void>((resolve, reject) => {
    finish = (error) => (error === undefined ? resolve() : reject(error));
  });
  const sip = await SipTransports.open({
    scheduler: new RealScheduler(),
    listen: [{ transport: "udp", host: "127.0.0.1", port }],
    endpoint: {
      ...{ random: { next: Math.random }, realm: "bench", nonceSecret: randomBytes(16), tracing: false },
      ...{ credentials: () => undefined, trunkByAddress: () => "product", isGuest: () => false },
    },
    onEvent: (event) => {
      if (event.type !== "registration") return;
      if (event.state !== "registered") finish(new Error(`${event.registrationId} is refused with ${event.status}`));
      else if (--left === 0) finish();
    },
  });
  const tooLong = setTimeout(() => finish(new Error(`${left} phones are not registered`)), 30_000);
  const target = { transport: "udp", host: "127.0.0.1", port: product.ports.sip } as const;
  for (const { username, password } of agents) {
    sip.handle({
      ...{ type: "register", registrationId: username, contactUser: username, expiresSeconds: 3600, target },
      ...{ aor: `sip:${username}@127.0.0.1`, credentials: { username, password } },
    });
  }
  try {
    await all;
  } finally {
    clearTimeout(tooLong);
    await sip.close();
  }
}

/** A number to call and `count` agents who are ready, with phones at 127.0.0.1:`port`. */
export async function openCallCentre(product: RunningProduct, count: number, port: number): Promise<void> {
  const agents = await seed(product, count);
  await register(product, agents, port);
  for (const { token, phoneId } of agents) {
    const api = new ProductApi(product.url, token);
    await api.post("desk/sign-in", { terminal: { kind: "phone", phoneId } });
    await api.post("desk/state", { state: "ready" });
  }
}
