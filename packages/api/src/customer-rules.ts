// What the house does for which customers (RT-04): their tier, language, region, own adviser; and whom it does not take.

import { z } from "zod";
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
    z.object({ kind: z.literal("language"), language: customerLanguageSchema.exclude([""]) }),
    /** Of all regions the one with the longest matching prefix holds. */
    z.object({ kind: z.literal("region"), prefixes: z.array(prefixSchema).min(1).max(5_000) }),
    /** His own adviser comes first; so long he alone is waited for while he is signed in, 0: he is only preferred. */
    z.object({ kind: z.literal("adviser"), holdMs: z.int().min(0).max(600_000) }),
  ])
  .meta({ id: "CustomerCondition" });
export type CustomerCondition = z.infer<typeof customerConditionSchema>;

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
  .refine(({ when, priorityBy, skill }) => when.kind === "adviser" || priorityBy !== 0 || skill !== null, {
    message: "a rule must change the priority or ask for a skill",
    path: ["priorityBy"],
  })
  .meta({ id: "CustomerRuleInput" });
export const customerRuleSchema = z
  .object({ ...customerRuleInputSchema.shape, ...versioned })
  .meta({ id: "CustomerRule" });
export type CustomerRule = z.infer<typeof customerRuleSchema>;

export const blockedNumberInputSchema = z
  .object({
    number: z.string().regex(/^\+?\d{2,20}\*?$/, "2 to 20 digits, with * behind them for all that begin so"),
    reason: z.string().trim().min(1).max(200),
    /** `refuse`: the call is not taken (SIP 603); `later`: it waits behind all others. */
    action: z.enum(["refuse", "later"]),
    /** Null: until it is taken away. */
    validUntil: instantSchema.nullable(),
  })
  .meta({ id: "BlockedNumberInput" });
export const blockedNumberSchema = blockedNumberInputSchema.extend(versioned).meta({ id: "BlockedNumber" });
export type BlockedNumber = z.infer<typeof blockedNumberSchema>;
