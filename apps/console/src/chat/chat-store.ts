// The agent's chats as the page knows them: one connection, kept up while he has any.

import { type ChatThread, DeskChats, type DeskChatsState } from "@tellerline/sdk";
import { create } from "zustand";
import { forgetDraft, keepDraft, keptDrafts } from "./chat-drafts.ts";

interface ChatStore {
  threads: Readonly<Record<string, ChatThread>>;
  connection: DeskChatsState;
  /** The conversation that is open in the panel. */
  selected: string | undefined;
  /** What was typed and not sent, per conversation; a reload of the page does not lose it. */
  drafts: Readonly<Record<string, string>>;
}

export const useChats = create<ChatStore>(() => ({
  threads: {},
  connection: "closed",
  selected: undefined,
  drafts: keptDrafts(),
}));

const chats = new DeskChats({
  onChange: (conversationId, thread) => {
    if (thread === undefined) forgetDraft(conversationId);
    useChats.setState(({ threads, drafts }) =>
      thread === undefined
        ? { threads: without(threads, conversationId), drafts: without(drafts, conversationId) }
        : { threads: { ...threads, [conversationId]: thread } },
    );
  },
  onState: (connection) => useChats.setState({ connection }),
});

/** Keeps exactly these conversations; without any the connection is closed. */
export function keepChats(conversationIds: readonly string[]): void {
  if (conversationIds.length === 0) {
    chats.close();
    return;
  }
  chats.open();
  for (const known of Object.keys(useChats.getState().threads))
    if (!conversationIds.includes(known)) chats.unfollow(known);
  for (const conversationId of conversationIds) chats.follow(conversationId);
}

export function selectChat(selected: string | undefined): void {
  useChats.setState({ selected });
}

export function writeDraft(conversationId: string, text: string): void {
  useChats.setState(({ drafts }) => ({ drafts: { ...drafts, [conversationId]: text } }));
  keepDraft(conversationId, text);
  if (text !== "") chats.writes(conversationId);
}

export function sendLine(conversationId: string, text: string, audience: "all" | "staff"): void {
  chats.say(conversationId, text, audience);
}

export function dropPending(conversationId: string, clientId: string): void {
  chats.forget(conversationId, clientId);
}

export function markRead(conversationId: string): void {
  chats.read(conversationId);
}

/** @returns whether the product took the file. */
export async function sendFile(conversationId: string, file: File): Promise<boolean> {
  const query = new URLSearchParams({ name: file.name, clientId: crypto.randomUUID() });
  const answer = await fetch(`${filesOf(conversationId)}?${query}`, {
    method: "POST",
    headers: { "content-type": file.type === "" ? "application/octet-stream" : file.type },
    body: file,
  }).catch(() => undefined);
  return answer?.ok === true;
}

/** The bytes of a file that was sent in a conversation. */
export async function fetchFile(conversationId: string, fileId: string): Promise<Blob | undefined> {
  const answer = await fetch(`${filesOf(conversationId)}/${fileId}`).catch(() => undefined);
  return answer?.ok === true ? answer.blob() : undefined;
}

function filesOf(conversationId: string): string {
  return `/api/v1/desk/chats/${conversationId}/files`;
}

function without<Value>(all: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== key));
}
