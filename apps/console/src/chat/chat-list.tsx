// The chats on the desk: who, what was said last, how much is unread, how long somebody waits for an answer.

import type { ChatThread, DeskInteraction } from "@tellerline/sdk";
import { Duration, StateBadge } from "@tellerline/ui";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { lastSaid, nameOf, unreadOf, waitingSince } from "./chat-figures.ts";
import { selectChat, useChats } from "./chat-store.ts";

export interface ChatListProps {
  chats: readonly DeskInteraction[];
  selected: string | undefined;
  accept(interactionId: string): void;
}

export function ChatList({ chats, selected, accept }: ChatListProps) {
  const { t } = useTranslation();
  const threads = useChats((state) => state.threads);
  return (
    <ul className="chat-list" aria-label={t("chat.list")}>
      {chats.map((chat) => (
        <li key={chat.interactionId} className={chat.interactionId === selected ? "selected" : undefined}>
          <button
            type="button"
            onClick={() => selectChat(chat.interactionId)}
            aria-current={chat.interactionId === selected}
            data-chat={chat.interactionId}
            data-chat-state={chat.state}
          >
            <Item chat={chat} thread={threads[chat.interactionId]} />
          </button>
          {chat.state === "offered" && (
            <Button
              type="primary"
              size="small"
              onClick={() => accept(chat.interactionId)}
              data-chat-accept={chat.interactionId}
            >
              {t("chat.accept")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Item({ chat, thread }: { chat: DeskInteraction; thread: ChatThread | undefined }) {
  const { t } = useTranslation();
  const unread = unreadOf(thread);
  const waiting = chat.state === "wrapUp" ? undefined : waitingSince(thread?.lines ?? []);
  return (
    <>
      <span className="chat-item-head">
        <strong>{nameOf(chat, t("chat.visitor"))}</strong>
        {unread > 0 && chat.state !== "wrapUp" && (
          <span className="chat-badge figures" role="status" aria-label={t("chat.unread", { count: unread })}>
            {unread}
          </span>
        )}
      </span>
      <span className="chat-item-last">{lastSaid(thread?.lines ?? []) || chat.dialledNumber}</span>
      <span className="chat-item-foot">
        <Standing chat={chat} />
        {waiting !== undefined && (
          <span className="chat-waiting">
            {t("chat.waiting")} <Duration since={waiting} label={t("chat.waiting")} />
          </span>
        )}
      </span>
    </>
  );
}

/** In what state it is for this agent. */
function Standing({ chat }: { chat: DeskInteraction }) {
  const { t } = useTranslation();
  if (chat.state === "offered") return <StateBadge tone="reserved">{t("chat.offered")}</StateBadge>;
  if (chat.state === "wrapUp") return <StateBadge tone="wrapUp">{t("chat.wrapUp")}</StateBadge>;
  if (chat.supervision !== undefined)
    return <StateBadge tone="engaged">{t(`voice.supervisionMode.${chat.supervision}`)}</StateBadge>;
  const there = chat.parties.some(({ role, state }) => role === "customer" && state === "connected");
  return there ? (
    <StateBadge tone="engaged">{t("chat.talking")}</StateBadge>
  ) : (
    <StateBadge tone="signedOut">{t("chat.away")}</StateBadge>
  );
}
