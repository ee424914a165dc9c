// Keeps the agent's chats in step with his desk on every page, and calls him: a tone for a new chat and for a line he
// does not see.

import type { Desk } from "@tellerline/sdk";
import { useEffect, useRef } from "react";
import { asking, chatsOf, unreadOf } from "./chat-figures.ts";
import { keepChats, useChats } from "./chat-store.ts";
import { chime } from "./chime.ts";
import "./chat.css";

export function ChatKeeper({ desk }: { desk: Desk | undefined }) {
  const threads = useChats((state) => state.threads);
  const chats = chatsOf(desk);
  const ids = chats.map(({ interactionId }) => interactionId).join(" ");
  useEffect(() => {
    keepChats(ids === "" ? [] : ids.split(" "));
  }, [ids]);
  useEffect(() => () => keepChats([]), []);

  const offered = chats.filter(({ state }) => state === "offered").length;
  const unread = chats.reduce((sum, { interactionId }) => sum + unreadOf(threads[interactionId]), 0);
  const before = useRef({ offered: 0, unread: 0 });
  useEffect(() => {
    if (offered > before.current.offered) chime(true);
    else if (unread > before.current.unread) chime(false);
    before.current = { offered, unread };
  }, [offered, unread]);
  return null;
}

/** How many chats ask for the agent, beside the way to his desk. */
export function ChatBadge({ desk }: { desk: Desk | undefined }) {
  const threads = useChats((state) => state.threads);
  const count = asking(chatsOf(desk), threads);
  return count === 0 ? null : (
    <span className="chat-badge figures" data-chats-asking={count}>
      {count}
    </span>
  );
}
