// An interaction on a stage: the test plays the call, the router and the agents, and reads what came out.

import type { RouterCommand } from "@tellerline/acd";
import type { OperateRequest } from "@tellerline/api";
import { SeededRandom } from "@tellerline/base";
import { type FlowProgram, parseFlow } from "@tellerline/flow";
import type { CallCommand, CallEvent, PartyTarget } from "@tellerline/voice";
import type { FlowStart } from "../flow-start.ts";
import { Interaction, type InteractionSetup } from "../interaction.ts";
import type { InteractionEvent } from "../interaction-event.ts";
import type { InteractionInput, InteractionOutput, ResolvedTarget } from "../interaction-output.ts";
import type { AgentRef, InteractionState, QueueRef } from "../interaction-state.ts";
import { PromptBook } from "../prompt-book.ts";

export const prompts = new PromptBook();

const target: PartyTarget = {
  invite: { aor: "sip:x@bank.test" },
  ...{ requestUri: "sip:x@bank.test", from: "sip:95500@bank.test", to: "sip:x@bank.test", media: "rtp" },
};

export const service: QueueRef = {
  ...{
    id: "q1",
    name: "service",
    recording: "all",
    wrapUpMs: 8_000,
    maxWaitMs: 300_000,
    autoAnswer: false,
    holdFreesAgent: false,
    releasedByAgent: false,
  },
};

export function agent(agentId: string): AgentRef {
  return { agentId, name: agentId.toUpperCase(), target };
}

export const outside: ResolvedTarget = { kind: "number", number: "13900139000", target };

/** A flow of these nodes, beginning with `first`; `bye` hangs up. */
export function flowOf(nodes: object, first: string) {
  return parseFlow({
    ...{ format: "tellerline/flow/1", id: "f", name: "f", version: 1, languages: ["en-US"], start: first },
    ...{ onError: "bye", variables: {}, nodes: { ...nodes, bye: { kind: "hangup", label: "bye" } } },
  });
}

export const waits = {
  kind: "queue",
  ...{ label: "wait", queueId: "service", waiting: { music: "music" }, timeoutMs: 600_000 },
  exits: { timeout: "bye", noAgents: "bye", error: "bye" },
};

export function newState(kind: InteractionState["kind"] = "inbound"): InteractionState {
  return {
    ...{ interactionId: "i1", kind, customerNumber: "13800138000", dialledNumber: "95500", startedAt: 0, traceId: "t" },
    ...{ stage: "starting", stageSince: 0, mode: "talk", customerUp: false, language: undefined, queue: undefined },
    ...{ queuedAt: undefined, parties: new Map(), mainPartyId: undefined, consultPartyId: undefined },
    ...{ conference: [], supervisors: new Map() },
    ...{ consultFocus: "customer", recording: undefined, openRecordings: new Set(), attributes: {}, path: [] },
  };
}

/** A run of this program, as the switchboard begins one. */
export function flowStart(program: FlowProgram): FlowStart {
  const surroundings: FlowStart["surroundings"] = {
    ...{ prompts, variables: { caller: "13800138000", dialled: "95500" }, position: () => 1 },
    queueByName: (name) => (name === "service" ? { ...service, priority: 0 } : undefined),
    skillByName: (name) => (name === "english" ? "skill-en" : undefined),
    directTarget: () => target,
  };
  return { program, surroundings };
}

export class InteractionStage {
  now = 1_000;
  readonly machine: Interaction;
  /** All that came out, and what the last input brought. */
  readonly all: InteractionOutput[] = [];
  last: InteractionOutput[] = [];

  constructor(setup: Partial<InteractionSetup> & { nodes?: object; first?: string } = {}) {
    const { nodes = { wait: waits }, first = "wait", state = newState(), ...more } = setup;
    const placed = [more.dialling, more.direct, more.callBack].some((one) => one !== undefined);
    const flow = flowStart(flowOf(nodes, first));
    this.machine = new Interaction({
      state,
      options: {
        ...{ random: new SeededRandom(1), prompts, realm: "bank.test", sealKey: "key" },
        recordingPlace: (id) => ({ path: `/r/${id}`, file: id, key: "k", keyId: "r1" }),
      },
      ...(placed ? {} : { flow }),
      ...more,
    });
    this.feed({ type: "start" });
  }

  get state(): Readonly<InteractionState> {
    return this.machine.state;
  }

  feed(input: InteractionInput | { type: "timeout" }, afterMs = 0): InteractionOutput[] {
    this.now += afterMs;
    this.last = this.machine.handle(input, this.now);
    this.all.push(...this.last);
    return this.last;
  }

  event(event: CallEvent, afterMs = 0): InteractionOutput[] {
    return this.feed({ type: "call", event }, afterMs);
  }

  operate(agentId: string, request: OperateRequest, to?: ResolvedTarget): InteractionOutput[] {
    return this.feed({ type: "operate", agentId, request, ...(to === undefined ? {} : { target: to }) });
  }

  /** The party of an agent, or of an outside number. */
  party(label: string) {
    return [...this.state.parties.values()].find((party) => party.label === label || party.agentId === label);
  }

  partyId(label: string): string {
    return this.party(label)?.partyId ?? "";
  }

  answers(label: string): InteractionOutput[] {
    return this.event({ type: "partyAnswered", partyId: this.partyId(label) });
  }

  leaves(label: string, by: "remote" | "local" | "lost" = "remote"): InteractionOutput[] {
    return this.event({ type: "partyEnded", partyId: this.partyId(label), by });
  }

  fails(label: string, reason: "busy" | "noAnswer" | "rejected" = "noAnswer"): InteractionOutput[] {
    return this.event({ type: "partyFailed", partyId: this.partyId(label), reason, status: 486 });
  }

  ends(by: "customer" | "local" | "mediaLost" = "customer"): InteractionOutput[] {
    return this.event({ type: "ended", by, reason: "x" });
  }

  /** The customer waits in the queue. */
  queued(): this {
    this.event({ type: "customerAnswered" });
    return this;
  }

  /** He talks to `agentId`, by the queue. */
  talking(agentId = "a"): this {
    this.queued();
    this.feed({ type: "ring", agent: agent(agentId), ringTimeoutMs: 12_000 }, 1_000);
    this.answers(agentId);
    this.feed({ type: "assigned", agentId });
    return this;
  }

  /** … and the agent consults `other`. */
  consulting(other = "b"): this {
    this.talking();
    this.operate("a", { operation: "consult", target: { kind: "agent", agentId: other } }, toAgent(other));
    this.answers(other);
    return this;
  }

  calls(): CallCommand["type"][] {
    return this.last.flatMap((output) => (output.type === "call" ? [output.command.type] : []));
  }

  command<Type extends CallCommand["type"]>(type: Type): (CallCommand & { type: Type }) | undefined {
    for (const output of this.last)
      if (output.type === "call" && output.command.type === type) return output.command as CallCommand & { type: Type };
    return undefined;
  }

  routes(): RouterCommand[] {
    return this.last.flatMap((output) => (output.type === "router" ? [output.command] : []));
  }

  journal(): InteractionEvent[] {
    return this.all.flatMap((output) => (output.type === "journal" ? [output.event] : []));
  }

  count(type: InteractionOutput["type"]): number {
    return this.all.filter((output) => output.type === type).length;
  }
}

export function toAgent(agentId: string): ResolvedTarget {
  return { kind: "agent", agent: agent(agentId) };
}

export const toQueue: ResolvedTarget = { kind: "queue", queue: { ...service, id: "q2", name: "vip" } };

/** A flow that says something and hangs up. */
export function toFlow(exit: "hangs up" | "queues" = "hangs up"): ResolvedTarget {
  const next = exit === "queues" ? "wait" : "bye";
  const play = { kind: "play", label: "play", items: [{ prompt: "welcome" }], exits: { next } };
  return { kind: "flow", label: "survey", start: flowStart(flowOf({ play, wait: waits }, "play")) };
}
