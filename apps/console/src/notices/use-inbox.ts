// What is for the agent to read: notices and messages, how many he has not read, and what the server's events do to them.

import { useQuery } from "@tanstack/react-query";
import { type ColleagueMessage, listDeskNotices, listMessageThreads, type MessageTarget } from "@tellerline/sdk";
import { serverNow } from "@tellerline/ui";
import { create } from "zustand";
import { api, queryClient } from "../api.ts";
import { useMe } from "../session/session.ts";
import { threadKey, threadOf, untilNext } from "./reading.ts";

export type InboxPart = "notices" | "messages";

interface Inbox {
  open: boolean;
  part: InboxPart;
  /** The notice that is unfolded. */
  noticeId: string | undefined;
  /** The thread that is open. */
  target: MessageTarget | undefined;
}

/** What of it is on the screen. */
export const useInbox = create<Inbox>(() => ({
  open: false,
  part: "notices",
  noticeId: undefined,
  target: undefined,
}));

/** The notices that hold now; asked for again when the next one begins or ends. */
export function useDeskNotices() {
  const isAgent = useMe().agentId !== null;
  return useQuery({
    queryKey: ["deskNotices"],
    queryFn: () => api.call(listDeskNotices),
    enabled: isAgent,
    refetchInterval: ({ state }) => untilNext(state.data?.nextAt ?? null, serverNow()),
  });
}

export function useThreads() {
  const isAgent = useMe().agentId !== null;
  return useQuery({ queryKey: ["messageThreads"], queryFn: () => api.call(listMessageThreads), enabled: isAgent });
}

/** Notices and messages that were not read. */
export function useUnread(): { notices: number; messages: number } {
  const notices = useDeskNotices().data?.items ?? [];
  const threads = useThreads().data?.items ?? [];
  return {
    notices: notices.filter(({ readAt }) => readAt === null).length,
    messages: threads.reduce((sum, { unread }) => sum + unread, 0),
  };
}

export function noticeChanged(): void {
  for (const queryKey of [["deskNotices"], ["notices"], ["noticeReceipts"]])
    queryClient.invalidateQueries({ queryKey }).catch(() => {});
}

export function messageSent(message: ColleagueMessage): void {
  const me = queryClient.getQueryData<{ agentId: string | null }>(["me"])?.agentId ?? "";
  queryClient.invalidateQueries({ queryKey: ["messages", threadKey(threadOf(message, me))] }).catch(() => {});
  queryClient.invalidateQueries({ queryKey: ["messageThreads"] }).catch(() => {});
}
