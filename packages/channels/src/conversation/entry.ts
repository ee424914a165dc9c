// What a conversation consists of: numbered entries, the same for every channel.

import type { Instant } from "@tellerline/base";

export type Side = "customer" | "agent" | "supervisor" | "system";

export interface Author {
  readonly side: Side;
  /** "customer", an agent's id, or "system". */
  readonly id: string;
  readonly name: string;
}

/** What the product itself says in a conversation; clients put it into words. */
export type Notice =
  | "queued"
  | "joined"
  | "left"
  | "reconnecting"
  | "transferred"
  | "transferFailed"
  | "tookOver"
  | "ended";

export type Content =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "file";
      readonly fileId: string;
      readonly name: string;
      readonly mediaType: string;
      readonly bytes: number;
    }
  | { readonly type: "notice"; readonly notice: Notice; readonly name?: string; readonly detail?: string };

/** Staff: agents and supervisors, never the customer. */
export type Audience = "all" | "staff";

export interface Entry {
  /** 1, 2, 3 … without gaps within the conversation. */
  readonly sequence: number;
  readonly at: Instant;
  readonly author: Author;
  /** The sender's own name of it: the same one sent twice is one entry. */
  readonly clientId: string | null;
  readonly audience: Audience;
  readonly content: Content;
}

export const systemAuthor: Author = { side: "system", id: "system", name: "" };

/** Whether somebody of this side may see the entry. */
export function isFor(entry: Pick<Entry, "audience">, side: Side): boolean {
  return entry.audience === "all" || side !== "customer";
}
