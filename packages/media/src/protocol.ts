// The protocol between the controller (`voice`) and the media process (SPEC.md, MP): newline-delimited JSON over a Unix
// socket. Every request is answered once, in any order; events come in between.
//
//   controller ──▶ { id, command: { type, … }, binary? }  (+ `binary` raw bytes: a SIP INFO body is never a string)
//              ◀── { id, result } | { id, error: { code, message } }
//              ◀── { event: { type, … } }
//
//   call ─┬─ leg      a party: an RTP socket or a browser       a *source* is a leg or a player of the same call;
//         ├─ player   prompts, tones, music                     what a leg hears is declared (`hear`), not switched
//         └─ recording   left and right are sets of sources
//
// All ids are the controller's, unique among what is alive. A call exists from its first leg until `closeCall`.

/** A leg or a player of the same call. */
export type SourceId = string;

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export type LegKind = "rtp" | "webrtc";

/** One character each: 0-9 * # A-D. */
export type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "*" | "#" | "A" | "B" | "C" | "D";

/**
 * What happens to RFC 4733 digits received on a leg: reported as `digit` events, passed on to whoever hears the leg, or
 * kept for the vault. In `secret` they are neither reported nor passed on, and the leg's sound is cut to its hearers and
 * to recordings (VT-2).
 */
export type DigitMode = "events" | "relay" | "eventsAndRelay" | "secret";

/** A prompt is a WAV file (PCM16 or A-law or µ-law, 8 kHz, mono), a sum of sines, or silence. */
export type PlayItem =
  | { file: string }
  | { tone: { frequencies: number[]; ms: number /** 0…1 of full scale, default 0.25 */; level?: number } }
  | { silenceMs: number };

export interface IceServer {
  urls: string;
  username?: string;
  credential?: string;
}

export interface LegStats {
  kind: LegKind;
  codec: "PCMA" | "PCMU" | undefined;
  packetsReceived: number;
  packetsSent: number;
  bytesReceived: number;
  bytesSent: number;
  /** Packets that never came, by sequence number (RFC 3550 A.3). */
  lost: number;
  /** Lost as the other end reports it in RTCP; undefined without a report. */
  remoteLost: number | undefined;
  /** Interarrival jitter (RFC 3550 A.8). */
  jitterMs: number;
  roundTripMs: number | undefined;
  /** Estimated by the E-model (ITU-T G.107) from loss and jitter, 1.0 … 4.4; undefined before the first packet. */
  mos: number | undefined;
  /** Since the last packet; undefined before the first. */
  silentMs: number | undefined;
}

export interface MediaStats {
  pid: number;
  uptimeMs: number;
  workers: { calls: number; legs: number; players: number; recordings: number; tickLateMsMax: number }[];
  rssMb: number;
}

/** Every command with what it takes and what it gives. */
export interface Commands {
  /** First on every connection; takes the place of an earlier controller, whose connection is closed. */
  hello: { input: { token: string }; result: HelloResult };
  /** Ends every call that exists: what a restarted controller does with orphans. */
  adoptNone: { input: object; result: { calls: number } };
  /** Ends all calls, closes recordings, exits. */
  shutdown: { input: object; result: object };
  /**
   * Opens a leg; the first of a call creates the call in the least loaded worker, or in the worker of `nearCall`.
   * `announce` is the address in SDP (default: the process's own). Errors: idInUse, noPorts, limit.
   */
  openLeg: {
    input: {
      callId: string;
      legId: string;
      kind: LegKind;
      announce?: string;
      iceServers?: IceServer[];
      nearCall?: string;
    };
    result: { address: string; port: number };
  };
  /** Our offer, first or again. Errors: unknownLeg, wrongState. */
  offer: { input: { legId: string; direction?: Direction }; result: { sdp: string } };
  /**
   * Our answer to an offer, first or in a re-INVITE; `remoteDirection` is the offerer's view (`sendonly`: he holds us).
   * Errors: noCommonCodec (488), malformedSdp (400), noAudio (488), wrongState.
   */
  answer: { input: { legId: string; sdp: string }; result: { sdp: string; remoteDirection: Direction } };
  /** The other side's answer to our last offer; may come again (early media, then 200). Errors as `answer`. */
  accept: { input: { legId: string; sdp: string }; result: { remoteDirection: Direction } };
  closeLeg: { input: { legId: string }; result: object };
  /** Moves a leg into another call of the same worker (see `nearCall`); it then hears nothing. Error: otherWorker. */
  moveLeg: { input: { legId: string; callId: string }; result: object };
  /** Declares all a leg hears. Sources that end fall out by themselves. Errors: unknownLeg, unknownSource. */
  hear: { input: { legId: string; from: SourceId[] }; result: object };
  /**
   * Starts a player; it is a source at once, and begins when a leg that can be sent to hears it, at the latest after 2 s.
   * Answered when all files are loaded. Errors: unknownCall, idInUse, fileUnreadable.
   */
  play: { input: { callId: string; playerId: string; items: PlayItem[]; loop?: boolean }; result: { ms: number } };
  stopPlayer: { input: { playerId: string }; result: object };
  /** RFC 4733 digits into a leg, after those still being sent. Errors: badRequest, noTelephoneEvent. */
  sendDigits: { input: { legId: string; digits: string; toneMs?: number; gapMs?: number }; result: object };
  /** `to`: the legs that digits are passed on to in a relaying mode; default: all that hear the leg. */
  digits: { input: { legId: string; mode: DigitMode; to?: string[] }; result: object };
  /**
   * Collects digits of a leg into the vault under `handle`; meanwhile the leg is in `secret` mode. The first time-out
   * runs from now, the inter-digit one from each digit. Again with the same handle while it runs: the time-outs start
   * anew, the digits stay. `terminators` such as "#" end it and are not kept. Digits typed ahead in `secret` mode count.
   */
  captureSecret: {
    input: {
      legId: string;
      handle: string;
      maxDigits: number;
      terminators: string;
      firstDigitTimeoutMs: number;
      interDigitTimeoutMs: number;
    };
    result: object;
  };
  /** Ends a capture without an event and wipes its digits. */
  cancelSecret: { input: { handle: string }; result: object };
  /** A SIP INFO body (application/dtmf-relay or application/dtmf) as bytes; treated as a received digit. */
  injectInfoDigits: { input: { legId: string; body: Uint8Array }; result: object };
  /**
   * AES-256-GCM over `{ name length u8, name, value length u16, value }…` of captured secrets of one call; `sealed` is
   * base64 of nonce (12) ‖ ciphertext ‖ tag (16). The secrets stay until wiped. Errors: unknownSecret, badKey.
   */
  sealSecrets: {
    input: { parts: { name: string; handle: string }[]; key: string; associatedData: string };
    result: { sealed: string };
  };
  wipeSecrets: { input: { handles: string[] }; result: object };
  /**
   * Records a call into a new file: stereo A-law, left and right each a mix of sources (legs or players; those that are
   * not there yet or have ended are silence). `key`: 32 bytes base64. Errors: unknownCall, idInUse, badKey, fileUnwritable.
   */
  record: {
    input: {
      callId: string;
      recordingId: string;
      path: string;
      key: string;
      keyId: string;
      left: SourceId[];
      right: SourceId[];
    };
    result: { startedAt: number };
  };
  setRecordingSides: { input: { recordingId: string; left: SourceId[]; right: SourceId[] }; result: object };
  /** Paused is silence: time goes on, so that positions stay true. */
  pauseRecording: { input: { recordingId: string; on: boolean }; result: object };
  /** Answered at once; `recordingClosed` follows when the file is complete on disk. */
  stopRecording: { input: { recordingId: string }; result: object };
  legStats: { input: { legId: string }; result: LegStats };
  /** Ends legs, players, recordings (with their events) and wipes the call's secrets. */
  closeCall: { input: { callId: string }; result: object };
  stats: { input: object; result: MediaStats };
}

export interface HelloResult {
  pid: number;
  protocol: number;
  workers: number;
  portMin: number;
  portMax: number;
  address: string;
  calls: number;
}

/** Raised when a command or event changes its meaning; a left-over process of another number is ended. */
export const protocolVersion = 1;

export type CommandType = keyof Commands;
export type CommandOf<T extends CommandType> = { type: T } & Commands[T]["input"];
export type ResultOf<T extends CommandType> = Commands[T]["result"];
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType];

export type MediaEvent =
  /** A digit has ended (mode `events` or `eventsAndRelay`). */
  | { type: "digit"; callId: string; legId: string; digit: Digit; durationMs: number }
  | { type: "playerEnded"; callId: string; playerId: string; by: "end" | "stop" }
  /** ICE and DTLS are done; a browser leg can be heard and spoken to. */
  | { type: "legConnected"; callId: string; legId: string }
  /** The first packet came, or the first after `legSilent`. */
  | { type: "legFlow"; callId: string; legId: string }
  /** No RTP for a while although the other side may send: the leg may be dead, or its phone saves silence. */
  | { type: "legSilent"; callId: string; legId: string; silentMs: number }
  /** A browser leg is gone: closed, failed, or silent too long (browsers never pause). The leg still has to be closed. */
  | { type: "legLost"; callId: string; legId: string; reason: "closed" | "failed" | "silent" }
  | { type: "secretProgress"; callId: string; legId: string; handle: string; count: number }
  | {
      type: "secretCaptured";
      callId: string;
      legId: string;
      handle: string;
      count: number;
      by: "length" | "terminator" | "timeout";
    }
  | {
      type: "recordingClosed";
      callId: string;
      recordingId: string;
      path: string;
      startedAt: number;
      durationMs: number;
      bytes: number;
      /** Of the whole encrypted file, hexadecimal. */
      sha256: string;
      /** Time that is silence in the file because we were late or the disk was; 0 when all is well. */
      lostMs: number;
      /** Why it ended before it was told to, for example a full disk. */
      error?: string;
    }
  /** A worker died; its calls are gone, their recordings readable up to the last frame. */
  | { type: "workerLost"; callIds: string[] };

export type MediaErrorCode =
  | "unauthorised"
  | "badRequest"
  | "unknownCall"
  | "unknownLeg"
  | "unknownSource"
  | "unknownPlayer"
  | "unknownRecording"
  | "unknownSecret"
  | "idInUse"
  | "noPorts"
  | "limit"
  | "otherWorker"
  | "wrongState"
  | "noCommonCodec"
  | "malformedSdp"
  | "noAudio"
  | "noTelephoneEvent"
  | "fileUnreadable"
  | "fileUnwritable"
  | "badKey"
  | "mediaLost"
  | "internal";

export interface MediaError {
  code: MediaErrorCode;
  message: string;
}

/** An expected outcome as a value. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: MediaError };

/** `binary`: so many raw bytes follow the line and are the command's `body`. */
export interface RequestEnvelope {
  id: number;
  command: Command;
  binary?: number;
}

export type ReplyEnvelope = { id: number; result: object } | { id: number; error: MediaError };
export type EventEnvelope = { event: MediaEvent };

/** A result as an outcome. */
export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** An error as an outcome. */
export function failed(code: MediaErrorCode, message: string): { ok: false; error: MediaError } {
  return { ok: false, error: { code, message } };
}
