// The browser's phone: SIP over WebSocket on the page's own origin, sound by WebRTC. One for agents (rung by the centre) and
// for visitors (who call).
//
//   stopped ── start() ──▶ connecting ── registered ──▶ ready ── connection lost ──▶ connecting …
//   call:  ringing ── answer() ──▶ connected ──▶ ended          dialling ──▶ connected ──▶ ended

import type { BrowserPhone, GuestPhone } from "@tellerline/api";
import { debug, UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA";

export type SoftphoneState = "stopped" | "connecting" | "ready" | "refused";

export interface SoftphoneCall {
  /** The interaction it belongs to; a visitor's own call has none. */
  interactionId: string | undefined;
  direction: "in" | "out";
  state: "ringing" | "dialling" | "connected" | "ended";
  /** Why it ended, in JsSIP's words; undefined until then. */
  cause: string | undefined;
}

export interface SoftphoneOptions {
  phone: BrowserPhone | GuestPhone;
  /** Where the product is; by default the page's own origin. */
  baseUrl?: string;
  onState?(state: SoftphoneState): void;
  onCall?(call: SoftphoneCall): void;
  /** The other side's sound, to be played. */
  onRemoteStream?(stream: MediaStream): void;
}

/** The microphone cannot be used; `reason` is what the browser said. */
export class MicrophoneError extends Error {
  readonly reason: "denied" | "missing" | "busy";

  constructor(cause: DOMException) {
    super(cause.message, { cause });
    this.reason = cause.name === "NotAllowedError" ? "denied" : cause.name === "NotFoundError" ? "missing" : "busy";
  }
}

const audioConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Softphone {
  readonly #options: SoftphoneOptions;
  #ua: UA | undefined;
  #session: RTCSession | undefined;
  #call: SoftphoneCall | undefined;
  #microphone: MediaStream | undefined;
  #digits = "";

  constructor(options: SoftphoneOptions) {
    this.#options = options;
    debug.disable();
  }

  get call(): SoftphoneCall | undefined {
    return this.#call;
  }

  /** The sound that goes out, for a level meter; there once `openMicrophone` was called. */
  get microphone(): MediaStream | undefined {
    return this.#microphone;
  }

  /** Asks for the microphone; throws MicrophoneError. Calling it early spares the agent the question while it rings. */
  async openMicrophone(): Promise<MediaStream> {
    const live = this.#microphone?.getAudioTracks().some((track) => track.readyState === "live");
    if (this.#microphone !== undefined && live) return this.#microphone;
    try {
      this.#microphone = await navigator.mediaDevices.getUserMedia({ audio: audioConstraints });
      return this.#microphone;
    } catch (error) {
      throw new MicrophoneError(error as DOMException);
    }
  }

  /** Connects; an agent's phone also registers, so that it can be rung. */
  start(register: boolean): void {
    const { phone, baseUrl } = this.#options;
    const origin = baseUrl ?? location.origin;
    const socket = new WebSocketInterface(`${origin.replace(/^http/, "ws")}${phone.webSocketPath}`);
    const ua = new UA({
      sockets: [socket],
      uri: phone.uri,
      authorization_user: phone.username,
      password: phone.password,
      display_name: phone.displayName === "" ? undefined : phone.displayName,
      register,
      register_expires: 60,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: "Tellerline browser",
    } as ConstructorParameters<typeof UA>[0]);
    const state = (next: SoftphoneState) => this.#options.onState?.(next);
    ua.on("connecting", () => state("connecting"));
    ua.on("connected", () => {
      if (!register) state("ready");
    });
    ua.on("disconnected", () => state("connecting"));
    ua.on("registered", () => state("ready"));
    ua.on("registrationFailed", () => state("refused"));
    ua.on("newRTCSession", (event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => this.#newSession(event));
    this.#ua = ua;
    ua.start();
  }

  /** Ends the call and the registration. */
  stop(): void {
    this.#ua?.stop();
    this.#ua = undefined;
    this.#closeMicrophone();
    this.#options.onState?.("stopped");
  }

  /** Calls a SIP URI; throws MicrophoneError. */
  async dial(target: string): Promise<void> {
    const mediaStream = await this.openMicrophone();
    this.#ua?.call(target, {
      mediaStream,
      pcConfig: this.#peerConnection(),
      rtcOfferConstraints: { offerToReceiveVideo: false },
    });
  }

  /** Answers what rings; throws MicrophoneError. */
  async answer(): Promise<void> {
    const session = this.#session;
    const mediaStream = await this.openMicrophone();
    if (session === undefined || session !== this.#session || this.#call?.state !== "ringing") return;
    session.answer({ mediaStream, pcConfig: this.#peerConnection() });
  }

  /** Hangs up, or refuses what rings. */
  hangUp(): void {
    if (this.#session === undefined || this.#session.isEnded()) return;
    this.#session.terminate(this.#call?.state === "ringing" ? { status_code: 486 } : undefined);
  }

  /** Sends keys into the call (RFC 4733). Keys pressed before the media is through wait for it: they would be lost. */
  sendDigits(digits: string): void {
    const session = this.#session;
    const connection = session?.connection;
    if (session === undefined || !connection) return;
    this.#digits += digits;
    if (connection.connectionState === "connected") this.#flushDigits(session);
  }

  #flushDigits(session: RTCSession): void {
    const digits = this.#digits;
    this.#digits = "";
    if (digits === "" || session.isEnded()) return;
    session.sendDTMF(digits, { transportType: "RFC2833" as never, duration: 120, interToneGap: 80 });
  }

  /** Switches our own microphone off or on, in the browser. */
  mute(on: boolean): void {
    if (on) this.#session?.mute({ audio: true });
    else this.#session?.unmute({ audio: true });
  }

  #newSession(event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent): void {
    const { session, request } = event;
    if (this.#session !== undefined && !this.#session.isEnded()) {
      session.terminate({ status_code: 486 });
      return;
    }
    const incoming = event.originator === "remote";
    const header = (name: string): string | undefined => (incoming ? request.getHeader(name) : undefined);
    const call: SoftphoneCall = {
      interactionId: header("X-Tellerline-Interaction"),
      direction: incoming ? "in" : "out",
      state: incoming ? "ringing" : "dialling",
      cause: undefined,
    };
    this.#session = session;
    this.#call = call;
    this.#digits = "";
    this.#follow(session, call);
    this.#options.onCall?.({ ...call });
    // The centre asks for it where the agent himself placed the call or the queue says so (RFC 5373).
    const automatic = /answer-after=0/i.test(header("Call-Info") ?? "") || /auto/i.test(header("Answer-Mode") ?? "");
    if (incoming && automatic) this.answer().catch(() => this.hangUp());
  }

  #follow(session: RTCSession, call: SoftphoneCall): void {
    const enter = (state: SoftphoneCall["state"], cause?: string) => {
      call.state = state;
      call.cause = cause;
      this.#options.onCall?.({ ...call });
    };
    const attach = (connection: RTCPeerConnection) => {
      connection.addEventListener("connectionstatechange", () => {
        if (connection.connectionState === "connected") this.#flushDigits(session);
      });
      connection.addEventListener("track", (track) => {
        const stream = track.streams[0] ?? new MediaStream([track.track]);
        this.#options.onRemoteStream?.(stream);
      });
    };
    if (session.connection) attach(session.connection);
    session.on("peerconnection", ({ peerconnection }: { peerconnection: RTCPeerConnection }) => attach(peerconnection));
    session.on("accepted", () => enter("connected"));
    const end = (event: { cause?: string }) => {
      if (this.#session === session) this.#session = undefined;
      enter("ended", event.cause);
    };
    session.on("ended", end);
    session.on("failed", end);
  }

  #peerConnection(): RTCConfiguration {
    return { iceServers: this.#options.phone.iceServers as RTCIceServer[] };
  }

  #closeMicrophone(): void {
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#microphone = undefined;
  }
}
