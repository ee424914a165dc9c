// Data that an agent attaches to an interaction (AG-06): it lies in the interaction, so that it goes with it through every
// transfer, and every change is an event of its journal.

import { type DataChange, maxAttachedData } from "@tellerline/api";
import type { InteractionEvent } from "../centre/interaction-event.ts";
import type { InteractionEntry } from "../records/project-record.ts";

export interface AttachInput {
  type: "attach";
  agentId: string;
  agentName: string;
  /** Name to value; null takes it away. */
  set: Readonly<Record<string, string | null>>;
}

type Attached = Extract<InteractionEvent, { type: "attached" }>;

/** Why the change is too much; undefined if it is not. */
export function attachRefusal(
  attributes: Readonly<Record<string, string>>,
  set: Readonly<Record<string, string | null>>,
): string | undefined {
  const names = new Set(Object.keys(attributes));
  for (const [name, value] of Object.entries(set)) {
    if (value === null) names.delete(name);
    else names.add(name);
  }
  return names.size > maxAttachedData ? `At most ${maxAttachedData} pieces of data can be attached.` : undefined;
}

/** Changes `attributes`. @returns what is to be journalled: only what is different from before. */
export function attach(attributes: Record<string, string>, { agentId, agentName, set }: AttachInput): Attached[] {
  if (attachRefusal(attributes, set) !== undefined) return [];
  const events: Attached[] = [];
  for (const [name, value] of Object.entries(set)) {
    const before = Object.hasOwn(attributes, name) ? attributes[name] : null;
    if (before === value) continue;
    if (value === null) delete attributes[name];
    else attributes[name] = value;
    events.push({ type: "attached", agentId, agentName, name, value });
  }
  return events;
}

/** What the journal says of it: all changes in order, and what is attached after them. */
export function foldData(entries: readonly Pick<InteractionEntry, "at" | "event">[]): {
  attributes: Record<string, string>;
  changes: DataChange[];
} {
  const attributes: Record<string, string> = {};
  const changes: DataChange[] = [];
  for (const { at, event } of entries) {
    if (event.type !== "tagged" && event.type !== "attached") continue;
    const { name, value } = event;
    if (value === null) delete attributes[name];
    else attributes[name] = value;
    changes.push({ at, name, value, by: event.type === "attached" ? event.agentName : null });
  }
  return { attributes, changes };
}
