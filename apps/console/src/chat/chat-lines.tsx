// What was said in a chat, as bubbles. Texts are put into text nodes and nowhere else: whatever a visitor writes stays
// writing (CV-9).

import { DownloadOutlined } from "@ant-design/icons";
import type { ChatContent, ChatLine } from "@tellerline/sdk";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../shell/use-formats.ts";
import { fetchFile } from "./chat-store.ts";

export interface ChatLinesProps {
  conversationId: string;
  lines: readonly ChatLine[];
  /** Up to which entry the customer has read; undefined where it does not matter any more. */
  readByCustomer?: number | undefined;
}

export function ChatLines({ conversationId, lines, readByCustomer }: ChatLinesProps) {
  return lines.map((line) =>
    line.content.type === "notice" ? (
      <Notice key={line.sequence} content={line.content} />
    ) : (
      <Said key={line.sequence} line={line} conversationId={conversationId} readByCustomer={readByCustomer} />
    ),
  );
}

interface SaidProps {
  line: ChatLine;
  conversationId: string;
  readByCustomer: number | undefined;
}

function Said({ line, conversationId, readByCustomer }: SaidProps) {
  const { t } = useTranslation();
  const { time } = useFormats();
  const { author, content, audience, sequence, at } = line;
  const ours = author.side !== "customer";
  const name = author.side === "customer" && author.name === "" ? t("chat.visitor") : author.name;
  return (
    <div
      className={`chat-line ${ours ? "ours" : "theirs"}${audience === "staff" ? " whisper" : ""}`}
      data-chat-line={sequence}
    >
      <span className="chat-who">
        {name}
        {audience === "staff" && ` · ${t("chat.whisper")}`}
        <time className="figures">{time(at)}</time>
      </span>
      <div className="chat-bubble">
        {content.type === "text" && content.text}
        {content.type === "file" && <FileContent content={content} conversationId={conversationId} />}
      </div>
      {ours && audience === "all" && readByCustomer !== undefined && (
        <span className="chat-mark" data-chat-mark>
          {t(sequence <= readByCustomer ? "chat.read" : "chat.delivered")}
        </span>
      )}
    </div>
  );
}

function Notice({ content }: { content: Extract<ChatContent, { type: "notice" }> }) {
  const { t } = useTranslation();
  const { notice, name = "", detail } = content;
  if (notice === "queued" || notice === "reconnecting") return null;
  const reason = notice === "ended" && detail !== undefined ? t(`endReason.${detail}` as "endReason.idle") : "";
  return (
    <p className="chat-notice" data-chat-notice={notice}>
      {t(`chat.${notice}`, { name })}
      {reason !== "" && ` · ${reason}`}
    </p>
  );
}

function FileContent(props: { content: Extract<ChatContent, { type: "file" }>; conversationId: string }) {
  const { t } = useTranslation();
  const { conversationId, content } = props;
  const { fileId, name } = content;
  const picture = content.mediaType.startsWith("image/");
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!picture) return;
    let made: string | undefined;
    let gone = false;
    void fetchFile(conversationId, fileId).then((blob) => {
      if (blob === undefined || gone) return;
      made = URL.createObjectURL(blob);
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [conversationId, fileId, picture]);
  const save = async () => {
    const blob = await fetchFile(conversationId, fileId);
    if (blob === undefined) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <>
      {url !== undefined && <img src={url} alt={name} />}
      <Button type="link" size="small" icon={<DownloadOutlined />} onClick={save} data-chat-file={name}>
        {t("chat.download", { name })}
      </Button>
    </>
  );
}
