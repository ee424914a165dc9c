// The sound of the bar: the browser's phone of the SDK, owned by one tab at a time, its ring and its loudspeaker.

import {
  type ApiClient,
  AudioClaim,
  getBrowserPhone,
  MicrophoneError,
  type Ringing,
  ring,
  Softphone,
  type SoftphoneState,
} from "@tellerline/sdk";

export interface PhoneView {
  status: SoftphoneState;
  /** Which tab makes the sound. */
  owner: "nobody" | "mine" | "other";
  microphoneProblem: MicrophoneError["reason"] | "insecure" | undefined;
}

const silent: PhoneView = { status: "stopped", owner: "nobody", microphoneProblem: undefined };

export class BarPhone {
  view: PhoneView = silent;
  readonly #api: ApiClient;
  readonly #onChange: () => void;
  readonly #audio: HTMLAudioElement;
  #softphone: Softphone | undefined;
  #claim: AudioClaim | undefined;
  #ringing: Ringing | undefined;
  /** The interaction that the agent has answered before it rang here. */
  #toAnswer: string | undefined;

  constructor(api: ApiClient, onChange: () => void) {
    this.#api = api;
    this.#onChange = onChange;
    this.#audio = document.createElement("audio");
    this.#audio.id = "remote-audio";
    this.#audio.autoplay = true;
    document.body.append(this.#audio);
  }

  /** Brings the phone up for this agent; called again it does nothing. */
  start(agentId: string): void {
    if (this.#claim !== undefined) return;
    this.#claim = new AudioClaim(`tellerline-audio-${agentId}`, {
      onMine: () => {
        this.#show({ owner: "mine" });
        this.#connect().catch(() => this.#show({ status: "refused" }));
      },
      onOther: () => {
        this.#disconnect();
        this.#show({ ...silent, owner: "other" });
      },
    });
    this.#claim.claim();
  }

  stop(): void {
    this.#claim?.end();
    this.#claim = undefined;
    this.#disconnect();
    this.ring(false);
    if (this.view !== silent) this.#show(silent);
  }

  /** This tab makes the sound from now on. */
  takeOver(): void {
    this.#claim?.takeOver();
  }

  /** Answers this interaction: now, or as soon as it rings here, for the desk may know of it a moment earlier. */
  async answer(interactionId: string): Promise<void> {
    const call = this.#softphone?.call;
    this.#toAnswer = call?.state === "ringing" ? undefined : interactionId;
    await this.#withMicrophone(() => this.#softphone?.answer());
  }

  /** Asks for the microphone, while nothing rings yet. @returns whether it is there */
  async probe(): Promise<boolean> {
    await this.#withMicrophone(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error: unknown) => {
        throw new MicrophoneError(error as DOMException);
      });
      for (const track of stream.getTracks()) track.stop();
    });
    return this.view.microphoneProblem === undefined;
  }

  ring(on: boolean): void {
    if (on === (this.#ringing !== undefined)) return;
    this.#ringing?.stop();
    this.#ringing = on ? ring() : undefined;
  }

  async #connect(): Promise<void> {
    const phone = await this.#api.call(getBrowserPhone);
    if (this.view.owner !== "mine" || this.#softphone !== undefined) return;
    const softphone = new Softphone({
      phone,
      onState: (status) => this.#show({ status }),
      onCall: ({ state, interactionId }) => {
        if (state === "ended") this.#audio.srcObject = null;
        // One turn later: the phone itself must have taken the call first.
        if (state === "ringing" && interactionId !== undefined && interactionId === this.#toAnswer)
          queueMicrotask(() => void this.answer(interactionId));
      },
      onRemoteStream: (stream) => {
        this.#audio.srcObject = stream;
        this.#audio.play().catch(() => {});
      },
    });
    this.#softphone = softphone;
    softphone.start(true);
    await this.#withMicrophone(() => softphone.openMicrophone());
  }

  #disconnect(): void {
    this.#softphone?.stop();
    this.#softphone = undefined;
    this.#audio.srcObject = null;
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

  #show(changes: Partial<PhoneView>): void {
    this.view = { ...this.view, ...changes };
    this.#onChange();
  }
}
