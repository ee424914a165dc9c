// The agent's chats on the desk: the list, the open conversation, and the keys for both.

import type { Desk, DeskInteraction } from "@tellerline/sdk";
import { KeyCaps, PageState } from "@tellerline/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TargetPicker } from "../desk/target-picker.tsx";
import { useDeskCommands } from "../desk/use-desk.ts";
import { useHotKeys, useHotKeyTable } from "../desk/use-hot-keys.ts";
import { type ChatActions, ChatConversation } from "./chat-conversation.tsx";
import { chatsOf } from "./chat-figures.ts";
import { ChatList } from "./chat-list.tsx";
import { selectChat, useChats } from "./chat-store.ts";
import "./chat.css";

/** The chat that is open: the chosen one while it is there, else the first that is talked in. */
export function openChat(chats: readonly DeskInteraction[], selected: string | undefined): DeskInteraction | undefined {
  return (
    chats.find(({ interactionId }) => interactionId === selected) ??
    chats.find(({ state }) => state === "connected") ??
    chats[0]
  );
}

export function ChatWorkspace({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { run } = useDeskCommands();
  const keys = useHotKeyTable();
  const [transferring, setTransferring] = useState<string>();
  const selected = useChats((state) => state.selected);
  const chats = chatsOf(desk);
  const open = openChat(chats, selected);
  const actions: ChatActions = {
    accept: (interactionId) => {
      selectChat(interactionId);
      run({ do: "acceptChat", interactionId });
    },
    reject: (interactionId) => run({ do: "operate", interactionId, request: { operation: "reject" } }),
    transfer: setTransferring,
    end: (interactionId) => run({ do: "operate", interactionId, request: { operation: "hangUp" } }),
  };
  useHotKeys((action) => {
    const offered = chats.find(({ state }) => state === "offered");
    if (action === "chatAccept" && offered !== undefined) actions.accept(offered.interactionId);
    if (action === "chatNext" && chats.length > 0) {
      const at = open === undefined ? 0 : chats.indexOf(open);
      selectChat(chats[(at + 1) % chats.length]?.interactionId);
    }
    if (open === undefined) return;
    if (action === "chatTransfer" && open.allowed.includes("transfer")) setTransferring(open.interactionId);
    if (action === "chatEnd" && open.allowed.includes("hangUp")) actions.end(open.interactionId);
  });
  const busy = chats.filter(({ state }) => state !== "wrapUp" && state !== "offered").length;
  return (
    <section className="panel chat-workspace" aria-label={t("chat.title")}>
      <div className="chat-side">
        <div className="chat-side-head">
          <h2>{t("chat.title")}</h2>
          <span className="quiet figures" title={t("chat.capacity")}>
            {busy} / {desk.capacity.chat}
          </span>
        </div>
        {chats.length === 0 ? (
          <p className="quiet chat-none">{t("chat.none")}</p>
        ) : (
          <ChatList chats={chats} selected={open?.interactionId} accept={actions.accept} />
        )}
        <p className="quiet chat-keys">
          {t("chat.accept")} <KeyCaps keys={keys.chatAccept} /> {t("operation.chatNext")}{" "}
          <KeyCaps keys={keys.chatNext} />
        </p>
      </div>
      {open === undefined ? (
        <PageState kind="empty" title={t("chat.none")} detail={t("chat.noneText")} />
      ) : (
        <ChatConversation key={open.interactionId} chat={open} actions={actions} />
      )}
      {transferring !== undefined && (
        <TargetPicker
          purpose="transferChat"
          onPick={(target) =>
            run({ do: "operate", interactionId: transferring, request: { operation: "transfer", target } })
          }
          onClose={() => setTransferring(undefined)}
        />
      )}
    </section>
  );
}
