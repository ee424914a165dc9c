// What the media process promises (its protocol), without sound: legs, players and recordings exist or do not, and a
// command about what is not there is an error. Tests ask it what is connected.

import type { Command, MediaErrorCode, MediaEvent, Outcome } from "@tellerline/media";

export class MediaModel {
  readonly legs = new Map<string, { hears: string[]; digits: string }>();
  readonly players = new Set<string>();
  readonly recordings = new Map<string, { left: string[]; right: string[] }>();
  /** Events that commands caused, to be fed to the machine. */
  readonly events: MediaEvent[] = [];
  /** Errors that a machine should never cause. */
  readonly faults: string[] = [];
  /** Answers for the next commands of a type. */
  readonly failing = new Map<Command["type"], MediaErrorCode>();

  request(command: Command): Outcome<object> {
    const failure = this.failing.get(command.type);
    if (failure !== undefined) return { ok: false, error: { code: failure, message: failure } };
    return this.#do(command);
  }

  #do(command: Command): Outcome<object> {
    const ok = (value: object = {}): Outcome<object> => ({ ok: true, value });
    switch (command.type) {
      case "openLeg":
        if (this.legs.has(command.legId)) return this.#fault(command, "idInUse");
        this.legs.set(command.legId, { hears: [], digits: "events" });
        return ok({ address: "127.0.0.1", port: 1 });
      case "offer":
      case "answer":
        return this.legs.has(command.legId)
          ? ok({ sdp: `v=0 ${command.type}`, remoteDirection: directionOf("sdp" in command ? command.sdp : "") })
          : this.#fault(command, "unknownLeg");
      case "accept":
        return this.legs.has(command.legId)
          ? ok({ remoteDirection: directionOf(command.sdp) })
          : this.#fault(command, "unknownLeg");
      case "closeLeg":
        return this.legs.delete(command.legId) ? ok() : this.#fault(command, "unknownLeg");
      case "hear":
        return this.#hear(command);
      case "digits": {
        const leg = this.legs.get(command.legId);
        if (leg === undefined) return this.#fault(command, "unknownLeg");
        leg.digits = command.mode === "relay" ? (command.to ?? []).join(" ") : command.mode;
        return ok();
      }
      case "play":
        this.players.add(command.playerId);
        return ok({ ms: 1_000 });
      case "stopPlayer":
        this.#endPlayer(command.playerId);
        return ok();
      case "record":
        this.recordings.set(command.recordingId, { left: command.left, right: command.right });
        return ok({ startedAt: 1 });
      case "setRecordingSides":
        if (!this.recordings.has(command.recordingId)) return this.#fault(command, "unknownRecording");
        this.recordings.set(command.recordingId, { left: command.left, right: command.right });
        return ok();
      case "stopRecording":
        this.#endRecording(command.recordingId);
        return ok();
      case "closeCall":
        for (const id of [...this.players]) this.#endPlayer(id);
        for (const id of [...this.recordings.keys()]) this.#endRecording(id);
        this.legs.clear();
        return ok();
      default:
        return ok();
    }
  }

  #hear(command: Command & { type: "hear" }): Outcome<object> {
    const leg = this.legs.get(command.legId);
    if (leg === undefined) return this.#fault(command, "unknownLeg");
    const stranger = command.from.find((id) => !this.legs.has(id) && !this.players.has(id));
    if (stranger !== undefined) return this.#fault(command, "unknownSource");
    leg.hears = command.from;
    return { ok: true, value: {} };
  }

  #endPlayer(playerId: string): void {
    if (this.players.delete(playerId)) this.events.push({ type: "playerEnded", callId: "call", playerId, by: "stop" });
  }

  #endRecording(recordingId: string): void {
    if (!this.recordings.delete(recordingId)) return;
    this.events.push({
      ...{ type: "recordingClosed", callId: "call", recordingId, path: "/r", startedAt: 1 },
      ...{ durationMs: 10, bytes: 100, sha256: "00", lostMs: 0 },
    });
  }

  #fault(command: Command, code: MediaErrorCode): Outcome<object> {
    this.faults.push(`${code}: ${JSON.stringify(command)}`);
    return { ok: false, error: { code, message: code } };
  }
}

function directionOf(sdp: string): string {
  return /\b(sendonly|recvonly|inactive)\b/.exec(sdp)?.[1] ?? "sendrecv";
}
