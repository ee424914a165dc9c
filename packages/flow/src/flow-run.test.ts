import { timeout } from "@tellerline/base";
import { describe, expect, it } from "vitest";
import type { FlowInput, FlowOutput } from "./flow-messages.ts";
import { compileFlow } from "./flow-program.ts";
import { FlowRun } from "./flow-run.ts";

const start = 1_000_000;

/** A flow of these nodes, its first the start; what fails goes to `sorry`. */
function documentOf(nodes: Record<string, object>, variables: object = {}): object {
  return {
    format: "tellerline/flow/1",
    id: "test",
    name: "Test",
    version: 1,
    languages: ["zh-CN", "en-US"],
    start: Object.keys(nodes)[0],
    onError: "sorry",
    variables,
    nodes: { ...nodes, sorry: { kind: "hangup", reason: "sorry" }, bye: { kind: "hangup", reason: "bye" } },
  };
}

/** A caller: says things to the run and hears what it wants. */
class Caller {
  now = start;
  outputs: FlowOutput[] = [];
  run: FlowRun;
  readonly path: string[] = [];
  readonly #program;

  constructor(nodes: Record<string, object>, variables: object = {}, known: Record<string, string | number> = {}) {
    const { program, findings } = compileFlow(documentOf(nodes, variables));
    if (program === undefined) throw new Error(JSON.stringify(findings));
    this.#program = program;
    this.run = new FlowRun(program);
    this.tell({ type: "start", variables: { caller: "13800138000", interactionId: "i1", ...known } });
  }

  /** Every step goes through a snapshot, as after a takeover. */
  tell(input: FlowInput | typeof timeout, afterMs = 0): FlowOutput[] {
    this.now += afterMs;
    this.run = new FlowRun(this.#program, { snapshot: JSON.parse(JSON.stringify(this.run.snapshot())) });
    this.outputs = this.run.handle(input, this.now);
    for (const output of this.outputs) if (output.type === "trace") this.path.push(`${output.nodeId}:${output.exit}`);
    return this.outputs;
  }

  find<Type extends FlowOutput["type"]>(type: Type): Extract<FlowOutput, { type: Type }>[] {
    return this.outputs.filter((output) => output.type === type) as Extract<FlowOutput, { type: Type }>[];
  }

  types(): string[] {
    return this.outputs.map((output) => output.type);
  }

  heard(): void {
    const playId = this.find("play")[0]?.playId as string;
    this.tell({ type: "playEnded", playId }, 1_000);
  }

  press(digits: string): void {
    for (const digit of digits) this.tell({ type: "digit", digit }, 100);
  }

  /** Lets the next deadline come. */
  wait(): void {
    this.now = this.run.nextTimeout() as number;
    this.tell(timeout);
  }
}

const question = { prompts: [{ prompt: "ask" }], firstDigitTimeoutMs: 5_000 };
const menu = { kind: "menu", ...question, retries: 1, choices: { 1: "bye", 2: "sorry" }, exits: { noInput: "bye" } };
const collect = {
  kind: "collect",
  ...question,
  retries: 1,
  minDigits: 2,
  maxDigits: 4,
  interDigitTimeoutMs: 2_000,
  variable: "code",
  exits: { next: "bye" },
};
const code = { code: { type: "string" } };

describe("play and say", () => {
  it("FW-R2 plays in the caller's language and goes on when it ended", () => {
    const caller = new Caller({ hello: { kind: "play", items: [{ prompt: "hi" }], exits: { next: "bye" } } });
    expect(caller.find("play")).toEqual([
      { type: "play", playId: "play-1", items: [{ prompt: "hi" }], bargeIn: true, language: "zh-CN" },
    ]);
    caller.heard();
    expect(caller.types()).toEqual(["trace", "trace", "hangup", "ended"]);
  });

  it("FW-R2 an old play's end does not count, and a play that never ends is given up", () => {
    const caller = new Caller({
      hello: { kind: "play", items: [{ prompt: "hi" }], exits: { next: "bye", timeout: "sorry" } },
    });
    caller.tell({ type: "playEnded", playId: "play-0" });
    expect(caller.outputs).toEqual([]);
    caller.wait();
    expect(caller.find("hangup")).toEqual([{ type: "hangup", reason: "sorry" }]);
  });

  it("SW-07 says amounts by fragments, and what cannot be said is an error", () => {
    const say = (value: string) => ({ say: { kind: "say", say: "amount", value, exits: { next: "bye" } } });
    const variables = { money: { type: "money", initial: { amountMinor: "105", currency: "CNY" } } };
    const caller = new Caller(say("money"), variables);
    expect(caller.find("play")[0]?.items).toEqual([{ fragments: ["n-1", "yuan", "n-0", "n-5", "fen"] }]);
    expect(new Caller(say("caller")).find("hangup")).toEqual([{ type: "hangup", reason: "sorry" }]);
  });

  it("FW-R3 items whose condition does not hold are left out", () => {
    const items = [{ prompt: "a", when: "position > 0" }, { prompt: "b" }];
    const caller = new Caller({ hello: { kind: "play", items, exits: { next: "bye" } } });
    expect(caller.find("play")[0]?.items).toEqual([{ prompt: "b" }]);
  });

  it("FW-R5 a digit over a prompt stops it and answers the question that follows", () => {
    const caller = new Caller({ hello: { kind: "play", items: [{ prompt: "hi" }], exits: { next: "menu" } }, menu });
    caller.press("1");
    expect(caller.types()).toEqual(["stopPlay", "trace", "trace", "trace", "hangup", "ended"]);
    expect(caller.path).toEqual(["hello:next", "menu:1", "bye:hangup"]);
  });
});

describe("menu", () => {
  it("FL-01 barge-in chooses while the prompt plays", () => {
    const caller = new Caller({ menu });
    caller.press("1");
    expect(caller.path).toEqual(["menu:1", "bye:hangup"]);
  });

  it("FL-01 without barge-in digits over the prompt do not count", () => {
    const caller = new Caller({ menu: { ...menu, bargeIn: false } });
    caller.press("1");
    expect(caller.outputs).toEqual([]);
  });

  it("FL-01 a wrong choice is asked again, then the node is left by invalid", () => {
    const caller = new Caller({ menu: { ...menu, retryPrompts: { invalid: [{ prompt: "wrong" }] } } });
    caller.press("7");
    expect(caller.find("play")[0]?.items).toEqual([{ prompt: "wrong" }, { prompt: "ask" }]);
    caller.press("8");
    expect(caller.path).toEqual(["menu:invalid", "sorry:hangup"]);
  });

  it("FL-01 silence is counted from the end of the prompt", () => {
    const caller = new Caller({ menu });
    caller.heard();
    expect(caller.run.nextTimeout()).toBe(caller.now + 5_000);
    caller.wait();
    caller.heard();
    caller.wait();
    expect(caller.path).toEqual(["menu:noInput", "bye:hangup"]);
  });
});

describe("collect", () => {
  it.each([
    ["the terminator", "12#", "12"],
    ["the last digit", "1234", "1234"],
  ])("FL-01 ends at %s", (_, typed, value) => {
    const caller = new Caller({ collect }, code);
    caller.press(typed);
    expect(caller.find("trace")[0]).toMatchObject({ exit: "next", variables: { code: value } });
  });

  it("FL-01 ends at the inter-digit time-out with enough digits, and is asked again with too few", () => {
    const enough = new Caller({ collect }, code);
    enough.press("123");
    expect(enough.run.nextTimeout()).toBe(enough.now + 2_000);
    enough.wait();
    expect(enough.path[0]).toBe("collect:next");
    const few = new Caller({ collect }, code);
    few.press("1");
    few.wait();
    expect(few.types()).toEqual(["play"]);
    few.press("23#");
    expect(few.path[0]).toBe("collect:next");
  });

  it("FW-R7 private variables are dots in the path", () => {
    const caller = new Caller({ collect }, { code: { type: "string", private: true } });
    caller.press("12#");
    expect(caller.find("trace")[0]?.variables).toEqual({ code: "•••" });
  });
});

const secret = {
  kind: "collectSecret",
  secret: "pin",
  ...question,
  retries: 1,
  minDigits: 6,
  maxDigits: 6,
  exits: { next: "bank", noInput: "bye" },
};
const bank = {
  kind: "business",
  operation: "balance",
  secrets: ["pin"],
  results: { money: "balance" },
  reasons: { blocked: "bye" },
  exits: { ok: "bye" },
};
const money = { money: { type: "money" } };

describe("secrets", () => {
  const captured = (caller: Caller, count: number, by: "length" | "timeout" = "length") =>
    caller.tell({ type: "secretCaptured", handle: handleOf(caller), count, by });
  const handleOf = (caller: Caller) => (caller.run.snapshot().wait as { handle: string }).handle;

  it("FW-R6 the flow holds a handle, passes it to one operation and has it wiped", () => {
    const caller = new Caller({ secret, bank }, money);
    expect(caller.find("captureSecret")).toMatchObject([{ handle: "i1/secret-2", secret: "pin", maxDigits: 6 }]);
    caller.tell({ type: "secretProgress", handle: "i1/secret-2", count: 1 });
    expect(caller.types()).toEqual(["stopPlay"]);
    captured(caller, 6);
    expect(caller.find("business")).toMatchObject([{ operation: "balance", secrets: { pin: "i1/secret-2" } }]);
    const data = { balance: { amountMinor: "105", currency: "CNY" } };
    caller.tell({ type: "businessResult", requestId: "request-3", verdict: "ok", data });
    expect(caller.find("wipeSecrets")).toEqual([{ type: "wipeSecrets", handles: ["i1/secret-2"] }]);
    expect(caller.find("trace")[0]?.variables).toMatchObject({ money: data.balance });
  });

  it("FW-R6 digits that reach the flow meanwhile are ignored", () => {
    const caller = new Caller({ secret, bank }, money);
    caller.press("123456");
    expect(caller.outputs).toEqual([]);
    expect(JSON.stringify(caller.run.snapshot())).not.toContain("123456");
  });

  it("FW-R6 typing ahead of a secret is not kept", () => {
    const hello = { kind: "play", items: [{ prompt: "hi" }], exits: { next: "secret" } };
    const caller = new Caller({ hello, secret, bank }, money);
    caller.press("1");
    expect(caller.run.snapshot().typedAhead).toBe("");
  });

  it("FL-01 the vault's time-outs begin anew when the prompt ended; silence is asked again", () => {
    const caller = new Caller({ secret, bank }, money);
    const first = caller.find("captureSecret")[0];
    caller.heard();
    expect(caller.find("captureSecret")).toMatchObject([{ handle: first?.handle, firstDigitTimeoutMs: 5_000 }]);
    captured(caller, 0, "timeout");
    expect(caller.types()).toEqual(["wipeSecrets", "captureSecret", "play"]);
    captured(caller, 0, "timeout");
    expect(caller.path[0]).toBe("secret:noInput");
  });

  it("FW-R2 a vault that says nothing is given up", () => {
    const caller = new Caller({ secret, bank }, money);
    caller.heard();
    caller.wait();
    expect(caller.types()).toContain("cancelSecret");
    expect(caller.path[0]).toBe("secret:timeout");
  });

  it("FW-R6 a caller who goes leaves no secret behind", () => {
    const caller = new Caller({ secret, bank }, money);
    captured(caller, 6);
    caller.tell({ type: "callerGone" });
    expect(caller.find("wipeSecrets")).toHaveLength(1);
    expect(caller.find("ended")).toEqual([{ type: "ended", reason: "callerGone" }]);
  });

  it.each([
    [{ verdict: "failed", reason: "blocked" }, "bank:blocked"],
    [{ verdict: "failed", reason: "other" }, "bank:failed"],
    [{ verdict: "timeout" }, "bank:timeout"],
    [{ verdict: "ok" }, "bank:error"],
  ] as const)("FL-01 the answer %j leaves by %s", (answer, exit) => {
    const caller = new Caller({ secret, bank }, money);
    captured(caller, 6);
    caller.tell({ type: "businessResult", requestId: "request-3", data: {}, ...answer });
    expect(caller.path).toContain(exit);
  });

  it("FW-R2 a bank that never answers does not hold the caller", () => {
    const caller = new Caller({ secret, bank }, money);
    captured(caller, 6);
    caller.wait();
    expect(caller.path).toContain("bank:timeout");
  });
});

const queue = {
  kind: "queue",
  queueId: "service",
  requiredSkills: [{ skillId: "english", level: 2 }],
  priority: 'caller.startsWith("138") ? 5 : 0',
  attributes: ["language"],
  timeoutMs: 60_000,
  waiting: {
    music: "music",
    everyMs: 20_000,
    comfort: [{ prompt: "wait" }, { say: "number", value: "position", when: "position > 0" }],
  },
  choices: { "*": "bye" },
  exits: { timeout: "sorry", noAgents: "bye" },
};

describe("queue", () => {
  it("FL-01 enqueues with skills, priority and attributes, and plays music", () => {
    const caller = new Caller({ queue });
    expect(caller.outputs).toMatchObject([
      { type: "enqueue", queueId: "service", requiredSkills: [{ skillId: "english", level: 2 }], priority: 5 },
      { type: "playWaiting", prompt: "music" },
    ]);
  });

  it("RT-02 RT-04 says what is preferred, and the language only where one was chosen", () => {
    const preferring = { ...queue, preferredSkills: [{ skillId: "loans", level: 3 }, { skillId: "calm" }] };
    const silent = new Caller({ queue: preferring }).find("enqueue")[0];
    expect(silent?.preferredSkills).toEqual([{ skillId: "loans", level: 3 }, { skillId: "calm" }]);
    expect(silent).not.toHaveProperty("language");
    const assign = { language: '"en-US"' };
    const choosing = { kind: "set", label: "English", assign, exits: { next: "queue" } };
    expect(new Caller({ choosing, queue }).find("enqueue")[0]).toMatchObject({ language: "en-US" });
  });

  it("SW-08 says the position now and then, and goes on with the music", () => {
    const caller = new Caller({ queue });
    caller.tell({ type: "queuePosition", position: 3 });
    caller.wait();
    expect(caller.find("play")[0]?.items).toEqual([{ prompt: "wait" }, { fragments: ["n-3"] }]);
    caller.heard();
    expect(caller.types()).toEqual(["playWaiting"]);
  });

  it("FW-R2 leaves the queue at its time-out", () => {
    const caller = new Caller({ queue });
    while (caller.run.nextTimeout() !== undefined) caller.wait();
    expect(caller.now).toBe(start + 60_000);
    expect(caller.path).toEqual(["queue:timeout", "sorry:hangup"]);
    expect(caller.types()).toContain("withdraw");
  });

  it.each([
    ["answered", "queue:answered", ["stopPlay", "trace", "ended"]],
    ["noAgents", "queue:noAgents", ["stopPlay", "withdraw", "trace", "trace", "hangup", "ended"]],
    ["failed", "queue:error", ["stopPlay", "trace", "trace", "hangup", "ended"]],
  ] as const)("FL-01 the result %s leaves by %s", (result, exit, types) => {
    const caller = new Caller({ queue });
    caller.tell({ type: "queueResult", result });
    expect(caller.path[0]).toBe(exit);
    expect(caller.types()).toEqual(types);
  });

  it("RT-09 the key for a call-back asks the house; accepted he leaves, refused he waits on", () => {
    const offers = { ...queue, callBackKey: "1", exits: { ...queue.exits, calledBack: "bye" } };
    const refused = new Caller({ queue: offers });
    refused.press("1");
    expect(refused.types()).toEqual(["callBack"]);
    refused.tell({ type: "callBackResult", accepted: false });
    expect(refused.types()).toEqual([]);
    refused.press("1");
    refused.tell({ type: "callBackResult", accepted: true });
    expect(refused.find("withdraw")).toEqual([{ type: "withdraw", reason: "callBack" }]);
    expect(refused.path).toEqual(["queue:calledBack", "bye:hangup"]);
  });

  it("FL-01 a key leaves the queue", () => {
    const caller = new Caller({ queue });
    caller.press("*");
    expect(caller.path).toEqual(["queue:*", "bye:hangup"]);
    expect(caller.find("withdraw")).toHaveLength(1);
  });

  it("FL-04 the agent gives the caller back at the point left", () => {
    const caller = new Caller({ queue: { ...queue, exits: { ...queue.exits, returned: "bye" } } });
    caller.tell({ type: "queueResult", result: "answered" });
    expect(caller.run.nextTimeout()).toBeUndefined();
    caller.tell({ type: "agentReturned" });
    expect(caller.path).toEqual(["queue:returned", "bye:hangup"]);
  });

  it("QU a caller who goes is withdrawn as abandoned", () => {
    const caller = new Caller({ queue });
    caller.tell({ type: "callerGone" });
    expect(caller.find("withdraw")).toEqual([{ type: "withdraw", reason: "abandoned" }]);
    expect(caller.tell({ type: "callerGone" })).toEqual([]);
  });
});

describe("set, branch, tag, transfer", () => {
  const variables = { n: { type: "int" } };

  it("FL-01 sets by CEL on the values before", () => {
    const both = { m: { type: "int", initial: 1 }, n: { type: "int", initial: 2 } };
    const caller = new Caller({ set: { kind: "set", assign: { m: "n", n: "m" }, exits: { next: "bye" } } }, both);
    expect(caller.find("trace")[0]?.variables).toEqual({ m: 2, n: 1 });
  });

  it("FL-01 branches by the first case that holds", () => {
    const cases = [
      { when: "n > 5", to: "sorry" },
      { when: 'caller == "13800138000"', to: "bye" },
    ];
    const caller = new Caller({ branch: { kind: "branch", cases, exits: { else: "sorry" } } }, variables);
    expect(caller.path).toEqual(["branch:case 2", "bye:hangup"]);
  });

  it("FW-R4 a division by zero is the error exit", () => {
    const caller = new Caller({ set: { kind: "set", assign: { n: "1 / n" }, exits: { next: "bye" } } }, variables);
    expect(caller.path).toEqual(["set:error", "sorry:hangup"]);
  });

  it("FW-R8 a loop that the checker could not refuse ends by the step budget", () => {
    const loop = { kind: "play", items: [{ prompt: "a", when: "position > 0" }], exits: { next: "loop" } };
    const way = { kind: "menu", ...question, choices: { 1: "loop", 2: "bye" }, exits: {} };
    const caller = new Caller({ way, loop: { ...loop, exits: { next: "loop", timeout: "bye" } } });
    caller.press("1");
    expect(caller.find("ended")).toMatchObject([{ reason: "failed", detail: "step budget" }]);
  });

  it.each([
    ["answered", undefined, "transferred"],
    ["busy", "transfer:busy", "hangup"],
  ] as const)("FL-01 a transfer that is %s", (result, exit, reason) => {
    const caller = new Caller({ transfer: { kind: "transfer", target: '"95588"', exits: { busy: "bye" } } });
    const request = caller.find("transfer")[0];
    expect(request).toMatchObject({ target: "95588" });
    caller.tell({ type: "transferResult", requestId: request?.requestId as string, result });
    if (exit !== undefined) expect(caller.path).toContain(exit);
    expect(caller.find("ended")).toMatchObject([{ reason }]);
  });

  it("FL-01 tags go out with their values", () => {
    const caller = new Caller(
      { tag: { kind: "tag", tags: { vip: "n == 0", who: "caller" }, exits: { next: "bye" } } },
      variables,
    );
    expect(caller.find("tag")).toEqual([{ type: "tag", tags: { vip: true, who: "13800138000" } }]);
  });

  it("FW-R1 before the start nothing is heard, after the end nothing is said", () => {
    const { program } = compileFlow(documentOf({ bye2: { kind: "hangup" } }));
    if (program === undefined) throw new Error("checked");
    const run = new FlowRun(program);
    expect(run.handle({ type: "digit", digit: "1" }, start)).toEqual([]);
    expect(run.handle({ type: "start", variables: { interactionId: "i1" } }, start)).toHaveLength(3);
    expect(run.handle({ type: "digit", digit: "1" }, start)).toEqual([]);
  });

  it("FW-R6 handles of different interactions differ, and without an interaction there is no run", () => {
    const { program } = compileFlow(documentOf({ secret, bank }, money));
    if (program === undefined) throw new Error("checked");
    const handles = ["i1", "i2"].map((interactionId) => {
      const outputs = new FlowRun(program).handle({ type: "start", variables: { interactionId } }, start);
      return outputs.flatMap((output) => (output.type === "captureSecret" ? [output.handle] : []))[0];
    });
    expect(new Set(handles).size).toBe(2);
    const outputs = new FlowRun(program).handle({ type: "start", variables: {} }, start);
    expect(outputs.at(-1)).toMatchObject({ type: "ended", reason: "failed", detail: "no interactionId" });
  });
});
