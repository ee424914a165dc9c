// An agent as he behaves: signs in, answers or does not, uses what his softphone bar allows with whatever target comes to
// his mind, dials by page and by keypad, reloads his browser in mid-talk, goes home.

import { type Random, randomExponential, randomInteger } from "@tellerline/base";
import type { Centre, deskHandlers, forceAgent, forceRefusal } from "@tellerline/server";
import type { Phone, PhoneCall, PhoneNetwork } from "./phone-network.ts";

export interface Surroundings {
  random: Random;
  network: PhoneNetwork;
  centre: Centre;
  desk: ReturnType<typeof deskHandlers>;
  after(ms: number, run: () => void): () => void;
  /** Extension numbers of colleagues and numbers outside. */
  numbers: readonly string[];
  /** He leads: supervises talks and forces agents. */
  leads(agentId: string): boolean;
  force: { refusal: typeof forceRefusal; act: typeof forceAgent };
  queueIds: readonly string[];
  agentIds: readonly string[];
  /** The day is over: no new work. */
  closing(): boolean;
  /** The product refused what it had offered. */
  surprise(what: string): void;
}

/** Operations that want to know whom. */
const targeted = new Set(["consult", "transfer", "transferOnAnswer", "suspend", "addParty"]);

/** Refusals that have to do with the target or with somebody who was quicker. */
const understandable = ["notPossibleNow", "notFound"];

export class DeskAgent implements Phone {
  readonly agentId: string;
  readonly browser: boolean;
  readonly address: string;
  readonly username: string;
  readonly #around: Surroundings;
  readonly #calls = new Set<PhoneCall>();
  #registered = false;
  #diligent = false;
  /** Lets it ring. */
  ignores = false;

  constructor(agentId: string, username: string, browser: boolean, around: Surroundings) {
    this.agentId = agentId;
    this.browser = browser;
    this.username = username;
    this.address = `sip:${username}@bank.test`;
    this.#around = around;
  }

  get calls(): number {
    return this.#calls.size;
  }

  /** Comes to work and behaves. */
  live(): void {
    this.#register();
    this.signIn();
    this.#nextDeed();
  }

  /** Signs in, is ready and answers whatever rings; nothing else. */
  work(): void {
    this.#diligent = true;
    this.#register();
    this.signIn();
  }

  signIn(): void {
    const terminal = this.browser ? { kind: "browser" } : { kind: "phone", phoneId: `p-${this.agentId}` };
    if (!this.#registered) this.#register();
    this.#ask("agentSignIn", { terminal });
    this.setState({ state: "ready" });
  }

  signOut(): void {
    this.#ask("agentSignOut", undefined);
  }

  setState(body: object): void {
    this.#ask("setAgentState", body);
  }

  operate(body: object): void {
    const [interaction] = this.interactions();
    if (interaction !== undefined) this.#ask("operate", body, interaction.interactionId);
  }

  interactions() {
    return this.#around.centre.views.desk(this.agentId)?.interactions ?? [];
  }

  /** The phone's own hang-up key. */
  hangUp(): void {
    for (const call of this.#calls) this.#around.network.hangUp(call);
  }

  /** The phone's own transfer key. */
  refers(number: string): void {
    for (const call of this.#calls) this.#around.network.refer(call, number);
  }

  /** The page is reloaded, the cable pulled: what was is gone, and comes back after a while. */
  vanish(backAfterMs: number): void {
    const { network, random } = this.#around;
    for (const call of this.#calls) network.vanish(call, 200 + randomInteger(random, 8_000));
    this.#calls.clear();
    network.unregister(this);
    this.#registered = false;
    this.#around.after(backAfterMs, () => this.#register());
  }

  rings(call: PhoneCall): void {
    const { network, random, after } = this.#around;
    if (this.#calls.size > 0 && this.#chance(0.8)) {
      network.decline(call, 486);
      return;
    }
    this.#calls.add(call);
    if (this.ignores) return;
    if (this.#diligent || (call.autoAnswer && this.#chance(0.95))) {
      after(this.#diligent ? 2_000 : 50, () => network.answer(call));
      return;
    }
    const roll = random.next();
    const delay = 300 + randomInteger(random, 10_000);
    if (roll < 0.8) after(delay, () => network.answer(call));
    else if (roll < 0.85) after(delay, () => network.decline(call, this.#chance(0.5) ? 486 : 603));
    else if (roll < 0.88) after(delay, () => this.#useBar());
    else if (roll < 0.9) after(delay, () => this.vanish(randomInteger(random, 40_000)));
  }

  over(call: PhoneCall): void {
    this.#calls.delete(call);
  }

  #register(): void {
    this.#registered = true;
    this.#around.network.register(this);
  }

  #nextDeed(): void {
    const { random, after, centre } = this.#around;
    const busy = this.#calls.size > 0;
    after(200 + randomExponential(random, busy ? 6_000 : 30_000), () => {
      this.#nextDeed();
      const seat = centre.seats.get(this.agentId);
      if (this.#around.closing()) this.#closeDay(seat?.state ?? "");
      else if (seat?.state === "signedOut") this.signIn();
      else if (this.#calls.size > 0) this.#duringCall();
      else this.#betweenCalls(seat?.state ?? "");
    });
  }

  /** At the end of the day everybody finishes what he has. */
  #closeDay(state: string): void {
    if (this.#calls.size > 0) this.hangUp();
    else if (state === "wrapUp") this.#endWrapUp();
    else if (state !== "signedOut" && this.#chance(0.3)) this.signOut();
  }

  #duringCall(): void {
    const { network, random } = this.#around;
    if (this.#around.leads(this.agentId) && this.#chance(0.4)) {
      this.#supervise(true);
      return;
    }
    const roll = random.next();
    if (roll < 0.77) this.#useBar();
    else if (roll < 0.8) this.hangUp();
    else if (roll < 0.88) for (const call of this.#calls) network.hold(call, !call.held);
    else if (roll < 0.92) for (const call of this.#calls) network.refer(call, this.#pick(this.#around.numbers));
    else if (roll < 0.95) this.vanish(randomInteger(random, 40_000));
    else if (roll < 0.97) {
      // Only the registration goes; the talk lasts.
      network.unregister(this);
      this.#around.after(randomInteger(random, 60_000), () => this.#register());
    } else if (roll < 0.98) this.signOut();
    else this.setState(this.#chance(0.5) ? { state: "ready" } : { state: "notReady", reason: "break" });
  }

  #betweenCalls(state: string): void {
    const { random, network } = this.#around;
    if (this.#around.leads(this.agentId) && this.#chance(0.5)) {
      if (this.#chance(0.7)) this.#supervise(false);
      else this.#force();
      return;
    }
    const roll = random.next();
    if (state === "wrapUp" && roll < 0.5) this.#endWrapUp();
    else if (roll < 0.72) this.setState({ state: "ready" });
    else if (roll < 0.78) this.setState({ state: "notReady", reason: "break" });
    else if (roll < 0.82) this.signOut();
    else if (roll < 0.85) this.vanish(randomInteger(random, 40_000));
    else if (roll < 0.88) this.#picksUp();
    else if (roll < 0.93) this.#ask("dial", { target: this.#target("dial") });
    else if (this.#registered) {
      const number = this.#chance(0.3) ? "95500" : this.#pick(this.#around.numbers);
      this.#calls.add(network.dial(this, number, { kind: "registered", aor: this.address, username: this.username }));
    }
  }

  /** One of the enabled buttons. */
  #useBar(): void {
    const interactions = this.interactions();
    if (interactions.length === 0) return;
    const { interactionId, allowed, parties } = this.#pick(interactions);
    const possible = allowed.filter((operation) => operation !== "answer" && operation !== "endWrapUp");
    if (possible.length === 0) return;
    // He hangs up and sends on less often than he tries the rest.
    const rare = (one: string) => (one === "hangUp" || one === "transfer") && this.#chance(0.7);
    // In a conference more are called in than a bank would: nobody else tries it with many.
    const more = possible.includes("addParty") && possible.includes("dropParty") && this.#chance(0.4);
    const usual = possible.filter((one) => !rare(one)).concat(possible.slice(0, 1));
    const operation = more ? "addParty" : this.#pick(usual);
    const target = targeted.has(operation) ? { target: this.#target(operation) } : {};
    const digits = operation === "sendDigits" ? { digits: "12#" } : {};
    const file = operation === "playFile" ? { fileId: "risk-disclosure" } : {};
    const others = parties.filter((party) => party.legId !== "customer" && party.agentId !== this.agentId);
    if (operation === "dropParty" && others.length === 0) return;
    const dropped = operation === "dropParty" ? { legId: this.#pick(others).legId } : {};
    this.#ask("operate", { operation, ...target, ...digits, ...file, ...dropped }, interactionId);
  }

  /** Listens in somewhere, or does it otherwise, or takes the customer over. */
  #supervise(already: boolean): void {
    const running = [...this.#around.centre.interactions.values()];
    const own = running.filter(({ supervision }) => supervision?.of(this.agentId) !== undefined);
    const talks = running.filter(({ call }) => call?.machine.state.stage === "talk");
    const among = already ? own : talks;
    if (among.length === 0) return;
    const { supervision } = this.#pick(among);
    const wish = this.#pick(["listen", "coach", "bargeIn", "intercept", "off"] as const);
    if (supervision?.refusal(this.agentId, wish) === undefined) supervision?.obey(this.agentId, wish, "simulated");
  }

  #force(): void {
    const { centre, agentIds, force, after } = this.#around;
    const seat = centre.seats.get(this.#pick(agentIds));
    const action = this.#pick(["ready", "notReady", "endRest", "lock", "unlock", "signOut", "release"] as const);
    if (seat === undefined || force.refusal(seat, action) !== undefined) return;
    const told = { by: this.agentId, reason: "simulated", at: 0 };
    force.act(centre, seat, { ...told, action });
    // Nobody is left locked for the day.
    const unlock = () => {
      if (force.refusal(seat, "unlock") === undefined) force.act(centre, seat, { ...told, action: "unlock" });
    };
    if (action === "lock") after(60_000, unlock);
  }

  /** Takes a call that rings at a colleague or that he holds publicly. */
  #picksUp(): void {
    const session = { tenantId: "t", me: { agentId: this.agentId } };
    const { items } = (this.#around.desk.listPickUps as (call: object) => { items: { interactionId: string }[] })({
      session,
    });
    const [first] = items;
    if (first !== undefined) this.#ask("pickUp", undefined, first.interactionId);
  }

  #endWrapUp(): void {
    for (const { interactionId, allowed } of this.interactions())
      if (allowed.includes("endWrapUp")) this.#ask("operate", { operation: "endWrapUp" }, interactionId);
  }

  #target(operation: string): object {
    const { agentIds, queueIds, numbers } = this.#around;
    const roll = this.#around.random.next();
    const flows = operation === "suspend" ? 0.9 : operation === "transfer" ? 0.1 : 0;
    if (this.#chance(flows))
      return this.#chance(0.5) ? { kind: "flow", flowId: "f" } : { kind: "number", number: "95500" };
    if (operation !== "dial" && roll < 0.3) return { kind: "queue", queueId: this.#pick(queueIds) };
    if (roll < 0.75) return { kind: "agent", agentId: this.#pick(agentIds) };
    return { kind: "number", number: this.#pick(numbers) };
  }

  #ask(
    name: "agentSignIn" | "agentSignOut" | "setAgentState" | "operate" | "dial" | "pickUp",
    body: unknown,
    id = "",
  ): void {
    const session = { tenantId: "t", me: { agentId: this.agentId } };
    const call = { session, body, params: { interactionId: id } };
    const surprised = (error: Error & { code?: string }) => {
      if (!understandable.includes(error.code ?? "")) this.#around.surprise(`${name}: ${error.stack}`);
    };
    try {
      const answer: unknown = (this.#around.desk[name] as (call: object) => unknown)(call);
      if (answer instanceof Promise) answer.catch(surprised);
    } catch (error) {
      surprised(error as Error);
    }
  }

  #chance(probability: number): boolean {
    return this.#around.random.next() < probability;
  }

  #pick<T>(from: readonly T[]): T {
    return from[randomInteger(this.#around.random, from.length)] as T;
  }
}
