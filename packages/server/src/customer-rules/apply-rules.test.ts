import type { EnqueueInput } from "@tellerline/acd";
import {
  type BlockedNumber,
  type CustomerCondition,
  type CustomerRule,
  standardAgentRouting,
  standardQueueRouting,
} from "@tellerline/api";
import { describe, expect, it } from "vitest";
import type { QueueConfig } from "../centre/centre-configuration.ts";
import { noForwarding } from "../centre/forwarding.ts";
import { applyCustomerRules, type RuleWorld } from "./apply-rules.ts";
import { Blocklist } from "./blocklist.ts";
import { houseNumber } from "./caller-number.ts";
import { houseRules } from "./house-rules.ts";

const wish: EnqueueInput = {
  ...{ interactionId: "i", channel: "voice", queueId: "q", priority: 5, attributes: {} },
  type: "enqueue",
  requiredSkills: [{ skillId: "loans", level: 2 }],
};
const queue: QueueConfig = {
  ...{
    id: "q",
    name: "q",
    recording: "all",
    wrapUpMs: 0,
    maxWaitMs: 1,
    autoAnswer: false,
    holdFreesAgent: false,
    releasedByAgent: false,
    priority: 0,
  },
  ...{ serviceLevelMs: 1, ringTimeoutMs: 1, requiredSkills: [], strategy: "longestIdle" },
  ...{ serviceLevelFormula: "ofAll", shortAbandonMs: 0, routing: standardQueueRouting },
};
const adviser = {
  ...{ agentId: "a", userId: "u", name: "李", number: "8001", team: "", mayUnmask: false, queueIds: ["q"] },
  ...{
    skills: { loans: 3 },
    allowedSkills: [],
    capacity: { voice: 1, chat: 0 },
    mixedMedia: false,
    routing: standardAgentRouting,
    forwarding: noForwarding,
  },
};

function rule(name: string, when: CustomerCondition, more: Partial<CustomerRule> = {}): CustomerRule {
  return { id: name, version: 1, name, active: true, queueId: null, when, priorityBy: 0, skill: null, ...more };
}

function block(number: string, more: Partial<BlockedNumber> = {}): BlockedNumber {
  const made = { id: number, version: 1, kind: "number" as const, number, refused: 0, refusedAt: null };
  return { ...made, reason: "骚扰", action: "refuse", validUntil: null, ...more };
}

function apply(rules: CustomerRule[], more: Partial<RuleWorld> = {}) {
  const customer = { tier: "private", language: "zh-HK", adviserId: "a" };
  return applyCustomerRules(wish, {
    ...{
      ...houseRules(rules, []),
      queue,
      customer,
      number: "13800138000",
      now: 1000,
      chosenLanguage: undefined,
      gaveUpAt: undefined,
      calls: () => 0,
      agents: new Map([["a", adviser]]),
    },
    skillNames: new Map([["vip", "贵宾"]]),
    ...more,
  });
}

const tiers = { kind: "tier", tiers: ["private", "diamond"] } as const;

describe("rules of the house on a wish to wait", () => {
  it("RT-04 RT-07 a tier raises the priority and asks for a skill, and the journal is told by which rule", () => {
    const skill = { skillId: "vip", level: 3, demand: "required" } as const;
    const { command, applied } = apply([
      rule("私行", { ...tiers, tiers: [...tiers.tiers] }, { priorityBy: 20, skill }),
    ]);
    expect(command).toMatchObject({
      priority: 25,
      requiredSkills: [{ skillId: "loans", level: 2 }, { skillId: "vip" }],
    });
    expect(applied).toEqual([
      {
        ...{ type: "customerRule", ruleId: "私行", ruleName: "私行" },
        kind: "tier",
        priorityBy: 20,
        skillName: "贵宾",
      },
    ]);
  });

  it("RT-04 rules of other queues, switched off, or of another tier change nothing; nor do they for a stranger", () => {
    const when = { kind: "tier" as const, tiers: ["private" as const] };
    const rules = [
      rule("other queue", when, { priorityBy: 1, queueId: "x" }),
      rule("off", when, { priorityBy: 1, active: false }),
      rule("other tier", { kind: "tier", tiers: ["gold"] }, { priorityBy: 1 }),
    ];
    expect(apply(rules)).toEqual({ command: wish, applied: [] });
    expect(apply([rule("on", when, { priorityBy: 1 })], { customer: undefined }).applied).toEqual([]);
  });

  it("RT-04 RT-02 a language prefers a skill; the same skill asked twice is asked once, at the higher level", () => {
    const language = { kind: "language" as const, language: "zh-HK" as const };
    const preferring = (level: number) => ({ skill: { skillId: "yue", level, demand: "preferred" as const } });
    const { command } = apply([rule("粤语", language, preferring(4)), rule("粤语二", language, preferring(2))]);
    expect(command.preferredSkills).toEqual([{ skillId: "yue", level: 4 }]);
    expect(command.requiredSkills).toEqual(wish.requiredSkills);
  });

  it("RT-04 the region of the longest prefix holds, alone; a number without one has none", () => {
    const rules = [
      rule("移动", { kind: "region", prefixes: ["138"] }, { priorityBy: 1 }),
      rule("北京", { kind: "region", prefixes: ["010", "1380013"] }, { priorityBy: 2 }),
    ];
    expect(apply(rules).applied).toMatchObject([{ ruleId: "北京" }]);
    expect(apply(rules, { number: "+8613899998888" }).applied).toMatchObject([{ ruleId: "移动" }]);
    expect(apply(rules, { number: "+861062345678" }).applied).toMatchObject([{ ruleId: "北京" }]);
    expect(apply(rules, { number: "02162345678" }).applied).toEqual([]);
    expect(apply(rules, { number: undefined }).applied).toEqual([]);
  });

  it("RT-04 the own adviser comes first or is waited for, the queue's rule before the general one", () => {
    const general = rule("专属", { kind: "adviser", holdMs: 0 });
    const here = rule("专属等待", { kind: "adviser", holdMs: 30_000 }, { queueId: "q" });
    expect(apply([general]).command.favours).toEqual({ agentIds: ["a"], because: "ownAdviser" });
    const { command, applied } = apply([general, here]);
    expect(command.favours).toEqual({ agentIds: ["a"], because: "ownAdviser", holdMs: 30_000 });
    expect(applied).toMatchObject([{ type: "adviserFirst", ruleName: "专属等待", adviserName: "李" }]);
  });

  it("RT-04 an adviser who could not serve it is not waited for", () => {
    const rules = [rule("专属", { kind: "adviser", holdMs: 30_000 })];
    const without = (change: object) => new Map([["a", { ...adviser, ...change }]]);
    for (const agents of [without({ queueIds: [] }), without({ skills: { loans: 1 } }), new Map()])
      expect(apply(rules, { agents })).toEqual({ command: wish, applied: [] });
  });

  it("RT-04 a blocked number that is let in waits behind all others", () => {
    const { command, applied } = apply([], {
      blocklist: new Blocklist([block("13800138000", { action: "later" })]),
    });
    expect(command.priority).toBeLessThan(-500);
    expect(applied).toEqual([{ type: "blockedLater", blockId: "13800138000", because: "骚扰" }]);
  });
});

describe("RT-04 RT-07 what he chose and what happened to him", () => {
  const language = (name: "zh-CN" | "zh-HK" | "en-US") =>
    rule(name, { kind: "language", language: name }, { priorityBy: 1 });

  it("RT-04 the language chosen in the flow or on the page goes before that of the profile, and is a stranger's as well", () => {
    const rules = [language("zh-HK"), language("en-US")];
    expect(apply(rules).applied).toMatchObject([{ ruleId: "zh-HK" }]);
    expect(apply(rules, { chosenLanguage: "en-US" }).applied).toMatchObject([{ ruleId: "en-US" }]);
    expect(apply(rules, { chosenLanguage: "en-US", customer: undefined }).applied).toMatchObject([{ ruleId: "en-US" }]);
    expect(apply(rules, { customer: undefined }).applied).toEqual([]);
  });

  it("RT-07 who calls again after giving up comes sooner, up to the limit and not a moment longer", () => {
    const rules = [rule("again", { kind: "recall", withinMs: 600_000 }, { priorityBy: 7 })];
    const now = 1_000_000;
    expect(apply(rules, { now, gaveUpAt: now - 600_000 })).toMatchObject({
      command: { priority: wish.priority + 7 },
      applied: [{ kind: "recall", priorityBy: 7 }],
    });
    for (const gaveUpAt of [now - 600_001, undefined])
      expect(apply(rules, { now, gaveUpAt })).toEqual({ command: wish, applied: [] });
  });

  it("RT-04 who calls more often than so many times comes later", () => {
    const when = { kind: "frequent", calls: 3, withinMs: 600_000, block: null } as const;
    const calls = (count: number) => ({ calls: (withinMs: number) => (withinMs === 600_000 ? count : 0) });
    expect(apply([rule("often", when, { priorityBy: -7 })], calls(3)).applied).toEqual([]);
    expect(apply([rule("often", when, { priorityBy: -7 })], calls(4))).toMatchObject({
      command: { priority: wish.priority - 7 },
      applied: [{ kind: "frequent", priorityBy: -7 }],
    });
  });
});

describe("blocked numbers", () => {
  it("RT-04 a visitor is no number and a number no visitor; what has run out lets in again", () => {
    const key = "138001380001380013800";
    const list = new Blocklist([block(key, { kind: "visitor", validUntil: 1000 }), block("13800138000")]);
    expect(list.ofVisitor(key, 999)?.number).toBe(key);
    expect(list.ofVisitor(key, 1000)).toBeUndefined();
    expect(list.ofVisitor("13800138000", 0)).toBeUndefined();
    expect(list.ofNumber(key, 0)).toBeUndefined();
    expect([list.refuses("+8613800138000", 0), list.refuses("13900139000", 0)]).toEqual([true, false]);
  });

  it("RT-04 an entry that has run out hides neither a later one of the same number nor a shorter prefix", () => {
    const list = new Blocklist([
      block("13800138000", { validUntil: 5 }),
      block("1380013*", { validUntil: 5 }),
      block("138*"),
    ]);
    expect(list.ofNumber("13800138000", 5)?.number).toBe("138*");
    list.add(block("13800138000", { validUntil: 9 }));
    expect(list.ofNumber("13800138000", 5)?.validUntil).toBe(9);
  });

  it("RT-04 the number itself goes before a prefix, a longer prefix before a shorter, what has run out before nothing", () => {
    const blocked = [block("138*"), block("13800*"), block("13800138000"), block("139*", { validUntil: 1000 })];
    const found = (number: string, now = 999) => new Blocklist(blocked).ofNumber(number, now)?.number;
    expect(found("+8613800138000")).toBe("13800138000");
    expect(found("13800138001")).toBe("13800*");
    expect(found("13811112222")).toBe("138*");
    expect(found("13911112222")).toBe("139*");
    expect(found("13911112222", 1000)).toBeUndefined();
    expect(found("1380013800")).toBe("13800*");
  });

  it("RT-04 a number is the same whichever way a carrier writes it", () => {
    const ways = ["13800138000", "+8613800138000", "008613800138000", "013800138000"];
    expect(new Set(ways.map(houseNumber))).toEqual(new Set(["13800138000"]));
    expect(["+861062345678", "01062345678"].map(houseNumber)).toEqual(["01062345678", "01062345678"]);
    expect(["+12125550100", "0012125550100"].map(houseNumber)).toEqual(["+12125550100", "+12125550100"]);
  });
});
