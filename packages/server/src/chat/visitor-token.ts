// Who holds the token of a conversation is its visitor; only a hash of it is kept.

import { createHash, randomBytes } from "node:crypto";
import { instant, type TenantTransaction } from "@tellerline/store";

export interface NewConversation {
  name: string;
  number: string;
  visitorKey: string;
  language: string;
  page: string;
}

export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Writes the conversation. @returns the token that opens it. */
export async function writeConversation(
  tx: TenantTransaction,
  tenantId: string,
  of: NewConversation & { id: string; entryId: string; at: number },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await tx
    .insertInto("conversation")
    .values({
      ...{ tenant_id: tenantId, id: of.id, entry_id: of.entryId, token_hash: hashToken(token) },
      ...{ visitor_name: of.name, visitor_number: of.number, visitor_key: of.visitorKey },
      ...{ language: of.language, page: of.page, started_at: instant(of.at) },
    })
    .execute();
  return token;
}
