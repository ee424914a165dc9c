import { expect, it } from "vitest";
import type { ChatRooms } from "../chat/chat-rooms.ts";
import { BarEmbedding } from "./bar-embedding.ts";

/** Rooms as far as the bar asks them: tenant → entries. */
function rooms(tenants: Record<string, { active: boolean; origins: string[] }[]>): ChatRooms {
  const all = new Map(
    Object.entries(tenants).map(([tenantId, entries]) => [
      tenantId,
      { entries: new Map(entries.map((entry, index) => [String(index), entry])) },
    ]),
  );
  return { all: [...all.values()], room: (tenantId: string) => all.get(tenantId) } as unknown as ChatRooms;
}

it("AG-10 a page is allowed by the tenant that names it and by no other, by active entries alone, or by the configuration", () => {
  const embedding = new BarEmbedding(
    rooms({
      one: [{ active: true, origins: ["https://crm.one.example"] }],
      two: [{ active: false, origins: ["https://crm.two.example"] }],
    }),
    ["https://portal.example/"],
  );
  expect(embedding.allows("one", "https://crm.one.example")).toBe(true);
  expect(embedding.allows("two", "https://crm.one.example")).toBe(false);
  expect(embedding.allows("nobody", "https://crm.one.example")).toBe(false);
  expect(embedding.allowedBySomebody("https://crm.one.example")).toBe(true);
  expect(embedding.allowedBySomebody("https://crm.two.example")).toBe(false);
  expect(embedding.allowedBySomebody("https://crm.one.example.evil.example")).toBe(false);
  for (const tenantId of ["one", "two"]) expect(embedding.allows(tenantId, "https://portal.example")).toBe(true);
});
