// What the house does for which customers (RT-04): their tier, language, region, own adviser; and whom it does not take.

import { z } from "zod";
import { visitorKeyForm } from "./chat.ts";
import { idSchema, instantSchema, nameSchema } from "./common.ts";
import { customerLanguageSchema, tierSchema } from "./customers.ts";

const versioned = { id: idSchema, version: z.int() };

/** The beginning of a number as the house writes it: area code with its 0, mobile numbers without. */
const prefixSchema = z.string().regex(/^\+?\d{1,15}$/, "a prefix is 1 to 15 digits, optionally with a leading +");

export const customerConditionSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("tier"),
      tiers: z
        .array(tierSchema.exclude([""]))
        .min(1)
        .max(10),
    }),
    /** Who gave up waiting not longer ago than this and was in no talk since, and calls again (RT-07). */
    z.object({ kind: z.literal("recall"), withinMs: z.int().min(60_000).max(86_400_000) }),
    /** Whose number called more often than so many times in so long, this call included (harassment). */
    z.object({
      kind: z.literal("frequent"),
      calls: z.int().min(1).max(100),
      withinMs: z.int().min(60_000).max(86_400_000),
      /** The number is blocked for so long by itself; null: the rule only changes priority and skills. */
      block: z
        .object({ action: z.enum(["refuse", "later"]), forMs: z.int().min(60_000).max(31_536_000_000) })
        .nullable(),
    }),
    z.object({ kind: z.literal("language"), language: customerLanguageSchema.exclude([""]) }),
    /** Of all regions the one with the longest matching prefix holds. */
    z.object({ kind: z.literal("region"), prefixes: z.array(prefixSchema).min(1).max(5_000) }),
    /** His own adviser comes first; so long he alone is waited for while he is signed in, 0: he is only preferred. */
    z.object({ kind: z.literal("adviser"), holdMs: z.int().min(0).max(600_000) }),
  ])
  .meta({ id: "CustomerCondition" });
export type CustomerCondition = z.infer<typeof customerConditionSchema>;

/** What does something without priority and skill. */
function acts(when: CustomerCondition): boolean {
  return when.kind === "adviser" || (when.kind === "frequent" && when.block !== null);
}

export const ruleSkillSchema = z
  .object({ skillId: idSchema, level: z.int().min(1).max(9), demand: z.enum(["required", "preferred"]) })
  .meta({ id: "RuleSkill" });

export const customerRuleInputSchema = z
  .object({
    name: nameSchema,
    active: z.boolean(),
    /** Null: in every queue. */
    queueId: idSchema.nullable(),
    when: customerConditionSchema,
    /** Added to the priority; negative: they come later. */
    priorityBy: z.int().min(-100).max(100),
    skill: ruleSkillSchema.nullable(),
  })
  .refine(({ when, priorityBy, skill }) => acts(when) || priorityBy !== 0 || skill !== null, {
    message: "a rule must change the priority or ask for a skill",
    path: ["priorityBy"],
  })
  .refine(({ when, queueId }) => when.kind !== "frequent" || when.block === null || queueId === null, {
    message: "a call is refused before its queue is known: choose every queue",
    path: ["queueId"],
  })
  .meta({ id: "CustomerRuleInput" });
export const customerRuleSchema = z
  .object({ ...customerRuleInputSchema.shape, ...versioned })
  .meta({ id: "CustomerRule" });
export type CustomerRule = z.infer<typeof customerRuleSchema>;

const blockReasonSchema = z.string().trim().min(1).max(200);
/** Null: until it is taken away. */
const validUntil = instantSchema.nullable();

export const blockedNumberInputSchema = z
  .object({
    /** Of callers by their number, of chats by the browser (its `visitorKey`): who clears it is another visitor. */
    kind: z.enum(["number", "visitor"]).default("number"),
    number: z.string().max(64),
    reason: blockReasonSchema,
    /** `refuse`: the call is not taken (SIP 603); `later`: it waits behind all others. */
    action: z.enum(["refuse", "later"]),
    validUntil,
  })
  .refine(({ kind, number }) => (kind === "number" ? /^\+?\d{2,20}\*?$/ : visitorKeyForm).test(number), {
    message: "2 to 20 digits, with * behind them for all that begin so",
    path: ["number"],
  })
  .refine(({ kind, action }) => kind === "number" || action === "refuse", {
    message: "a visitor can only be refused",
    path: ["action"],
  })
  .meta({ id: "BlockedNumberInput" });
export const blockedNumberSchema = z
  .object({
    ...blockedNumberInputSchema.shape,
    ...versioned,
    /** How often somebody was refused by it, and when last. */
    refused: z.int(),
    refusedAt: instantSchema.nullable(),
  })
  .meta({ id: "BlockedNumber" });

/** Blocks the customer of an interaction: a caller's number, a visitor's browser. */
export const blockRequestSchema = z.object({ reason: blockReasonSchema, validUntil }).meta({ id: "BlockRequest" });
export const blockedSchema = z
  .object({ id: idSchema, kind: z.enum(["number", "visitor"]), validUntil: instantSchema.nullable() })
  .meta({ id: "Blocked" });
export type BlockedNumber = z.infer<typeof blockedNumberSchema>;
