// Synthetic agents: made through the administrator's API where they are not there yet, registered by SIP, signed in; each
// answers, talks, sometimes holds, wraps up, and is ready again.

import { createHmac } from "node:crypto";
import { type DemoAccess, ProductApi } from "@tellerline/testkit";
import type { Hall } from "./hall.ts";
import type { Call, Telephones } from "./telephones.ts";

const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗";
const givenNames = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚";
const dispositions = ["resolved", "resolved", "resolved", "followUp", "complaint", "wrongNumber"];
const checkEveryMs = 10_000;

interface Desk {
  state: string;
  interactions: { interactionId: string; state: string; allowed: string[] }[];
}

export interface StaffOptions {
  url: string;
  registrar: { host: string; port: number };
  access: DemoAccess;
  telephones: Telephones;
  hall: Hall;
}

class Agent {
  readonly api: ProductApi;
  readonly phoneId: string;
  readonly username: string;
  call: Call | undefined;
  wrappingUp = false;

  constructor(api: ProductApi, phoneId: string, username: string) {
    this.api = api;
    this.phoneId = phoneId;
    this.username = username;
  }

  async beReady(): Promise<void> {
    const { state } = await this.api.get<Desk>("desk");
    if (state === "signedOut")
      await this.api.post("desk/sign-in", { terminal: { kind: "phone", phoneId: this.phoneId } });
    if (state === "signedOut" || state === "notReady") await this.api.post("desk/state", { state: "ready" });
  }
}

export class Staff {
  readonly #options: StaffOptions;
  readonly #agents = new Map<string, Agent>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StaffOptions) {
    this.#options = options;
    options.telephones.onIncoming = (user, invite, call) => {
      const agent = this.#agents.get(user);
      if (agent === undefined) call.hangUp();
      else void this.#serve(agent, invite.callerName ?? "", call).catch((error: Error) => options.hall.failed(error));
    };
  }

  get size(): number {
    return this.#agents.size;
  }

  /** Brings `count` agents to work, one after the other; `going` says whether to go on. */
  async come(count: number, going: () => boolean): Promise<void> {
    const admin = await this.#signIn("admin", this.#password("admin"));
    const { items: queues } = await admin.get<{ items: { id: string; name: string }[] }>("queues");
    const { items: skills } = await admin.get<{ items: { id: string }[] }>("skills");
    const { items: users } = await admin.get<{ items: { login: string }[] }>("users");
    const { items: phones } = await admin.get<{ items: { id: string; username: string }[] }>("phones");
    this.#timer = setInterval(() => void this.#check(), checkEveryMs);
    for (let n = 1; n <= count && going(); n++) {
      const login = `demo${String(n).padStart(2, "0")}`;
      const username = `${login}-phone`;
      const password = this.#secret(login);
      if (!users.some((user) => user.login === login)) {
        const agent = {
          number: String(8100 + n),
          skills: skills.map(({ id }) => ({ skillId: id, level: 1 + (n % 9) })),
          queueIds: queues.map(({ id }) => id),
        };
        const name = `${surnames[n % surnames.length]}${givenNames[(n * 7) % givenNames.length]}`;
        await admin.post("users", { login, name, role: "agent", language: "zh-CN", password, active: true, agent });
      }
      const known = phones.find((phone) => phone.username === username);
      const phone = known ?? (await admin.post<{ id: string }>("phones", { name: username, username, password }));
      const { telephones, registrar } = this.#options;
      if (!(await telephones.register(registrar, username, password)))
        throw new Error(`The phone ${username} cannot register at ${registrar.host}:${registrar.port}.`);
      const agent = new Agent(await this.#signIn(login, password), phone.id, username);
      this.#agents.set(username, agent);
      await agent.beReady();
    }
  }

  /** Signs everybody out and takes their phones away. */
  async leave(): Promise<void> {
    clearInterval(this.#timer);
    for (const agent of this.#agents.values()) {
      agent.call?.hangUp();
      await agent.api.post("desk/sign-out").catch(() => {});
      this.#options.telephones.unregister(agent.username);
    }
  }

  async #serve(agent: Agent, callerName: string, call: Call): Promise<void> {
    const { hall } = this.#options;
    agent.call = call;
    // Now and then somebody is away from his desk.
    if (Math.random() < 0.02) {
      await call.ended;
      return;
    }
    if (!(await call.wait(800 + Math.random() * 3000))) return;
    call.accept();
    if (!(await call.answered)) return;
    const talk = hall.talk(callerName);
    const holds = Math.random() < 0.15;
    if (await call.wait(talk.ms / 2)) {
      if (holds) await this.#hold(agent, call);
      await call.wait(talk.ms / 2);
    }
    if (talk.agentEnds) call.hangUp();
    // Whoever does not hang up himself waits for the customer to.
    if (await call.wait(30_000)) call.hangUp();
    await call.ended;
    agent.call = undefined;
    await this.#wrapUp(agent);
  }

  async #hold(agent: Agent, call: Call): Promise<void> {
    const connected = (await agent.api.get<Desk>("desk")).interactions.find(({ allowed }) => allowed.includes("hold"));
    if (connected === undefined) return;
    const path = `desk/interactions/${connected.interactionId}`;
    await agent.api.post(path, { operation: "hold" }).catch(() => {});
    // The customer may have left meanwhile: then there is nothing to retrieve.
    if (await call.wait(2000 + Math.random() * 3000))
      await agent.api.post(path, { operation: "retrieve" }).catch(() => {});
  }

  async #wrapUp(agent: Agent): Promise<void> {
    agent.wrappingUp = true;
    await new Promise((resolve) => setTimeout(resolve, 1500 + Math.random() * 3500));
    const { interactions } = await agent.api.get<Desk>("desk");
    const wrapUp = interactions.find(({ state }) => state === "wrapUp");
    const disposition = dispositions[Math.floor(Math.random() * dispositions.length)];
    if (wrapUp !== undefined) {
      await agent.api.post(`desk/interactions/${wrapUp.interactionId}`, { operation: "endWrapUp", disposition });
    }
    agent.wrappingUp = false;
  }

  /** Whoever was sent away (no answer, phone lost) comes back. */
  async #check(): Promise<void> {
    for (const agent of this.#agents.values()) {
      if (agent.call?.over === false || agent.wrappingUp) continue;
      await agent.beReady().catch((error: Error) => this.#options.hall.failed(error));
    }
  }

  /** A sign-in; the product takes thirty a minute from one address, so it is tried again for a while. */
  async #signIn(login: string, password: string): Promise<ProductApi> {
    const { url } = this.#options;
    for (let tries = 1; ; tries++) {
      try {
        const { token } = await new ProductApi(url, undefined).post<{ token: string }>("sessions", { login, password });
        return new ProductApi(url, token);
      } catch (error) {
        if (tries >= 8 || !(error as Error).message.includes("429")) throw error;
        await new Promise((resolve) => setTimeout(resolve, 10_000));
      }
    }
  }

  #password(login: string): string {
    const account = this.#options.access.accounts.find((one) => one.login === login);
    if (account === undefined) throw new Error(`There is no demo account ${login}.`);
    return account.password;
  }

  /** A password that is the same at each run on this installation and known to nobody else. */
  #secret(login: string): string {
    return `${createHmac("sha256", this.#password("admin")).update(login).digest("base64url").slice(0, 24)}-7aA`;
  }
}
