// Where the agent writes: Enter sends, "/" finds a ready-made answer, pictures may be pasted.

import { MessageOutlined, PaperClipOutlined, SendOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input } from "antd";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sendFile, sendLine, useChats, writeDraft } from "./chat-store.ts";
import { matching, QuickReplyList, useQuickReplies } from "./quick-replies.tsx";

const longestText = 4000;

export interface ChatComposerProps {
  conversationId: string;
  /** Whom he may write to: a coach whispers only. */
  mayWrite: { all: boolean; staff: boolean };
}

export function ChatComposer({ conversationId, mayWrite }: ChatComposerProps) {
  const { t } = useTranslation();
  const text = useChats((state) => state.drafts[conversationId] ?? "");
  const [whisper, setWhisper] = useState(false);
  const [fileRefused, setFileRefused] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const quick = useQuickSearch(conversationId, text);
  const toStaff = !mayWrite.all || (whisper && mayWrite.staff);
  const submit = () => {
    if (text.trim() === "") return;
    sendLine(conversationId, text.trim(), toStaff ? "staff" : "all");
    writeDraft(conversationId, "");
  };
  const attach = async (files: Iterable<File>) => {
    for (const file of files) setFileRefused(!(await sendFile(conversationId, file)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (quick.onKeyDown(event)) return;
    // Enter confirms a word of an input method as well: that one sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      className={`chat-composer${toStaff ? " whisper" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {quick.shown && <QuickReplyList replies={quick.found} marked={quick.marked} onPick={quick.pick} />}
      {fileRefused && (
        <p className="tone-alarm" role="alert">
          {t("chat.fileRefused")}
        </p>
      )}
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={longestText}
        value={text}
        placeholder={t(toStaff ? "chat.whisperHint" : "chat.hint")}
        aria-label={t(toStaff ? "chat.whisperHint" : "chat.hint")}
        onChange={(event) => writeDraft(conversationId, event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0 || toStaff) return;
          event.preventDefault();
          void attach(event.clipboardData.files);
        }}
        data-chat-input
      />
      <div className="chat-tools">
        <Button size="small" icon={<MessageOutlined />} onClick={quick.toggle} data-chat-quick>
          {t("chat.quick")}
        </Button>
        {mayWrite.all && (
          <Button size="small" icon={<PaperClipOutlined />} onClick={() => picker.current?.click()}>
            {t("chat.file")}
          </Button>
        )}
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          aria-label={t("chat.file")}
          onChange={(event) => {
            void attach([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
          data-chat-upload
        />
        {mayWrite.all && mayWrite.staff && (
          <Checkbox checked={whisper} onChange={(event) => setWhisper(event.target.checked)}>
            {t("chat.whisper")}
          </Checkbox>
        )}
        <Button type="primary" htmlType="submit" icon={<SendOutlined />} disabled={text.trim() === ""} data-chat-send>
          {t("chat.send")}
        </Button>
      </div>
    </form>
  );
}

/** The list of ready-made answers: open by the button, or while the text begins with a slash. */
function useQuickSearch(conversationId: string, text: string) {
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState(0);
  const replies = useQuickReplies();
  const bySlash = text.startsWith("/") && !text.includes("\n");
  const found = matching(replies, bySlash ? text.slice(1) : "");
  const shown = open || (bySlash && found.length > 0);
  const pick = (reply: { text: string }) => {
    writeDraft(conversationId, bySlash ? reply.text : `${text}${reply.text}`);
    setOpen(false);
    setMarked(0);
  };
  const move = (by: number) => setMarked((index) => (index + by + found.length) % Math.max(1, found.length));
  /** @returns whether the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!shown || event.nativeEvent.isComposing) return false;
    const reply = found[marked];
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") setOpen(false);
    else if (event.key === "Enter" && !event.shiftKey && reply !== undefined) pick(reply);
    else return false;
    event.preventDefault();
    return true;
  };
  return { shown, found, marked, pick, onKeyDown, toggle: () => setOpen((was) => !was) };
}
