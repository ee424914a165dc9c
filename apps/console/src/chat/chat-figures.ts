// What the list of chats says of each: how much is unread, how long its customer has been waiting for an answer.

import type { ChatLine, ChatThread, Desk, DeskInteraction } from "@tellerline/sdk";

export function chatsOf(desk: Desk | undefined): DeskInteraction[] {
  return (desk?.interactions ?? []).filter(({ channel }) => channel === "chat");
}

/** What customers said beyond the read mark. */
export function unreadOf(thread: ChatThread | undefined): number {
  const read = thread?.state?.read.staff ?? 0;
  return (thread?.lines ?? []).filter((line) => line.author.side === "customer" && line.sequence > read).length;
}

/** Since when the customer waits for an answer: his first line after our last one. */
export function waitingSince(lines: readonly ChatLine[]): number | undefined {
  let since: number | undefined;
  for (const { author, audience, content, at } of lines) {
    if (audience === "staff" || content.type === "notice") continue;
    if (author.side === "customer") since ??= at;
    else since = undefined;
  }
  return since;
}

/** The line by which a conversation is known again in a list. */
export function lastSaid(lines: readonly ChatLine[]): string {
  const last = lines.findLast(({ content }) => content.type !== "notice");
  if (last === undefined || last.content.type === "notice") return "";
  return last.content.type === "text" ? last.content.text : last.content.name;
}

/** Chats that ask for the agent: offered ones and those with something unread. */
export function asking(chats: readonly DeskInteraction[], threads: Readonly<Record<string, ChatThread>>): number {
  return chats.filter((chat) => chat.state === "offered" || unreadOf(threads[chat.interactionId]) > 0).length;
}

/** Who is at the other end. */
export function nameOf({ customerName, customerNumber }: DeskInteraction, visitor: string): string {
  if (customerName !== null && customerName !== "") return customerName;
  return customerNumber === "" ? visitor : customerNumber;
}
