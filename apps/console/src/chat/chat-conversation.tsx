// One conversation on the desk: who, what was said, the composer, and what can be done with it.

import { CheckOutlined, CloseOutlined, StopOutlined, SwapOutlined } from "@ant-design/icons";
import type { ChatThread, DeskInteraction } from "@tellerline/sdk";
import { Duration, KeyCaps } from "@tellerline/ui";
import { Button, Popconfirm } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useHotKeyTable } from "../desk/use-hot-keys.ts";
import { WrapUpForm } from "../desk/wrap-up-form.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { ChatComposer } from "./chat-composer.tsx";
import { nameOf } from "./chat-figures.ts";
import { ChatLines } from "./chat-lines.tsx";
import { ChatLogLines } from "./chat-log.tsx";
import { dropPending, markRead, useChats } from "./chat-store.ts";
import { ChatSupervision } from "./chat-supervision.tsx";

export interface ChatActions {
  accept(interactionId: string): void;
  reject(interactionId: string): void;
  transfer(interactionId: string): void;
  end(interactionId: string): void;
}

export function ChatConversation({ chat, actions }: { chat: DeskInteraction; actions: ChatActions }) {
  const { t } = useTranslation();
  const { interactionId } = chat;
  const thread = useChats((state) => state.threads[interactionId]);
  const connection = useChats((state) => state.connection);
  return (
    <section className="chat-conversation" data-chat-open={interactionId}>
      <Head chat={chat} actions={actions} />
      {connection !== "live" && connection !== "closed" && (
        <p className="chat-notice tone-alarm" role="alert">
          {t("chat.reconnecting")}
        </p>
      )}
      <Said chat={chat} thread={thread} />
      {chat.state === "wrapUp" && <WrapUpForm interaction={chat} />}
      {chat.supervision === "listen" && <p className="chat-notice">{t("floor.watchesOnly")}</p>}
      {chat.state !== "wrapUp" && chat.state !== "offered" && chat.supervision !== "listen" && (
        <ChatComposer key={interactionId} conversationId={interactionId} mayWrite={rightsOf(chat)} />
      )}
      {chat.state === "offered" && (
        <p className="chat-offer">
          <Button
            type="primary"
            icon={<CheckOutlined />}
            onClick={() => actions.accept(interactionId)}
            data-chat-operation="answer"
          >
            {t("chat.accept")}
          </Button>
          <Button icon={<StopOutlined />} onClick={() => actions.reject(interactionId)} data-chat-operation="reject">
            {t("chat.reject")}
          </Button>
        </p>
      )}
    </section>
  );
}

/** Who coaches writes to staff alone. */
function rightsOf({ supervision }: DeskInteraction): { all: boolean; staff: boolean } {
  return { all: supervision === undefined || supervision === "bargeIn", staff: true };
}

function Head({ chat, actions }: { chat: DeskInteraction; actions: ChatActions }) {
  const { t } = useTranslation();
  const keys = useHotKeyTable();
  const { languageName } = useFormats();
  const { interactionId, allowed } = chat;
  return (
    <header className="chat-head">
      <div>
        <h2>{nameOf(chat, t("chat.visitor"))}</h2>
        <p className="quiet">
          {[chat.queueName, chat.dialledNumber, languageName(chat.language)].filter(Boolean).join(" · ")}
          {chat.answeredAt !== null && chat.state !== "wrapUp" && (
            <>
              {" · "}
              <Duration since={chat.answeredAt} label={t("chat.duration")} />
            </>
          )}
        </p>
      </div>
      {chat.supervision === undefined ? (
        <div className="chat-operations">
          {allowed.includes("transfer") && (
            <Button
              icon={<SwapOutlined />}
              onClick={() => actions.transfer(interactionId)}
              aria-keyshortcuts={keys.chatTransfer}
              data-chat-operation="transfer"
            >
              {t("chat.transfer")} <KeyCaps keys={keys.chatTransfer} />
            </Button>
          )}
          {allowed.includes("hangUp") && (
            <Popconfirm
              title={t("chat.endSure")}
              okText={t("chat.end")}
              cancelText={t("common.cancel")}
              onConfirm={() => actions.end(interactionId)}
            >
              <Button icon={<CloseOutlined />} danger aria-keyshortcuts={keys.chatEnd} data-chat-operation="hangUp">
                {t("chat.end")} <KeyCaps keys={keys.chatEnd} />
              </Button>
            </Popconfirm>
          )}
        </div>
      ) : (
        <ChatSupervision interactionId={interactionId} mode={chat.supervision} />
      )}
    </header>
  );
}

/** What was said, what is on its way, who is typing. */
function Said({ chat, thread }: { chat: DeskInteraction; thread: ChatThread | undefined }) {
  const { t } = useTranslation();
  const { interactionId } = chat;
  const box = useRef<HTMLDivElement>(null);
  const lines = thread?.lines ?? [];
  const pending = thread?.pending ?? [];
  const length = lines.length + pending.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what scrolls it
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [length, interactionId]);
  const talking = chat.state === "connected" && chat.supervision === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what there is to read
  useEffect(() => {
    if (!talking) return;
    const read = () => {
      if (document.visibilityState === "visible") markRead(interactionId);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [talking, interactionId, length]);
  return (
    <div className="chat-lines" ref={box} role="log" aria-label={t("chat.log")} tabIndex={-1}>
      {chat.state === "wrapUp" && lines.length === 0 ? (
        <ChatLogLines interactionId={interactionId} />
      ) : (
        <ChatLines
          conversationId={interactionId}
          lines={lines}
          readByCustomer={chat.state === "wrapUp" ? undefined : (thread?.state?.read.customer ?? 0)}
        />
      )}
      {pending.map(({ clientId, text, refused, audience }) => (
        <div key={clientId} className={`chat-line ours pending${audience === "staff" ? " whisper" : ""}`}>
          <div className="chat-bubble">{text}</div>
          <span className="chat-mark">
            {refused === undefined ? t("chat.sending") : t("chat.refused")}
            {refused !== undefined && (
              <Button type="link" size="small" onClick={() => dropPending(interactionId, clientId)}>
                {t("common.close")}
              </Button>
            )}
          </span>
        </div>
      ))}
      {thread?.typing === true && <p className="chat-notice">{t("chat.typing")}</p>}
    </div>
  );
}
