// The flow run of an interaction, and what its commands mean on a call. The run itself knows nothing of telephony.
//
//   FlowRun ──play, captureSecret──▶ call commands         call events ──▶ playEnded, digit, secretCaptured
//           ──enqueue, withdraw────▶ router commands       router ──▶ queueResult, queuePosition
//           ──business─────────────▶ vault seals ─▶ bank   verdict ──▶ businessResult

import type { BusinessAnswer } from "@tellerline/bank";
import { type Instant, timeout } from "@tellerline/base";
import { type FlowInput, type FlowOutput, FlowRun, type FlowValue, type SpokenItem } from "@tellerline/flow";
import type { PlayItem } from "@tellerline/media";
import type { CallCommand, CallEvent, PartyFailure } from "@tellerline/voice";
import { FlowTrail } from "../desk-data/flow-trail.ts";
import { askForCallBack } from "./call-back-start.ts";
import type { FlowStart, FlowSurroundings } from "./flow-start.ts";
import type { Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";
import type { PromptBook } from "./prompt-book.ts";
import { pauseRecording } from "./recording-control.ts";
import { giveBackToSuspended } from "./suspension.ts";

interface Asked {
  operation: string;
  arguments: Record<string, FlowValue>;
  handles: string[];
}

/** A new run of a published flow. */
export function startFlow({ program, surroundings }: FlowStart): FlowConductor {
  return new FlowConductor(new FlowRun(program), surroundings, new FlowTrail(program.document));
}

export class FlowConductor {
  readonly #run: FlowRun;
  readonly #around: FlowSurroundings;
  readonly #trail: FlowTrail;
  readonly #asked = new Map<string, Asked>();
  #playing: string | undefined;
  #transfer: { requestId: string; partyId: string } | undefined;
  #active = false;
  /** An agent has the caller, who may come back to the run. */
  #lent = false;
  #capturing: string | undefined;

  constructor(run: FlowRun, surroundings: FlowSurroundings, trail: FlowTrail) {
    this.#run = run;
    this.#trail = trail;
    this.#around = surroundings;
  }

  /** Where the run is. */
  get at(): FlowRun["at"] {
    return this.#run.at;
  }

  /** Whether the run is still going on. */
  get active(): boolean {
    return this.#active;
  }

  start(work: InteractionWork): void {
    this.#active = true;
    this.#feed(work, {
      type: "start",
      variables: { ...this.#around.variables, channel: "voice", interactionId: work.state.interactionId },
    });
  }

  nextTimeout(): Instant | undefined {
    return this.#active ? this.#run.nextTimeout() : undefined;
  }

  tick(work: InteractionWork): void {
    const due = this.#run.nextTimeout();
    if (!this.#active || due === undefined || due > work.now) return;
    this.#giveUpTransfer(work);
    // What the run is about to say of the queue must be true now.
    const position = work.state.stage === "queue" ? this.#around.position() : undefined;
    if (position !== undefined) this.#feed(work, { type: "queuePosition", position });
    this.#obeyAll(work, this.#run.handle(timeout, work.now));
  }

  callEvent(work: InteractionWork, event: CallEvent): void {
    switch (event.type) {
      case "playEnded":
        if (this.#playing === event.playerId) this.#playing = undefined;
        this.#feed(work, { type: "playEnded", playId: event.playerId });
        return;
      case "digit":
        if (work.state.parties.has(event.partyId)) return;
        if (this.#active) this.#trail.pressed(event.digit);
        this.#feed(work, { type: "digit", digit: event.digit });
        return;
      case "secretProgress":
        if (this.#playing !== undefined) work.call({ type: "stopPlay", playerId: this.#playing });
        this.#feed(work, { type: "secretProgress", handle: event.handle, count: event.count });
        return;
      case "secretCaptured":
        this.#capturing = undefined;
        pauseRecording(work, false);
        this.#trail.captured(event.count);
        this.#feed(work, { type: "secretCaptured", handle: event.handle, count: event.count, by: event.by });
        return;
      case "secretsSealed":
        this.#askBank(work, event.requestId, event.sealed);
        return;
      case "secretsFailed":
        this.#settle(work, event.requestId, { verdict: "failed", reason: "unavailable", data: {} });
        return;
      default:
    }
  }

  /** The call did not obey: the run must not wait for what will not come. */
  refused(work: InteractionWork, command: CallCommand["type"]): void {
    if (command === "play" && this.#playing !== undefined) {
      const playId = this.#playing;
      this.#playing = undefined;
      this.#feed(work, { type: "playFailed", playId });
    } else if (command === "captureSecret" && this.#capturing !== undefined) {
      const handle = this.#capturing;
      this.#capturing = undefined;
      pauseRecording(work, false);
      this.#feed(work, { type: "secretFailed", handle });
    } else if (command === "sealSecrets") {
      for (const [requestId, asked] of this.#asked)
        if (asked.handles.length > 0)
          this.#settle(work, requestId, { verdict: "failed", reason: "unavailable", data: {} });
    }
  }

  businessAnswered(work: InteractionWork, requestId: string, answer: BusinessAnswer): void {
    this.#settle(work, requestId, answer);
  }

  /** The interaction waits; with nobody signed in the run is told so at once. */
  waiting(work: InteractionWork, staffed: boolean): void {
    if (!staffed) this.#feed(work, { type: "queueResult", result: "noAgents" });
  }

  queueLeft(work: InteractionWork, result: "answered" | "failed"): void {
    if (this.#lent && result === "failed") {
      // He waited again after an agent had sent him on: the run goes on where it lent him.
      this.#lent = false;
      this.#feed(work, { type: "agentReturned" });
      return;
    }
    this.#feed(work, { type: "queueResult", result });
    this.#lent = this.#active && result === "answered";
  }

  /** @returns whether the party was one the flow transfers to. */
  transferSettled(work: InteractionWork, party: Party, result: "answered" | PartyFailure): boolean {
    if (this.#transfer?.partyId !== party.partyId) return false;
    const { requestId } = this.#transfer;
    this.#transfer = undefined;
    const told = result === "answered" || result === "busy" || result === "noAnswer" ? result : "failed";
    if (told !== "answered") {
      work.forget(party);
      work.enter("flow");
    }
    this.#feed(work, { type: "transferResult", requestId, result: told });
    return true;
  }

  /** The run's time for a transfer is over and the other side still rings. */
  #giveUpTransfer(work: InteractionWork): void {
    const party = work.state.parties.get(this.#transfer?.partyId ?? "");
    this.#transfer = undefined;
    if (party === undefined) return;
    work.hangUp(party, "noAnswer");
    work.forget(party);
    work.enter("flow");
  }

  /** Somebody else has the caller, and does not give him back. */
  abandon(work: InteractionWork): void {
    if (this.#capturing !== undefined) {
      work.call({ type: "cancelSecret", handle: this.#capturing });
      pauseRecording(work, false);
      this.#capturing = undefined;
    }
    this.#playing = undefined;
    this.ended(work);
  }

  /** The caller is gone. */
  ended(work: InteractionWork): void {
    this.#asked.clear();
    this.#feed(work, { type: "callerGone" });
    this.#active = false;
  }

  #feed(work: InteractionWork, input: FlowInput): void {
    if (this.#active) this.#obeyAll(work, this.#run.handle(input, work.now));
  }

  #obeyAll(work: InteractionWork, outputs: FlowOutput[]): void {
    for (const output of outputs) this.#obey(work, output);
  }

  #obey(work: InteractionWork, output: FlowOutput): void {
    const { prompts } = this.#around;
    switch (output.type) {
      case "play":
        work.state.language = output.language;
        this.#playing = output.playId;
        this.#trail.heard(output.items);
        work.call({ type: "play", playerId: output.playId, items: spoken(prompts, output.language, output.items) });
        return;
      case "playWaiting": {
        const items = output.prompt === "music" ? prompts.music() : [prompts.item(output.language, output.prompt)];
        this.#playing = output.playId;
        this.#trail.heard([{ prompt: output.prompt }]);
        work.call({ type: "play", playerId: output.playId, items, loop: true });
        return;
      }
      case "stopPlay":
        work.call({ type: "stopPlay", playerId: output.playId });
        return;
      case "captureSecret": {
        const { handle, maxDigits, terminators, firstDigitTimeoutMs, interDigitTimeoutMs } = output;
        this.#capturing = handle;
        pauseRecording(work, true);
        work.call({ type: "captureSecret", handle, maxDigits, terminators, firstDigitTimeoutMs, interDigitTimeoutMs });
        return;
      }
      case "cancelSecret":
        this.#capturing = undefined;
        pauseRecording(work, false);
        work.call({ type: "cancelSecret", handle: output.handle });
        return;
      case "wipeSecrets":
        work.call({ type: "wipeSecrets", handles: output.handles });
        return;
      default:
        this.#obeyRouting(work, output);
    }
  }

  #obeyRouting(work: InteractionWork, output: FlowOutput): void {
    switch (output.type) {
      case "business":
        this.#seal(work, output);
        return;
      case "enqueue":
        // IN-21: whoever waits for the customer is nearer than a queue.
        if (!giveBackToSuspended(work)) this.#enqueue(work, output);
        return;
      case "callBack":
        this.#feed(work, { type: "callBackResult", accepted: askForCallBack(work) });
        return;
      case "withdraw":
        if (!work.place.waiting) return;
        work.place.withdraw(output.reason);
        work.journal({ type: "leftQueue", reason: output.reason });
        work.enter("flow");
        return;
      case "transfer":
        if (!giveBackToSuspended(work)) this.#startTransfer(work, output);
        return;
      case "tag":
        for (const [name, value] of Object.entries(output.tags)) {
          const text = typeof value === "object" ? `${value.amountMinor} ${value.currency}` : String(value);
          work.state.attributes[name] = text;
          work.journal({ type: "tagged", name, value: text });
        }
        return;
      case "trace": {
        const { at, nodeId, label, exit } = output;
        const step = { nodeId, label, exit, ...this.#trail.step(nodeId, exit) };
        work.state.path.push({ at, ...step });
        work.journal({ type: "flowStep", ...step });
        return;
      }
      case "hangup":
        if (!giveBackToSuspended(work)) work.endCall("flowEnded");
        return;
      case "ended":
        this.#active = false;
        if (output.reason === "failed" && !giveBackToSuspended(work)) work.endCall("failed");
        return;
      default:
    }
  }

  #seal(work: InteractionWork, output: Extract<FlowOutput, { type: "business" }>): void {
    const { requestId, operation, secrets } = output;
    const parts = Object.entries(secrets).map(([name, handle]) => ({ name, handle }));
    this.#asked.set(requestId, { operation, arguments: output.arguments, handles: parts.map((part) => part.handle) });
    work.journal({ type: "businessAsked", operation, requestId });
    if (parts.length === 0) {
      this.#askBank(work, requestId, undefined);
      return;
    }
    work.call({ type: "sealSecrets", requestId, parts, key: work.options.sealKey, associatedData: requestId });
  }

  #askBank(work: InteractionWork, requestId: string, sealed: string | undefined): void {
    const asked = this.#asked.get(requestId);
    if (asked === undefined) return;
    if (asked.handles.length > 0) work.call({ type: "wipeSecrets", handles: asked.handles });
    work.emit({
      type: "business",
      requestId,
      operation: asked.operation,
      arguments: asked.arguments,
      ...(sealed === undefined ? {} : { sealed: { data: sealed, associatedData: requestId } }),
    });
  }

  #settle(work: InteractionWork, requestId: string, answer: BusinessAnswer): void {
    const asked = this.#asked.get(requestId);
    if (asked === undefined) return;
    this.#asked.delete(requestId);
    const { verdict, reason, data } = answer;
    const because = reason === undefined ? {} : { reason };
    work.journal({ type: "businessAnswered", operation: asked.operation, requestId, verdict, ...because });
    this.#feed(work, { type: "businessResult", requestId, verdict, data, ...because });
  }

  #enqueue(work: InteractionWork, output: Extract<FlowOutput, { type: "enqueue" }>): void {
    const queue = this.#around.queueByName(output.queueId);
    const requiredSkills = this.#skills(output.requiredSkills);
    const preferredSkills = this.#skills(output.preferredSkills);
    if (queue === undefined || requiredSkills === undefined || preferredSkills === undefined) {
      this.#feed(work, { type: "queueResult", result: "failed" });
      return;
    }
    work.state.queue = queue;
    // He waits again himself: what he had agreed to before ends nothing.
    if (work.endReason === "callBack") work.endReason = undefined;
    work.enter("queue");
    const priority = output.priority + queue.priority;
    work.journal({ type: "queued", queueId: queue.id, queueName: queue.name, priority });
    work.state.chosenLanguage = output.language;
    work.place.enqueue(queue.id, { requiredSkills, preferredSkills, priority });
  }

  /** By the names that a flow has for them; undefined where one is none of the house's. */
  #skills(named: readonly { skillId: string; level?: number }[]): { skillId: string; level: number }[] | undefined {
    const found = named.map(({ skillId, level = 1 }) => ({ skillId: this.#around.skillByName(skillId) ?? "", level }));
    return found.some(({ skillId }) => skillId === "") ? undefined : found;
  }

  #startTransfer(work: InteractionWork, output: Extract<FlowOutput, { type: "transfer" }>): void {
    const target = this.#around.directTarget(output.target);
    if (target === undefined) {
      this.#feed(work, { type: "transferResult", requestId: output.requestId, result: "failed" });
      return;
    }
    work.enter("transfer");
    const party = work.ringParty({ label: output.target, target }, "transfer", { ringTimeoutMs: output.timeoutMs });
    this.#transfer = { requestId: output.requestId, partyId: party.partyId };
  }
}

function spoken(prompts: PromptBook, language: string, items: readonly SpokenItem[]): PlayItem[] {
  return items.flatMap((item) =>
    "prompt" in item
      ? [prompts.item(language, item.prompt)]
      : item.fragments.map((fragment) => prompts.item(language, fragment)),
  );
}
