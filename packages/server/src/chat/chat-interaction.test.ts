import type { RouterCommand } from "@tellerline/acd";
import type { Author } from "@tellerline/channels";
import { describe, expect, it } from "vitest";
import { abandonMs, awayMs, ChatInteraction } from "./chat-interaction.ts";
import type { ChatInput, ChatOutput, ChatQueue, ChatState } from "./chat-state.ts";
import { foldChat } from "./restore-chat.ts";

const service: ChatQueue = {
  ...{
    id: "q1",
    name: "service",
    recording: "none",
    wrapUpMs: 8000,
    maxWaitMs: 300_000,
    autoAnswer: false,
    holdFreesAgent: false,
    releasedByAgent: false,
  },
  priority: 3,
};
const customer: Author = { side: "customer", id: "customer", name: "王芳" };
const staff = (id: string): Author => ({ side: "agent", id, name: id.toUpperCase() });

function newState(more: Partial<ChatState> = {}): ChatState {
  return {
    ...{ interactionId: "c1", customerName: "王芳", customerNumber: "13800138000", entryName: "web" },
    ...{
      language: "zh-CN",
      page: "",
      attributes: {},
      startedAt: 0,
      idleMs: 600_000,
      asked: { requiredSkills: [], preferredSkills: [{ skillId: "english", level: 2 }] },
      stage: "queue",
      stageSince: 0,
      queue: service,
    },
    ...{ queuedAt: 0, parties: new Map(), mainAgentId: undefined, supervisors: new Map(), absentSince: undefined },
    ...{ lastSaidAt: 0, position: undefined, staffed: true, endReason: undefined, ...more },
  };
}

/** A chat whose store answers at once. */
class Stage {
  readonly machine: ChatInteraction;
  readonly all: ChatOutput[] = [];
  now = 0;

  constructor(state = newState()) {
    this.machine = new ChatInteraction({ state });
  }

  tell(input: ChatInput | { type: "timeout" }): ChatOutput[] {
    const outputs = this.machine.handle(input, this.now);
    this.all.push(...outputs);
    const last = outputs.findLast((output) => output.type === "store");
    return last === undefined ? outputs : [...outputs, ...this.tell({ type: "stored", sequence: last.entry.sequence })];
  }

  /** Waits for the next thing that happens by itself. */
  wait(): void {
    this.now = this.machine.nextTimeout() ?? this.now;
    this.tell({ type: "timeout" });
  }

  /** In a talk with `agentId`. */
  served(agentId: string): this {
    this.tell({ type: "start" });
    this.tell({ type: "ring", agentId, name: agentId.toUpperCase() });
    this.tell({ type: "operate", agentId, request: { operation: "answer" } });
    this.tell({ type: "assigned", agentId });
    return this;
  }

  say(author: Author, text: string, audience: "all" | "staff" = "all"): ChatOutput[] {
    return this.tell({ type: "post", author, clientId: text, audience, content: { type: "text", text } });
  }

  commands(type: RouterCommand["type"]): RouterCommand[] {
    return this.all.flatMap((output) =>
      output.type === "router" && output.command.type === type ? [output.command] : [],
    );
  }

  events(): string[] {
    return this.all.flatMap((output) => (output.type === "journal" ? [output.event.type] : []));
  }
}

const refused = (outputs: ChatOutput[]) =>
  outputs.flatMap((output) => (output.type === "refuse" ? [output.reason] : []));

describe("a chat", () => {
  it("RT-02 asks for the skills of its entry, at the beginning and after a restart", () => {
    for (const type of ["start", "resume"] as const) {
      const commands = new Stage()
        .tell({ type })
        .flatMap((output) => (output.type === "router" ? [output.command] : []));
      expect(commands).toMatchObject([{ type: "enqueue", preferredSkills: [{ skillId: "english", level: 2 }] }]);
    }
  });

  it("CH-3 waits with its queue's priority; accepted it is connected when the router says so, and not before", () => {
    const stage = new Stage();
    stage.tell({ type: "start" });
    expect(stage.commands("enqueue")).toMatchObject([{ queueId: "q1", channel: "chat", priority: 3 }]);
    stage.tell({ type: "ring", agentId: "a", name: "A" });
    stage.tell({ type: "operate", agentId: "a", request: { operation: "answer" } });
    expect(stage.commands("offerAccepted")).toHaveLength(1);
    expect(stage.machine.state.stage).toBe("queue");
    stage.tell({ type: "assigned", agentId: "a" });
    expect([stage.machine.state.stage, stage.machine.state.mainAgentId]).toEqual(["talk", "a"]);
  });

  it("CH-4 only who serves it writes to the visitor; a coach whispers, a listener reads, who barges in writes to both", () => {
    const stage = new Stage().served("a");
    expect(refused(stage.say(staff("a"), "hello"))).toEqual([]);
    expect(refused(stage.say(staff("x"), "hello"))).toEqual(["notYours"]);
    const by = (wish: "listen" | "coach" | "bargeIn") => {
      stage.tell({ type: "supervise", agentId: "s", name: "S", wish });
      return [refused(stage.say(staff("s"), `${wish} all`)), refused(stage.say(staff("s"), `${wish} staff`, "staff"))];
    };
    expect(by("listen")).toEqual([["notYours"], ["notYours"]]);
    expect(by("coach")).toEqual([["notYours"], []]);
    expect(by("bargeIn")).toEqual([[], []]);
  });

  it("CH-2 a colleague who does not take it changes nothing; one who does has it in one step", () => {
    const stage = new Stage().served("a");
    const ask = () =>
      stage.tell({
        ...{ type: "operate", agentId: "a", target: { kind: "agent", agentId: "b", name: "B" } },
        request: { operation: "transfer", target: { kind: "agent", agentId: "b" } },
      });
    ask();
    stage.tell({ type: "assigned", agentId: "b" });
    stage.wait();
    expect([stage.machine.state.mainAgentId, stage.machine.takingPart]).toEqual(["a", ["a"]]);
    expect(stage.events()).toContain("transferFailed");
    ask();
    stage.tell({ type: "assigned", agentId: "b" });
    stage.tell({ type: "operate", agentId: "b", request: { operation: "answer" } });
    expect([stage.machine.state.mainAgentId, stage.machine.takingPart, stage.machine.state.stage]).toEqual([
      ...["b", ["b"], "talk"],
    ]);
  });

  it("CH-2 whoever is taken out by a leader leaves the visitor at his old place", () => {
    const stage = new Stage().served("a");
    stage.now = 5000;
    stage.tell({ type: "release", agentId: "a" });
    expect(stage.machine.state.stage).toBe("queue");
    expect(stage.machine.state.queuedAt).toBe(0);
    expect([...stage.commands("transferToQueue"), ...stage.commands("enqueue").slice(1)]).toHaveLength(1);
  });

  it("CH-1 it ends once, with a reason; what crosses the end is refused, and the record comes last", () => {
    const stage = new Stage().served("a");
    stage.tell({ type: "operate", agentId: "a", request: { operation: "hangUp" } });
    stage.tell({ type: "left" });
    stage.tell({ type: "end", reason: "failed" });
    expect(refused(stage.say(customer, "late"))).toEqual(["closed"]);
    expect(stage.events().filter((type) => type === "ended")).toHaveLength(1);
    expect(stage.all.filter(({ type }) => type === "finished")).toHaveLength(1);
    expect(stage.machine.state.endReason).toBe("agentHungUp");
    expect([stage.machine.takingPart, stage.machine.nextTimeout()]).toEqual([[], undefined]);
  });

  it("CH-7 who waits and closes his page has given up; in a talk only silence counts, and a word begins it anew", () => {
    const waits = new Stage();
    waits.tell({ type: "start" });
    waits.tell({ type: "presence", online: false });
    waits.wait();
    expect([waits.now, waits.machine.state.endReason]).toEqual([abandonMs, "abandoned"]);
    const talks = new Stage().served("a");
    talks.tell({ type: "presence", online: false });
    talks.now = 500_000;
    talks.say(staff("a"), "hello?");
    talks.wait();
    expect([talks.now, talks.machine.state.endReason]).toEqual([1_100_000, "idle"]);
  });

  it("CH-5 a refusal of the router ends it with its reason or lets it wait again, and never leaves it in between", () => {
    const stage = new Stage();
    stage.tell({ type: "start" });
    const refusal = { type: "routerRefused", command: "enqueue", asCustomer: false } as const;
    stage.tell({ ...refusal, reason: "unknownInteraction" });
    expect([stage.machine.state.stage, stage.commands("enqueue")]).toMatchObject(["queue", [{}, {}]]);
    stage.tell({ ...refusal, reason: "unknownQueue" });
    expect(stage.machine.state.endReason).toBe("failed");
  });

  it("CH-6 the journal alone says where it was; its agent is waited for, and then it waits at its old place", () => {
    const stage = new Stage().served("a");
    const entries = stage.all.flatMap((output, sequence) =>
      output.type === "journal" ? [{ stream: "c1", sequence, at: 0, event: output.event } as never] : [],
    );
    const folded = foldChat(entries);
    expect(folded).toMatchObject({ stage: "talk", queueId: "q1", priority: 3, queuedAt: 0, main: { agentId: "a" } });
    const back = () => {
      const main = { agentId: "a", name: "A", state: "connected", why: "offer", offeredAt: 0, answeredAt: 0 } as const;
      const again = new Stage(newState({ stage: "talk", parties: new Map([["a", { ...main }]]), mainAgentId: "a" }));
      again.tell({ type: "resume" });
      return again;
    };
    const found = back();
    found.tell({ type: "agentBack", agentId: "a" });
    found.tell({ type: "assigned", agentId: "a" });
    expect(found.machine.state.parties.get("a")?.state).toBe("connected");
    const lost = back();
    lost.wait();
    expect([lost.now, lost.machine.state.stage, lost.machine.state.queuedAt]).toEqual([awayMs, "queue", 0]);
  });
});
