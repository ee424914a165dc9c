// The demo bank: what a newcomer finds after the first start. Seeded once, into an empty database. Passwords are random and
// written 0600 into the data folder.

import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanArea, PlanSeat } from "@tellerline/api";
import type { SandboxBank } from "@tellerline/bank";
import { type Clock, newId, type Random } from "@tellerline/base";
import { instant, type Store, type TenantTransaction } from "@tellerline/store";
import { hashPassword } from "../accounts/passwords.ts";
import { platformTenantId } from "../accounts/platform-tenant.ts";
import { columns } from "../chat/chat-entry-rows.ts";

export interface DemoOptions {
  store: Store;
  bank: SandboxBank;
  clock: Clock;
  random: Random;
  dataFolder: string;
  /** Adds a tenant row as the owner of the tables. */
  addTenant(id: string, name: string): Promise<void>;
  ha1(username: string, password: string): Record<string, string>;
}

export interface DemoAccount {
  role: string;
  login: string;
  password: string;
}

export interface DemoPhone {
  username: string;
  password: string;
}

export interface DemoAccess {
  number: string;
  accounts: DemoAccount[];
  phones: DemoPhone[];
  cards: { number: string; password: string }[];
}

const demoNumber = "95500";
/** Stands in the script tag of the demo bank's page. */
const demoChatEntry = "5b0d7c1e-9a44-4d1b-8f0e-2f6f6c1b9550";
const demoChat = {
  requiredSkills: [],
  preferredSkills: [],
  ...{ name: "官网在线客服", colour: "#8c1d2f", origins: [], languages: ["zh-CN" as const, "en-US" as const] },
  greeting: {
    "zh-CN": "您好，这里是示范银行在线客服，很高兴为您服务。",
    "en-US": "Hello, this is Demo Bank's online service. How can we help you?",
  },
  offlineText: {
    "zh-CN": "当前没有客服在线，请留言，我们会尽快与您联系。",
    "en-US": "Nobody is online right now. Leave a message and we will contact you as soon as possible.",
  },
  ...{ hours: null, askContact: true, idleMs: 900_000, active: true },
};
const demoQuickReplies: readonly [name: string, text: string][] = [
  ["问候 Greeting", "您好，我是示范银行客服，请问有什么可以帮您？"],
  ["请稍候 One moment", "请稍候，我正在为您查询。"],
  ["密码提醒 Password", "请不要在聊天中发送银行卡密码、短信验证码等信息，我们的工作人员不会向您索要。"],
  ["结束语 Goodbye", "感谢您的咨询，祝您生活愉快！"],
];
const accessFile = "demo-access.json";
const cards = [
  {
    holder: "王芳",
    accountNumber: "1001",
    currency: "CNY",
    balanceMinor: 100_000_105n,
    cardNumber: "6222020000000001",
    password: "123456",
  },
  {
    holder: "李强",
    accountNumber: "1002",
    currency: "CNY",
    balanceMinor: 3_080_000n,
    cardNumber: "6222020000000002",
    password: "246810",
  },
  {
    holder: "Anna Miller",
    accountNumber: "1003",
    currency: "USD",
    balanceMinor: 1_250_099n,
    cardNumber: "6222020000000003",
    password: "135790",
  },
];
const people = [
  { login: "admin", name: "陈经理", role: "tenantAdministrator", agent: undefined },
  { login: "leader", name: "周班长", role: "teamLeader", agent: "8000" },
  { login: "agent1", name: "李娜", role: "agent", agent: "8001" },
  { login: "agent2", name: "张伟", role: "agent", agent: "8002" },
  { login: "agent3", name: "刘洋", role: "agent", agent: "8003" },
];

/** Seeds the demo bank if there is no tenant yet. @returns how to get in, or undefined if there was something already. */
export async function seedDemoBank(options: DemoOptions): Promise<DemoAccess | undefined> {
  const tenants = await options.store.lookup.selectFrom("tenant_list").select("tenant_id").execute();
  if (tenants.length > 0) return undefined;
  const tenantId = newId(options.clock.now(), options.random);
  await options.addTenant(platformTenantId, "Platform");
  await options.addTenant(tenantId, "Demo Bank 示范银行");
  const accounts: DemoAccount[] = [];
  const password = () => `${randomBytes(9).toString("base64url")}-7aA`;
  const root = { role: "platformAdministrator", login: "root", password: password() };
  const rootHash = await hashPassword(root.password);
  await options.store.inTenant(platformTenantId, (tx) =>
    insertUser(
      tx,
      platformTenantId,
      newId(options.clock.now(), options.random),
      { login: root.login, name: "Platform", role: root.role },
      rootHash,
    ),
  );
  const hashed = await Promise.all(
    people.map(async (person) => {
      const secret = password();
      accounts.push({ role: person.role, login: person.login, password: secret });
      return { person, hash: await hashPassword(secret) };
    }),
  );
  accounts.push(root);
  const phones = await options.store.inTenant(tenantId, async (tx) => {
    const seeder = new Seeder(tx, tenantId, options);
    await seeder.centre(hashed);
    const made = await seeder.phones(["phone1", "phone2", "phone3"]);
    await seeder.floorPlan();
    for (const card of cards) await options.bank.addCustomer(tx, tenantId, card);
    return made;
  });
  const access: DemoAccess = {
    number: demoNumber,
    accounts,
    phones,
    cards: cards.map((card) => ({ number: card.cardNumber, password: card.password })),
  };
  writeFileSync(join(options.dataFolder, accessFile), `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600 });
  return access;
}

/** What the first start wrote down, or undefined when this is no demo installation. */
export function readDemoAccess(dataFolder: string): DemoAccess | undefined {
  try {
    return JSON.parse(readFileSync(join(dataFolder, accessFile), "utf8")) as DemoAccess;
  } catch {
    return undefined;
  }
}

interface Person {
  login: string;
  name: string;
  role: string;
}

async function insertUser(
  tx: TenantTransaction,
  tenantId: string,
  id: string,
  person: Person,
  hash: string,
): Promise<void> {
  await tx
    .insertInto("user_account")
    .values({
      tenant_id: tenantId,
      id,
      login: person.login,
      name: person.name,
      role: person.role,
      password_hash: hash,
      active: true,
      locked_until: null,
    })
    .execute();
}

class Seeder {
  readonly #tx: TenantTransaction;
  readonly #tenantId: string;
  readonly #options: DemoOptions;

  constructor(tx: TenantTransaction, tenantId: string, options: DemoOptions) {
    this.#tx = tx;
    this.#tenantId = tenantId;
    this.#options = options;
  }

  async centre(hashed: { person: (typeof people)[number]; hash: string }[]): Promise<void> {
    const tenant = { tenant_id: this.#tenantId };
    const [chinese, english, service] = [this.#id(), this.#id(), this.#id()];
    await this.#tx
      .insertInto("skill")
      .values([
        { ...tenant, id: chinese, name: "zh-CN" },
        { ...tenant, id: english, name: "en-US" },
      ])
      .execute();
    await this.#tx
      .insertInto("queue")
      .values({
        ...tenant,
        id: service,
        name: "service",
        strategy: "longestIdle",
        required_skills: "[]",
        priority: 0,
        ring_timeout_ms: 20_000,
        wrap_up_ms: 30_000,
        service_level_ms: 20_000,
        max_wait_ms: 600_000,
        recording: "all",
        auto_answer: false,
      })
      .execute();
    for (const { person, hash } of hashed) {
      const userId = this.#id();
      await insertUser(this.#tx, this.#tenantId, userId, person, hash);
      if (person.agent === undefined) continue;
      const agentId = this.#id();
      await this.#tx
        .insertInto("agent")
        .values({ ...tenant, id: agentId, user_id: userId, number: person.agent, team: "客服一组" })
        .execute();
      const skills = [chinese, english].map((skillId) => ({
        ...tenant,
        agent_id: agentId,
        skill_id: skillId,
        level: 5,
      }));
      await this.#tx.insertInto("agent_skill").values(skills).execute();
      await this.#tx
        .insertInto("agent_queue")
        .values({ ...tenant, agent_id: agentId, queue_id: service })
        .execute();
    }
    await this.#flowAndNumber();
    await this.#chat(service);
  }

  async #chat(queueId: string): Promise<void> {
    await this.#tx
      .insertInto("chat_entry")
      .values({
        ...{
          tenant_id: this.#tenantId,
          id: demoChatEntry,
          ...columns({ ...demoChat, queueId, callBackQueueId: queueId }),
        },
      })
      .execute();
    for (const [name, text] of demoQuickReplies)
      await this.#tx
        .insertInto("quick_reply")
        .values({ tenant_id: this.#tenantId, id: this.#id(), name, text })
        .execute();
  }

  async #flowAndNumber(): Promise<void> {
    const tenant = { tenant_id: this.#tenantId };
    const flowId = this.#id();
    const document = readFileSync(new URL("../../demo/flow.json", import.meta.url), "utf8");
    const published = instant(this.#options.clock.now());
    await this.#tx
      .insertInto("flow")
      .values({ ...tenant, id: flowId, name: "Demo Bank 95500", version: 1, published_at: published, document })
      .execute();
    await this.#tx
      .insertInto("phone_number")
      .values({ ...tenant, id: this.#id(), number: demoNumber, label: "客户服务", flow_id: flowId })
      .execute();
    await this.#tx
      .insertInto("trunk")
      .values({
        ...tenant,
        id: this.#id(),
        name: "Carrier 运营商",
        addresses: JSON.stringify(["127.0.0.2"]),
        host: "127.0.0.2",
        port: 5060,
        transport: "udp",
        channels: 500,
        outbound: true,
        caller_number: demoNumber,
      })
      .execute();
  }

  async phones(usernames: string[]): Promise<DemoPhone[]> {
    const phones = usernames.map((username) => ({ username, password: randomBytes(12).toString("base64url") }));
    for (const { username, password } of phones) {
      const ha1 = JSON.stringify(this.#options.ha1(username, password));
      await this.#tx
        .insertInto("phone")
        .values({ tenant_id: this.#tenantId, id: this.#id(), name: username, username, ha1 })
        .execute();
    }
    return phones;
  }

  /** One room: a row of the agents' own seats, and one of desks with SIP phones. */
  async floorPlan(): Promise<void> {
    const agents = await this.#tx.selectFrom("agent").select(["id", "number"]).orderBy("number").limit(5).execute();
    const phones = await this.#tx.selectFrom("phone").select(["id", "name"]).orderBy("name").execute();
    const seats: PlanSeat[] = [
      ...agents.map(({ id, number }, n) => ({
        ...{ id: `a${n + 1}`, column: (n % 5) + 1, row: 2 + Math.floor(n / 5), label: number },
        place: { kind: "agent" as const, agentId: id },
      })),
      ...phones.map(({ id, name }, n) => ({
        ...{ id: `p${n + 1}`, column: n + 1, row: 5, label: name },
        place: { kind: "phone" as const, phoneId: id },
      })),
    ];
    const areas: PlanArea[] = [
      { column: 1, row: 1, width: 5, height: 2, text: "客服一组", look: "zone" },
      { column: 1, row: 4, width: 4, height: 2, text: "话机席", look: "zone" },
      { column: 6, row: 1, width: 3, height: 5, text: "会议室", look: "wall" },
    ];
    await this.#tx
      .insertInto("floor_plan")
      .values({
        ...{ tenant_id: this.#tenantId, id: this.#id(), name: "一楼客服大厅", grid_columns: 8, grid_rows: 6 },
        ...{ seats: JSON.stringify(seats), areas: JSON.stringify(areas) },
      })
      .execute();
  }

  #id(): string {
    return newId(this.#options.clock.now(), this.#options.random);
  }
}
