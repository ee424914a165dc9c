import type { ChatLine, ChatThread, Desk, DeskInteraction } from "@tellerline/sdk";
import { describe, expect, it } from "vitest";
import { asking, chatsOf, lastSaid, nameOf, unreadOf, waitingSince } from "./chat-figures.ts";

let sequence = 0;
const line = (side: ChatLine["author"]["side"], at: number, more: Partial<ChatLine> = {}): ChatLine => ({
  ...{ sequence: ++sequence, at, author: { side, id: side, name: side }, clientId: null, audience: "all" },
  ...{ content: { type: "text", text: `${side} ${at}` }, ...more },
});
const thread = (lines: ChatLine[], read: number) =>
  ({
    lines,
    state: { read: { staff: read, customer: 0 } },
    pending: [],
    typing: false,
    ready: true,
  }) as unknown as ChatThread;

describe("the list of chats", () => {
  it("AG-03 unread is what the customer said beyond the read mark", () => {
    sequence = 0;
    const lines = [line("customer", 1), line("agent", 2), line("customer", 3), line("customer", 4)];
    expect(unreadOf(thread(lines, 1))).toBe(2);
    expect(unreadOf(thread(lines, 4))).toBe(0);
    expect(unreadOf(undefined)).toBe(0);
  });

  it("AG-03 he waits since his first line after our last one; whispers and notices are no answer", () => {
    const notice = { content: { type: "notice", notice: "joined" } } as const;
    expect(waitingSince([line("customer", 1), line("agent", 2)])).toBeUndefined();
    expect(waitingSince([line("agent", 2), line("customer", 3), line("customer", 4)])).toBe(3);
    expect(waitingSince([line("customer", 3), line("agent", 4, { audience: "staff" })])).toBe(3);
    expect(waitingSince([line("customer", 3), line("system", 4, notice)])).toBe(3);
  });

  it("AG-03 chats are told from calls, and those that ask for the agent are counted", () => {
    const chat = (interactionId: string, state: DeskInteraction["state"]) =>
      ({ interactionId, channel: "chat", state }) as DeskInteraction;
    const call = { interactionId: "call", channel: "voice", state: "offered" } as DeskInteraction;
    const desk = { interactions: [call, chat("a", "offered"), chat("b", "connected")] } as unknown as Desk;
    expect(chatsOf(desk).map(({ interactionId }) => interactionId)).toEqual(["a", "b"]);
    sequence = 0;
    expect(asking(chatsOf(desk), { b: thread([line("customer", 1)], 1) })).toBe(1);
    expect(asking(chatsOf(desk), { b: thread([line("customer", 1)], 0) })).toBe(2);
  });

  it("AG-03 a chat is known by its last line and by who is there", () => {
    const file = { type: "file", fileId: "f", name: "身份证.png", mediaType: "image/png", bytes: 1 } as const;
    expect(lastSaid([line("customer", 1), line("customer", 2, { content: file })])).toBe("身份证.png");
    expect(lastSaid([])).toBe("");
    const who = (customerName: string | null, customerNumber: string) =>
      nameOf({ customerName, customerNumber } as DeskInteraction, "访客");
    expect([who("王芳", "138****8000"), who(null, "138****8000"), who("", "")]).toEqual([
      "王芳",
      "138****8000",
      "访客",
    ]);
  });
});
