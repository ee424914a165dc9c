// A recording inside a call: which sources are on which side.

import type { Mixer } from "../audio/mixer.ts";
import type { SourceId } from "../protocol.ts";
import type { Recorder } from "../recorder/recorder.ts";
import type { CallPort } from "./call-port.ts";
import type { Leg } from "./leg.ts";
import type { PlayerSource } from "./player-source.ts";

export interface Side {
  from: SourceId[];
  legs: Leg[];
  players: PlayerSource[];
}

export class CallRecording {
  readonly id: string;
  readonly recorder: Recorder;
  readonly left: Side;
  readonly right: Side;

  constructor(id: string, recorder: Recorder, left: SourceId[], right: SourceId[]) {
    this.id = id;
    this.recorder = recorder;
    this.left = { from: left, legs: [], players: [] };
    this.right = { from: right, legs: [], players: [] };
  }

  /** Takes this tick's frames of its sources. */
  tick(tick: number, mixer: Mixer, port: CallPort): void {
    const recorder = this.recorder;
    for (const sealed of recorder.begin(tick)) port.write(this.id, sealed);
    if (!recorder.paused) {
      mixSide(this.left, mixer);
      mixer.encode("PCMA", recorder.frame, recorder.at, 2);
      mixSide(this.right, mixer);
      mixer.encode("PCMA", recorder.frame, recorder.at + 1, 2);
    }
    const sealed = recorder.end();
    if (sealed !== undefined) port.write(this.id, sealed);
  }

  /** Writes what is left. */
  finish(port: CallPort): void {
    for (const bytes of this.recorder.finish()) port.write(this.id, bytes);
    port.finish(this.id);
  }
}

function mixSide(side: Side, mixer: Mixer): void {
  mixer.clear();
  for (const leg of side.legs) mixer.add(leg.pcm);
  for (const source of side.players) if (source.started && source.player !== undefined) mixer.add(source.player.pcm);
}
