// Customer rules and blocked numbers in the database.

import type {
  BlockedNumber,
  blockedNumberInputSchema,
  CustomerCondition,
  CustomerRule,
  customerRuleInputSchema,
} from "@tellerline/api";
import type { TenantTransaction } from "@tellerline/store";
import type { z } from "zod";
import type { Rows } from "../configuration/collection.ts";
import { changeRow, removeRow } from "../configuration/versioned-row.ts";

type RuleInput = z.output<typeof customerRuleInputSchema>;
type BlockedInput = z.output<typeof blockedNumberInputSchema>;
type Skill = NonNullable<CustomerRule["skill"]>;

export async function readCustomerRules(tx: TenantTransaction): Promise<CustomerRule[]> {
  const rows = await tx.selectFrom("customer_rule").selectAll().orderBy("name").execute();
  return rows.map((row) => ({
    ...{ id: row.id, version: row.version, name: row.name, active: row.active, queueId: row.queue_id },
    ...{ when: row.condition as CustomerCondition, priorityBy: row.priority_by },
    skill:
      row.skill_id === null
        ? null
        : { skillId: row.skill_id, level: row.skill_level ?? 1, demand: row.skill_demand as Skill["demand"] },
  }));
}

export const customerRuleRows: Rows<RuleInput, CustomerRule> = {
  subject: "customerRule",
  list: readCustomerRules,
  insert: async (tx, tenantId, id, input) => {
    await tx
      .insertInto("customer_rule")
      .values({ tenant_id: tenantId, id, ...ruleColumns(input) })
      .execute();
  },
  update: async (tx, _tenantId, id, version, input) => changeRow(tx, "customer_rule", id, version, ruleColumns(input)),
  remove: (tx, id) => removeRow(tx, "customer_rule", id),
  describe: ({ when, ...input }) => ({
    ...input,
    // Thousands of prefixes would drown the audit: how many there are now is enough to see that they changed.
    when: when.kind === "region" ? { kind: when.kind, prefixes: when.prefixes.length } : when,
  }),
};

function ruleColumns({ name, active, queueId, when, priorityBy, skill }: RuleInput) {
  return {
    ...{ name, active, queue_id: queueId, condition: JSON.stringify(when), priority_by: priorityBy },
    ...{ skill_id: skill?.skillId ?? null, skill_level: skill?.level ?? null, skill_demand: skill?.demand ?? null },
  };
}

export async function readBlockedNumbers(tx: TenantTransaction): Promise<BlockedNumber[]> {
  const rows = await tx.selectFrom("blocked_number").selectAll().orderBy("number").execute();
  return rows.map((row) => ({
    ...{ id: row.id, version: row.version, number: row.number, reason: row.reason },
    ...{ action: row.action as BlockedNumber["action"], validUntil: row.valid_until },
    ...{ kind: row.kind as BlockedNumber["kind"], refused: row.refused, refusedAt: row.refused_at },
  }));
}

export const blockedNumberRows: Rows<BlockedInput, BlockedNumber> = {
  subject: "blockedNumber",
  list: readBlockedNumbers,
  insert: async (tx, tenantId, id, input) => {
    await tx
      .insertInto("blocked_number")
      .values({ tenant_id: tenantId, id, ...blockedColumns(input) })
      .execute();
  },
  update: async (tx, _tenantId, id, version, input) =>
    changeRow(tx, "blocked_number", id, version, blockedColumns(input)),
  remove: (tx, id) => removeRow(tx, "blocked_number", id),
  // A number is personal data and the audit is never erased: it names the entry by its id.
  describe: ({ kind, action, validUntil, number }) => ({ kind, action, validUntil, prefix: number.endsWith("*") }),
};

/** What is made by a rule or from an interaction; an entry that there was for the same number is replaced. */
export async function writeBlock(
  tx: TenantTransaction,
  tenantId: string,
  id: string,
  input: BlockedInput,
): Promise<void> {
  await tx
    .insertInto("blocked_number")
    .values({ tenant_id: tenantId, id, ...blockedColumns(input) })
    .onConflict((conflict) =>
      conflict
        .columns(["tenant_id", "number"])
        .doUpdateSet((e) => ({ id, ...blockedColumns(input), version: e("blocked_number.version", "+", 1) })),
    )
    .execute();
}

function blockedColumns({ kind, number, reason, action, validUntil }: BlockedInput) {
  return { kind, number, reason, action, valid_until: validUntil === null ? null : new Date(validUntil) };
}
