// Changing and removing one row of a configured thing; all of them have an id and a version.

import type { TenantTransaction } from "@tellerline/store";

type VersionedTable =
  | "skill"
  | "queue"
  | "phone_number"
  | "trunk"
  | "phone"
  | "user_account"
  | "chat_entry"
  | "quick_reply"
  | "floor_plan"
  | "wallboard"
  | "customer"
  | "customer_rule"
  | "blocked_number";

/** Writes `values` and counts the version up. @returns false if there is no such row of that version. */
export async function changeRow(
  tx: TenantTransaction,
  table: VersionedTable,
  id: string,
  version: number | undefined,
  values: object,
): Promise<boolean> {
  // The tables differ; what is done to them does not. One of them stands for all towards the compiler.
  let query = tx
    .updateTable(table as "skill")
    .set((e) => ({ ...values, version: e("version", "+", 1) }))
    .where("id", "=", id);
  if (version !== undefined) query = query.where("version", "=", version);
  return (await query.executeTakeFirst()).numUpdatedRows > 0n;
}

/** @returns false if there is no such row. */
export async function removeRow(tx: TenantTransaction, table: VersionedTable, id: string): Promise<boolean> {
  const result = await tx
    .deleteFrom(table as "skill")
    .where("id", "=", id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
