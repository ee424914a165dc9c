// The agent behind the bar: his session, his desk, his phone; what the page asks is done here, and what happened is told.
//
//   starting ──▶ signIn ── password or token ──▶ checking ── tenant allows the page ──▶ desk
//      └── a session is there already ──────────▶   └── it does not ──▶ forbidden

import {
  type AgentStateRequest,
  ApiClient,
  ApiError,
  agentSignIn,
  agentSignOut,
  attachData,
  type BarCommandMessage,
  type BarCommands,
  type BarProblem,
  barCallOf,
  callEvents,
  currentInteraction,
  type Desk,
  dial,
  EventStream,
  getBarPermission,
  getDesk,
  getMe,
  type Me,
  type OperateRequest,
  operate,
  type Problem,
  setAgentState,
  signIn,
  signOut,
  type Terminal,
} from "@tellerline/sdk";
import { BarPhone } from "./bar-phone.ts";
import type { PageLink } from "./page-link.ts";

export type Stage = "starting" | "signIn" | "forbidden" | "noAgent" | "desk";
/** Of this frame alone: the browser keeps it by tab, by our origin and by the page around. */
const kept = "tellerline-bar";

const withoutCookie = { credentials: "omit" as const };

export class BarDesk {
  readonly api = new ApiClient();
  readonly phone: BarPhone;
  stage: Stage = "starting";
  me: Me | undefined;
  desk: Desk | undefined;
  online = true;
  problem: Problem | undefined;
  /** By the server's clock, when the bar was last drawn. */
  now = 0;
  readonly #link: PageLink;
  readonly #onChange: () => void;
  #events: EventStream | undefined;
  /** How far the server's clock is ahead of ours. */
  #aheadMs = 0;
  #told = JSON.stringify({});

  constructor(link: PageLink, onChange: () => void) {
    this.#link = link;
    this.#onChange = onChange;
    this.phone = new BarPhone(this.api, onChange);
  }

  async start(): Promise<void> {
    this.#link.open((message) => this.#obey(message), problemOf);
    const token = remembered();
    if (token !== undefined) this.api.token = token;
    await this.#enter().catch(() => this.#leave());
  }

  /** Before each drawing. */
  tick(): void {
    this.now = Date.now() + this.#aheadMs;
  }

  /** Does what a button stands for; a refusal is shown in the bar and told to the page. */
  run(work: () => Promise<unknown>): void {
    this.problem = undefined;
    work()
      .catch((error: unknown) => {
        this.problem = asApiError(error).problem;
        this.#link.tell("refused", problemOf(error));
      })
      .finally(this.#onChange);
  }

  async signInWith(login: string, password: string): Promise<void> {
    // The bar's session is its own: a console of the same browser keeps the one it has.
    const { token } = await this.api.call(signIn, { body: { login, password }, ...withoutCookie });
    await this.#useToken(token);
  }

  async startWork(terminal: Terminal = { kind: "browser" }): Promise<void> {
    if (terminal.kind === "browser" && !(await this.phone.openMicrophone())) return;
    this.#show(await this.api.call(agentSignIn, { body: { terminal } }));
  }

  async setState(request: AgentStateRequest): Promise<void> {
    this.#show(await this.api.call(setAgentState, { body: request }));
  }

  async stopWork(): Promise<void> {
    this.#show(await this.api.call(agentSignOut));
  }

  /** Out of work, and out of the session where it is the bar's own. */
  async signOut(): Promise<void> {
    if (this.desk !== undefined && this.desk.state !== "signedOut") await this.stopWork();
    if (this.api.token !== undefined) await this.api.call(signOut, { ...withoutCookie });
    this.#leave();
  }

  async dial(target: { kind: "agent"; agentId: string } | { kind: "number"; number: string }): Promise<void> {
    this.#show(await this.api.call(dial, { body: { target } }));
  }

  async operate(body: OperateRequest): Promise<void> {
    // The browser's phone answers in the browser; the server learns it from the call itself.
    if (body.operation === "answer") return this.phone.answer(this.#current());
    this.#show(await this.api.call(operate, { path: { interactionId: this.#current() }, body }));
  }

  #current(): string {
    const call = currentInteraction(this.desk);
    if (call === undefined) throw refusal("notPossibleNow", "There is no call.");
    return call.interactionId;
  }

  async #obey({ name, args }: BarCommandMessage): Promise<void> {
    // Whatever a page sends is checked where it arrives: by the server.
    const commands: BarCommands = {
      signIn: ({ token }) => this.#useToken(token),
      signOut: () => this.signOut(),
      startWork: (terminal) => this.startWork(terminal),
      setState: (state, reason = "break") =>
        this.setState((state === "notReady" ? { state, reason } : { state }) as AgentStateRequest),
      dial: (number) => this.dial({ kind: "number", number }),
      operate: (operation, how) => this.operate({ operation, ...how } as OperateRequest),
      attach: async (data) => {
        await this.api.call(attachData, { path: { interactionId: this.#current() }, body: { set: data } });
      },
    };
    if (!Object.hasOwn(commands, name)) throw refusal("notFound", "The bar knows no such command.");
    if (this.stage !== "desk" && name !== "signIn") throw refusal("notSignedIn", "Nobody is signed in.");
    await (commands[name] as (...given: unknown[]) => Promise<void>)(...args);
  }

  async #useToken(token: string): Promise<void> {
    if (this.stage === "desk") this.#leave();
    this.api.token = token;
    await this.#enter().catch((error: unknown) => {
      this.#leave();
      throw error;
    });
    if (this.stage !== "desk") throw refusal("foreignOrigin", "The agent's tenant does not allow this page.");
  }

  /** Takes up a session; throws where there is none. */
  async #enter(): Promise<void> {
    const me = await this.api.call(getMe);
    if (me.agentId === null || !me.rights.includes("agent.work")) return this.#stay("noAgent");
    const page = this.#link.origin;
    const allowed = page === location.origin || (await this.api.call(getBarPermission, { query: { page } })).allowed;
    if (!allowed) return this.#stay("forbidden");
    this.me = me;
    this.stage = "desk";
    remember(this.api.token);
    this.#show(await this.api.call(getDesk));
    this.#listen();
  }

  /** The session is good, but not for this bar: it is forgotten, and nothing of it told. */
  #stay(stage: Stage): void {
    this.#leave();
    this.stage = stage;
    this.#onChange();
  }

  #listen(): void {
    const { token } = this.api;
    this.#events = new EventStream({
      ...(token === undefined ? {} : { token }),
      onEvent: (event) => {
        this.#aheadMs = event.at - Date.now();
        if (event.type === "desk.changed") this.#show(event.data);
        if (event.type === "session.ended") this.#leave();
      },
      onReset: () => void this.#reload(),
      onState: (state) => {
        this.online = state === "live" || state === "connecting";
        // A lost socket may be a lost session: asking says which.
        if (state === "waiting") void this.#reload();
        this.#onChange();
      },
    });
    this.#events.open();
  }

  async #reload(): Promise<void> {
    await this.api.call(getDesk).then(
      (desk) => this.#show(desk),
      (error: unknown) => asApiError(error).code === "notSignedIn" && this.#leave(),
    );
  }

  #leave(): void {
    this.#events?.close();
    this.#events = undefined;
    this.phone.stop();
    remember(undefined);
    this.api.token = undefined;
    const before = this.desk;
    this.me = undefined;
    this.desk = undefined;
    this.stage = "signIn";
    this.#tell(before);
    this.#onChange();
  }

  #show(desk: Desk): void {
    if (this.stage !== "desk") return;
    const before = this.desk;
    this.desk = desk;
    this.phone.follow(desk);
    const call = currentInteraction(desk);
    this.phone.ring(call?.state === "offered" && this.phone.view.owner === "mine");
    this.#tell(before);
    this.#onChange();
  }

  #tell(before: Desk | undefined): void {
    const { desk, me } = this;
    const call = currentInteraction(desk);
    const snapshot = {
      agent:
        desk === undefined
          ? undefined
          : { agentId: desk.agentId, name: me?.name ?? "", state: desk.state, reason: desk.reason },
      call: call === undefined ? undefined : barCallOf(call),
    };
    const text = JSON.stringify(snapshot);
    if (text !== this.#told) this.#link.tell("change", snapshot);
    this.#told = text;
    for (const { name, detail } of callEvents(before, desk)) this.#link.tell(name, detail as never);
  }
}

function refusal(code: string, title: string): ApiError {
  return new ApiError({ type: "about:blank", title, status: 409, code });
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : refusal("internal", error instanceof Error ? error.message : "");
}

function problemOf(error: unknown): BarProblem {
  const { problem } = asApiError(error);
  return { code: problem.code, title: problem.detail ?? problem.title };
}

// A browser may keep nothing for frames of other sites: the bar then asks again after a reload.
function remembered(): string | undefined {
  try {
    return sessionStorage.getItem(kept) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(token: string | undefined): void {
  try {
    if (token === undefined) sessionStorage.removeItem(kept);
    else sessionStorage.setItem(kept, token);
  } catch {
    return;
  }
}
