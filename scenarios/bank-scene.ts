// A running demo bank with people: customers behind its trunk, agents at registered SIP phones, and the questions every
// scenario asks.

import type { CallRecord, Desk, RecordSummary } from "@tellerline/api";
import { Baresip, type BaresipOptions, type ProductApi, type RunningProduct, until } from "@tellerline/testkit";

export interface SceneAgent {
  login: string;
  api: ProductApi;
  device: Baresip;
}

type DeskInteraction = Desk["interactions"][number];

export class BankScene {
  readonly product: RunningProduct;
  readonly #phones: Baresip[] = [];

  constructor(product: RunningProduct) {
    this.product = product;
  }

  async phone(options: BaresipOptions): Promise<Baresip> {
    const made = await Baresip.start(options);
    this.#phones.push(made);
    return made;
  }

  /** A telephone behind the trunk of the demo bank. */
  customer(voiceHz: number): Promise<Baresip> {
    return this.phone({ address: "127.0.0.2", voiceHz, user: "13800138000", answers: "by hand" });
  }

  /** An agent at a registered SIP phone, signed in and ready. */
  async agent(
    login: string,
    phoneIndex: number,
    voiceHz: number,
    answers: BaresipOptions["answers"] = "automatically",
  ): Promise<SceneAgent> {
    const account = this.product.access.phones[phoneIndex];
    if (account === undefined) throw new Error("no such phone");
    const device = await this.phone({
      ...{ address: "127.0.0.1", voiceHz, user: account.username, password: account.password },
      ...{ registrar: `127.0.0.1:${this.product.ports.sip}`, answers },
    });
    return { login, device, api: await this.signIn(login, account.username) };
  }

  /** Signs an agent in at a phone that is registered (again), and makes him ready. */
  async signIn(login: string, username: string): Promise<ProductApi> {
    const api = await this.product.signIn(login);
    const phoneId = await until("the phone to be registered", async () => {
      const { items } = await api.get<{ items: { id: string; username: string; registered: boolean }[] }>(
        "desk/phones",
      );
      return items.find((item) => item.username === username && item.registered)?.id;
    });
    await api.post("desk/sign-in", { terminal: { kind: "phone", phoneId } });
    await api.post("desk/state", { state: "ready" });
    return api;
  }

  /** Dials the bank and goes through its menus to a person. @param at host:port and parameters of the bank's SIP. */
  async askForAgent(caller: Baresip, at = `127.0.0.1:${this.product.ports.sip}`): Promise<void> {
    await caller.dial(`sip:${this.product.access.number}@${at}`);
    await caller.established();
    await caller.press("1");
    await caller.press("0");
  }

  onDesk(api: ProductApi, state: string): Promise<DeskInteraction> {
    return until(
      `the desk to show ${state}`,
      async () => (await api.get<Desk>("desk")).interactions.find((interaction) => interaction.state === state),
      30_000,
    );
  }

  /** All records that are there, newest first. */
  async records(): Promise<RecordSummary[]> {
    const leader = await this.product.signIn("leader");
    return (await leader.get<{ items: RecordSummary[] }>("records")).items;
  }

  async recordOf(interactionId: string): Promise<CallRecord> {
    await until("the record to be written", async () =>
      (await this.records()).find((item) => item.interactionId === interactionId),
    );
    const leader = await this.product.signIn("leader");
    return leader.get<CallRecord>(`records/${interactionId}`);
  }

  /** Ends a wrap-up if there is one, and signs out. */
  async leave(api: ProductApi): Promise<void> {
    const desk = await api.get<Desk>("desk");
    const wrapUp = desk.interactions.find((interaction) => interaction.state === "wrapUp");
    if (wrapUp !== undefined) {
      await api.post(`desk/interactions/${wrapUp.interactionId}`, { operation: "endWrapUp", disposition: "resolved" });
    }
    await api.post("desk/sign-out");
  }

  async hangUpPhones(): Promise<void> {
    for (const phone of this.#phones.splice(0)) await phone.dispose();
  }
}
