// What one list of the administration is made of; collection-page.tsx does the rest.

import type { Right } from "@tellerline/sdk";
import type { TableColumnType } from "antd";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";

export type CollectionName =
  | "users"
  | "skills"
  | "queues"
  | "numbers"
  | "trunks"
  | "phones"
  | "chatEntries"
  | "quickReplies"
  | "customerRules"
  | "blockedNumbers"
  | "floorPlans"
  | "wallboards";

export interface CollectionSpec<Item extends { id: string; version: number }, Input, Values = Input> {
  name: CollectionName;
  needsToWrite: Right;
  list(): Promise<{ items: Item[] }>;
  create(input: Input): Promise<Item>;
  update(id: string, ifMatch: string, input: Input): Promise<Item>;
  remove(id: string): Promise<unknown>;
  nameOf(item: Item): string;
  columns(t: TFunction): TableColumnType<Item>[];
  /** What a new one begins with. */
  blank: Partial<Values>;
  /** The form's values have the names of the input's fields, so that the server's field errors find their place. */
  toValues(item: Item): Partial<Values>;
  toInput(values: Values): Input;
  fields(editing: boolean): ReactNode;
  /** Width of the form in px, 440 unless said. */
  formWidth?: number;
  /** How often to ask again, for lists with a live status (ms). */
  refetchMs?: number;
}

/** `item` without the fields that are the server's: what a form edits. */
export function without<Item extends object, Key extends keyof Item>(item: Item, ...keys: Key[]): Omit<Item, Key> {
  const copy = { ...item };
  for (const key of keys) delete copy[key];
  return copy;
}

/** "agent.skills.0.level" → ["agent", "skills", 0, "level"]: where Ant Design's form keeps the field. */
export function fieldPath(field: string): (string | number)[] {
  return field
    .split(/[.[\]/]+/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
