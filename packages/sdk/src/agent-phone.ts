// The browser phone of a signed-in agent: up while he works with it, in one tab of one browser. The others know where it is
// and may take it over.
//
//   nobody ── start ──▶ otherTab ◀──▶ mine ── another browser took over ──▶ elsewhere
//                                     mine ◀── takeOver ── elsewhere ◀── another browser has it ── start
//   mine:     connecting ──▶ ready ── refused (server restarted, password gone) ──▶ asks anew, 2 s … 30 s apart
//
// Tabs of one browser agree by a Web Lock (AudioClaim); browsers by the server (`POST /me/phone`, `desk.browserPhone`).

import type { Desk } from "@tellerline/api";
import { type ApiClient, ApiError } from "./api-client.ts";
import { AudioClaim } from "./audio-claim.ts";
import { browserId, browserLabel } from "./browser-identity.ts";
import { getBrowserPhone } from "./generated/sdk.gen.ts";
import {
  MicrophoneError,
  Softphone,
  type SoftphoneCall,
  type SoftphoneOptions,
  type SoftphoneState,
} from "./softphone.ts";

export interface AgentPhoneView {
  status: SoftphoneState;
  /** Who makes the sound: this page, another tab of this browser, another browser. */
  owner: "nobody" | "mine" | "otherTab" | "elsewhere";
  call: SoftphoneCall | undefined;
  /** The other side's sound, to be played. */
  remote: MediaStream | undefined;
  microphone: MediaStream | undefined;
  /** `insecure`: the page was opened by plain HTTP. */
  microphoneProblem: MicrophoneError["reason"] | "insecure" | undefined;
}

const nothing: AgentPhoneView = {
  status: "stopped",
  owner: "nobody",
  call: undefined,
  remote: undefined,
  microphone: undefined,
  microphoneProblem: undefined,
};

/** What AgentPhone needs of a softphone; a test brings its own. */
export type PhoneDevice = Pick<Softphone, "start" | "stop" | "answer" | "openMicrophone" | "call" | "microphone">;

export interface AgentPhoneOptions {
  api: ApiClient;
  /** Called after every change of `view`. */
  onView(view: AgentPhoneView): void;
  /** By default a Softphone. */
  device?(options: SoftphoneOptions): PhoneDevice;
}

const firstRetryMs = 2000;
const lastRetryMs = 30_000;

/** Whether another tab or another browser makes the sound: that is where calls are answered. */
export function isAudioElsewhere({ owner }: Pick<AgentPhoneView, "owner">): boolean {
  return owner === "otherTab" || owner === "elsewhere";
}

export class AgentPhone {
  view: AgentPhoneView = nothing;
  readonly #options: AgentPhoneOptions;
  #claim: AudioClaim | undefined;
  #device: PhoneDevice | undefined;
  /** When the server gave the phone to this browser, as the desk will say it. */
  #since = 0;
  /** The interaction that the agent has answered before it rang here. */
  #toAnswer: string | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = firstRetryMs;

  constructor(options: AgentPhoneOptions) {
    this.#options = options;
  }

  /** Does what the desk says: up while he is signed in with the browser's phone, gone when another browser has it. */
  follow(desk: Desk): void {
    if (desk.state === "signedOut" || desk.terminal?.kind !== "browser") {
      this.stop();
      return;
    }
    this.#start(desk.agentId);
    const { browserPhone } = desk;
    // What was sent before this browser got the phone says nothing.
    const taken = browserPhone !== null && browserPhone.browserId !== browserId() && browserPhone.since > this.#since;
    if (this.view.owner === "mine" && this.#since > 0 && taken) this.#lose("elsewhere");
  }

  stop(): void {
    if (this.#claim === undefined) return;
    this.#claim.end();
    this.#claim = undefined;
    this.#lose("nobody");
  }

  /** This page makes the sound from now on. Throws ApiError: `phoneBusy` while the other browser has a call. */
  async takeOver(): Promise<void> {
    if (this.view.owner === "elsewhere") await this.#ask(true);
    else this.#claim?.takeOver();
  }

  /** Answers this interaction: now, or as soon as it rings here, for the desk may know of it a moment earlier. */
  async answer(interactionId: string): Promise<void> {
    const call = this.#device?.call;
    this.#toAnswer = call?.state === "ringing" ? undefined : interactionId;
    await this.#withMicrophone(() => this.#device?.answer());
    this.#show({ microphone: this.#device?.microphone });
  }

  /** Asks for the microphone; before there is a phone it is let go again. @returns whether it is there */
  async openMicrophone(): Promise<boolean> {
    await this.#withMicrophone(async () => {
      if (this.#device !== undefined) return this.#show({ microphone: await this.#device.openMicrophone() });
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error: unknown) => {
        throw new MicrophoneError(error as DOMException);
      });
      for (const track of stream.getTracks()) track.stop();
    });
    return this.view.microphoneProblem === undefined;
  }

  #start(agentId: string): void {
    if (this.#claim !== undefined) return;
    this.#claim = new AudioClaim(`tellerline-audio-${agentId}`, {
      onMine: () => {
        this.#show({ owner: "mine" });
        void this.#ask(false).catch(() => {});
      },
      onOther: () => this.#lose("otherTab"),
    });
    this.#claim.claim();
  }

  /** Asks the server for the phone. */
  async #ask(takeOver: boolean): Promise<void> {
    const claim = this.#claim;
    this.#stopRetry();
    try {
      const body = { browserId: browserId(), label: browserLabel(navigator.userAgent), takeOver };
      const phone = await this.#options.api.call(getBrowserPhone, { body });
      if (claim === undefined || claim !== this.#claim || this.view.owner === "otherTab") return;
      this.#since = phone.since;
      this.#show({ owner: "mine" });
      await this.#connect(phone);
    } catch (error) {
      if (claim === this.#claim && !takeOver) this.#refused(error);
      throw error;
    }
  }

  #refused(error: unknown): void {
    if (error instanceof ApiError && error.problem.reason === "phoneElsewhere") this.#lose("elsewhere");
    else {
      this.#show({ status: "refused" });
      this.#askAgain();
    }
  }

  async #connect(phone: SoftphoneOptions["phone"]): Promise<void> {
    this.#device?.stop();
    const make = this.#options.device ?? ((options: SoftphoneOptions) => new Softphone(options));
    const device = make({
      phone,
      onState: (status) => this.#device === device && this.#entered(status),
      onCall: (call) => this.#device === device && this.#followCall(call),
      onRemoteStream: (remote) => this.#show({ remote }),
    });
    this.#device = device;
    device.start(true);
    await this.openMicrophone();
  }

  #entered(status: SoftphoneState): void {
    this.#show({ status });
    if (status === "ready") this.#retryMs = firstRetryMs;
    // The password is no longer good: the server was started again, or another browser took over.
    if (status === "refused") this.#askAgain();
  }

  #askAgain(): void {
    this.#stopRetry();
    this.#retry = setTimeout(() => void this.#ask(false).catch(() => {}), this.#retryMs);
    this.#retryMs = Math.min(lastRetryMs, this.#retryMs * 2);
  }

  #stopRetry(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  #followCall(call: SoftphoneCall): void {
    const ended = call.state === "ended";
    this.#show({ call: ended ? undefined : call, microphone: this.#device?.microphone });
    if (ended) this.#show({ remote: undefined });
    const { interactionId, state } = call;
    // One turn later: the phone itself must have taken the call first.
    if (state === "ringing" && interactionId !== undefined && interactionId === this.#toAnswer)
      queueMicrotask(() => void this.answer(interactionId));
  }

  #lose(owner: AgentPhoneView["owner"]): void {
    this.#stopRetry();
    this.#retryMs = firstRetryMs;
    this.#since = 0;
    this.#toAnswer = undefined;
    const device = this.#device;
    this.#device = undefined;
    device?.stop();
    this.#show({ ...nothing, owner });
  }

  async #withMicrophone(use: () => Promise<unknown> | undefined): Promise<void> {
    if (navigator.mediaDevices === undefined) return this.#show({ microphoneProblem: "insecure" });
    try {
      await use();
      this.#show({ microphoneProblem: undefined });
    } catch (error) {
      this.#show({ microphoneProblem: error instanceof MicrophoneError ? error.reason : "busy" });
    }
  }

  #show(changes: Partial<AgentPhoneView>): void {
    this.view = { ...this.view, ...changes };
    this.#options.onView(this.view);
  }
}
