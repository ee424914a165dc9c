// The recordings of a call: each is said to have started once and to have closed once, whatever happens to the media
// process (SPEC.md, CL-10).

import type { Command, MediaEvent, Outcome } from "@tellerline/media";
import type { Bridge } from "./bridge.ts";
import type { CallCommand, CallEvent } from "./call-protocol.ts";
import type { CallState } from "./call-state.ts";

type Start = CallCommand & { type: "startRecording" };

interface Recording {
  path: string;
  state: "starting" | "running" | "stopping";
  startedAt: number;
}

export class CallRecordings {
  readonly #callId: string;
  readonly #request: (command: Command, then?: (outcome: Outcome<object>) => void) => void;
  readonly #say: (event: CallEvent) => void;
  readonly #recordings = new Map<string, Recording>();

  constructor(
    callId: string,
    request: (command: Command, then?: (outcome: Outcome<object>) => void) => void,
    say: (event: CallEvent) => void,
  ) {
    this.#callId = callId;
    this.#request = request;
    this.#say = say;
  }

  /** How many have not said `recordingClosed` yet. */
  get open(): number {
    return this.#recordings.size;
  }

  start(command: Start, bridge: Bridge, state: CallState, refuse: () => void) {
    const { recordingId, path, key, keyId } = command;
    const sides = bridge.sides(state);
    if (this.#recordings.has(recordingId) || sides.left.length === 0) return refuse();
    const recording: Recording = { path, state: "starting", startedAt: 0 };
    this.#recordings.set(recordingId, recording);
    bridge.recordingStarted(recordingId, sides);
    const { left, right } = sides;
    this.#request({ type: "record", callId: this.#callId, recordingId, path, key, keyId, left, right }, (outcome) => {
      if (!outcome.ok) {
        bridge.recordingEnded(recordingId);
        if (this.#recordings.delete(recordingId)) refuse();
        return;
      }
      if (recording.state === "starting") recording.state = "running";
      recording.startedAt = (outcome.value as { startedAt: number }).startedAt;
      this.#say({ type: "recordingStarted", recordingId });
    });
  }

  /** @returns whether there is such a recording. */
  command(command: CallCommand & { type: "pauseRecording" | "stopRecording" }): boolean {
    const { recordingId } = command;
    const recording = this.#recordings.get(recordingId);
    if (recording === undefined || recording.state === "stopping") return false;
    if (command.type === "pauseRecording") this.#request({ type: "pauseRecording", recordingId, on: command.on });
    else {
      recording.state = "stopping";
      this.#request({ type: "stopRecording", recordingId });
    }
    return true;
  }

  /** The call is over: closing it in media closes them. */
  stopping() {
    for (const recording of this.#recordings.values()) recording.state = "stopping";
  }

  closed(event: MediaEvent & { type: "recordingClosed" }) {
    if (!this.#recordings.delete(event.recordingId)) return;
    const { callId: _callId, ...closed } = event;
    this.#say(closed);
  }

  /** The media process is gone and will not tell. */
  lost() {
    for (const event of this.asLost()) this.#say(event);
    this.#recordings.clear();
  }

  /** What is said of recordings whose end nobody will tell: their files are readable up to the last frame. */
  asLost(): CallEvent[] {
    const unknown = { durationMs: 0, bytes: 0, sha256: "", lostMs: 0, error: "mediaLost" };
    return Array.from(this.#recordings, ([recordingId, { path, startedAt }]) => {
      return { type: "recordingClosed", recordingId, path, startedAt, ...unknown };
    });
  }
}
