import { describe, expect, it } from "vitest";
import { InteractionStage, waits } from "./testing/interaction-stage.ts";

const secret = {
  password: {
    ...{ kind: "collectSecret", label: "password", secret: "password", prompts: [{ prompt: "enter-password" }] },
    ...{ retries: 1, minDigits: 6, maxDigits: 6, terminators: "#", firstDigitTimeoutMs: 5_000 },
    ...{ interDigitTimeoutMs: 3_000, exits: { next: "ask", noInput: "bye", invalid: "bye", error: "wait" } },
  },
  ask: {
    ...{ kind: "business", label: "ask", operation: "balance", secrets: ["password"], timeoutMs: 5_000 },
    exits: { ok: "bye", failed: "wait", timeout: "bye" },
  },
  wait: waits,
};

const lent = {
  wait: { ...waits, exits: { ...waits.exits, returned: "password" } },
  password: secret.password,
  ask: { ...secret.ask, exits: { ...secret.ask.exits, failed: "bye" } },
};

function asking(): InteractionStage {
  const stage = new InteractionStage({ nodes: secret, first: "password" });
  stage.event({ type: "customerAnswered" });
  return stage;
}

/** The digits are in the vault under the handle that the flow holds. */
function captured(): InteractionStage {
  const stage = asking();
  const handle = stage.command("captureSecret")?.handle ?? "";
  stage.event({ type: "secretCaptured", handle, count: 6, by: "length" });
  return stage;
}

describe("secrets", () => {
  it("IN-14 FL-01 the flow asks, the vault keeps and seals, the bank answers; only the count is ever seen", () => {
    const stage = captured();
    const sealing = stage.command("sealSecrets");
    expect(sealing).toMatchObject({ key: "key", parts: [{ name: "password" }] });
    stage.event({ type: "secretsSealed", requestId: sealing?.requestId ?? "", sealed: "c2VhbA==" });
    expect(stage.calls()).toEqual(["wipeSecrets"]);
    expect(stage.last).toContainEqual(expect.objectContaining({ type: "business", operation: "balance" }));
    const requestId = sealing?.requestId ?? "";
    stage.feed({ type: "businessAnswered", requestId, answer: { verdict: "ok", data: {} } });
    expect(stage.calls()).toContain("endCall");
  });

  it("IN-15 a seal that fails is a failed verdict, and the flow goes on", () => {
    const stage = captured();
    const requestId = stage.command("sealSecrets")?.requestId ?? "";
    stage.event({ type: "secretsFailed", requestId, reason: "unknownSecret" });
    expect(stage.journal()).toContainEqual(expect.objectContaining({ type: "businessAnswered", verdict: "failed" }));
    expect(stage.state.stage).toBe("queue");
  });

  it("IN-15 a seal that the call refuses, too", () => {
    const stage = captured();
    stage.event({ type: "refused", command: "sealSecrets", reason: "x" });
    expect(stage.state.stage).toBe("queue");
  });

  it("IN-15 a capture that the call refuses: the flow leaves by its error exit and waits for nothing", () => {
    const stage = asking();
    stage.event({ type: "refused", command: "captureSecret", reason: "no customer" });
    expect(stage.state.stage).toBe("queue");
  });

  it("IN-14 while secret digits are entered the recording is paused, and goes on after them", () => {
    const stage = new InteractionStage({ nodes: lent }).talking();
    stage.operate("a", { operation: "transfer", target: { kind: "queue", queueId: "q1" } }, {
      ...{ kind: "queue", queue: { id: "q1", name: "service", recording: "all", wrapUpMs: 0, maxWaitMs: 1_000 } },
    } as never);
    stage.feed({ type: "timeout" }, 1_000);
    expect(stage.command("pauseRecording")?.on).toBe(true);
    expect(stage.state.recording?.state).toBe("paused");
    const handle = stage.command("captureSecret")?.handle ?? "";
    stage.event({ type: "secretCaptured", handle, count: 6, by: "length" });
    expect(stage.command("pauseRecording")?.on).toBe(false);
    expect(stage.journal().filter((event) => event.type === "recordingPaused")).toHaveLength(2);
  });

  it("IN-14 a caller who hangs up while he types ends everything at once", () => {
    const stage = asking();
    stage.ends();
    expect(stage.calls()).toEqual([]);
    expect(stage.count("finished")).toBe(1);
  });
});

describe("digits and prompts", () => {
  const menu = {
    menu: {
      ...{ kind: "menu", label: "menu", prompts: [{ prompt: "main-menu" }], retries: 0, choices: { "1": "wait" } },
      exits: { noInput: "bye", invalid: "bye" },
    },
    wait: { ...waits, choices: { "1": "bye" } },
  };

  it("IN-14 digits of the customer choose, those of an agent who rings do not reach the flow", () => {
    const stage = new InteractionStage({ nodes: menu, first: "menu" });
    stage.event({ type: "customerAnswered" });
    stage.event({ type: "digit", partyId: "customer", digit: "1" });
    expect(stage.state.stage).toBe("queue");
    stage.feed({ type: "ring", agent: { agentId: "a", name: "A", target: {} as never }, ringTimeoutMs: 1 });
    stage.answers("a");
    stage.event({ type: "digit", partyId: stage.partyId("a"), digit: "1" });
    expect(stage.state.stage).toBe("queue");
    stage.event({ type: "digit", partyId: "customer", digit: "1" });
    expect(stage.calls()).toContain("endCall");
  });

  it("IN-15 a prompt that the call refuses does not hold the caller", () => {
    const nodes = {
      hello: { kind: "play", label: "hello", items: [{ prompt: "welcome" }], exits: { next: "bye", error: "wait" } },
    };
    const stage = new InteractionStage({ nodes: { ...nodes, wait: waits }, first: "hello" });
    stage.event({ type: "customerAnswered" });
    stage.event({ type: "refused", command: "play", reason: "fileUnreadable" });
    expect(stage.state.stage).toBe("queue");
  });

  it("RT-02 the skills that a flow names are asked for by their ids; one that does not exist is the node's error", () => {
    const naming = (skillId: string) =>
      new InteractionStage({ nodes: { wait: { ...waits, preferredSkills: [{ skillId, level: 3 }] } } }).queued();
    expect(naming("english").routes()).toMatchObject([
      { type: "enqueue", requiredSkills: [], preferredSkills: [{ skillId: "skill-en", level: 3 }] },
    ]);
    expect(naming("klingon").routes()).toEqual([]);
    expect(naming("klingon").calls()).toContain("endCall");
  });

  it("RT-06 with nobody signed in the flow is told at once, and takes the caller out of the queue", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "waiting", staffed: false });
    expect(stage.routes()).toMatchObject([{ type: "withdraw", reason: "noAgents" }]);
    expect(stage.journal()).toContainEqual({ type: "leftQueue", reason: "noAgents" });
  });
});

describe("transfers of the flow", () => {
  const nodes = {
    out: {
      kind: "transfer",
      label: "out",
      target: '"13900139000"',
      timeoutMs: 20_000,
      exits: { busy: "wait", noAnswer: "wait", failed: "wait", timeout: "wait" },
    },
    wait: waits,
  };

  it("IN-4 the run's time is over while it still rings: the ringing stops and the flow goes on", () => {
    const stage = new InteractionStage({ nodes, first: "out" });
    stage.event({ type: "customerAnswered" });
    expect(stage.state.stage).toBe("transfer");
    stage.feed({ type: "timeout" }, 25_000);
    expect(stage.calls()).toContain("cancelParty");
    expect(stage.state).toMatchObject({ stage: "queue", parties: new Map() });
  });

  it.each(["busy", "noAnswer"] as const)("FL-01 %s leads on in the flow", (reason) => {
    const stage = new InteractionStage({ nodes, first: "out" });
    stage.event({ type: "customerAnswered" });
    stage.fails("13900139000", reason);
    expect(stage.state.stage).toBe("queue");
  });

  it("FL-01 answered: he talks, the run is over", () => {
    const stage = new InteractionStage({ nodes, first: "out" });
    stage.event({ type: "customerAnswered" });
    stage.answers("13900139000");
    expect(stage.calls()).toContain("connect");
    expect(stage.state.stage).toBe("talk");
    stage.leaves("13900139000");
    expect(stage.calls()).toContain("endCall");
  });
});
