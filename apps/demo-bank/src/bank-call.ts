// One call of a visitor to the bank, from the click to the end.
//
//   idle ──▶ asking (microphone) ──▶ connecting ──▶ connected ──▶ ended
//                 └───────────────────────┴── a problem ──▶ failed

import { ApiClient, ApiError, createGuestPhone, MicrophoneError, Softphone } from "@tellerline/sdk";
import { problemOfCause, problemOfRefusal } from "./call-problem.ts";
import { type CallProblem, type Language, words } from "./words.ts";

export type CallStage = "idle" | "asking" | "connecting" | "connected" | "ended" | "failed";

export interface BankCallEvents {
  onStage(stage: CallStage, problem?: CallProblem): void;
  onMicrophone(stream: MediaStream): void;
  onRemote(stream: MediaStream): void;
}

const bankNumber = "95500";
const connectWithinMs = 15_000;

export class BankCall {
  readonly #events: BankCallEvents;
  readonly #api = new ApiClient();
  #softphone: Softphone | undefined;
  #stage: CallStage = "idle";
  #dialled = false;
  #connectedAt: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(events: BankCallEvents) {
    this.#events = events;
  }

  get stage(): CallStage {
    return this.#stage;
  }

  /** When somebody answered; undefined before. */
  get connectedAt(): number | undefined {
    return this.#connectedAt;
  }

  async start(language: Language): Promise<void> {
    if (navigator.mediaDevices === undefined) return this.#fail("insecure");
    this.#enter("asking");
    try {
      const phone = await this.#api.call(createGuestPhone, {
        body: { number: bankNumber, language, name: words[language].visitor },
      });
      const softphone = new Softphone({
        phone,
        onState: (state) => state === "ready" && this.#dial(phone.target),
        onCall: ({ state, cause }) => {
          if (state === "connected") this.#connected();
          if (state === "ended") this.#over(cause);
        },
        onRemoteStream: (stream) => this.#events.onRemote(stream),
      });
      this.#softphone = softphone;
      this.#events.onMicrophone(await softphone.openMicrophone());
      this.#enter("connecting");
      this.#timer = setTimeout(() => !this.#dialled && this.#fail("away"), connectWithinMs);
      softphone.start(false);
    } catch (error) {
      if (error instanceof MicrophoneError) this.#fail(error.reason);
      else this.#fail(error instanceof ApiError ? problemOfRefusal(error.code) : "failed");
    }
  }

  press(key: string): void {
    if (this.#stage === "connected") this.#softphone?.sendDigits(key);
  }

  mute(on: boolean): void {
    this.#softphone?.mute(on);
  }

  hangUp(): void {
    if (this.#stage === "ended" || this.#stage === "failed") return;
    this.#softphone?.hangUp();
    this.#over(undefined);
  }

  #dial(target: string): void {
    // The socket may come back after a loss: a call is dialled once.
    if (this.#dialled) return;
    this.#dialled = true;
    this.#softphone?.dial(target).catch(() => this.#fail("busy"));
  }

  #connected(): void {
    this.#connectedAt = Date.now();
    this.#enter("connected");
  }

  #over(cause: string | undefined): void {
    if (this.#stage === "ended" || this.#stage === "failed") return;
    const problem = problemOfCause(cause, this.#connectedAt !== undefined);
    if (problem !== undefined) {
      this.#fail(problem);
      return;
    }
    this.#enter("ended");
    this.#close();
  }

  #fail(problem: CallProblem): void {
    this.#stage = "failed";
    this.#events.onStage("failed", problem);
    this.#close();
  }

  #enter(stage: CallStage): void {
    this.#stage = stage;
    this.#events.onStage(stage);
  }

  #close(): void {
    clearTimeout(this.#timer);
    const softphone = this.#softphone;
    this.#softphone = undefined;
    // A BYE or CANCEL just sent must still get out before the socket closes.
    setTimeout(() => softphone?.stop(), 300);
  }
}
