// One thread: what was said, in order, and a place to write. What is on the screen counts as read.

import { ArrowLeftOutlined, SendOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import {
  type ColleagueMessage,
  getDirectory,
  listMessages,
  type MessageTarget,
  readMessages,
  sendMessage,
} from "@tellerline/sdk";
import { App, Button, Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { useMe } from "../session/session.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { threadKey } from "./reading.ts";
import { useInbox, useThreads } from "./use-inbox.ts";

const longestText = 1000;

export function Thread({ target }: { target: MessageTarget }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: ["messages", threadKey(target)],
    queryFn: ({ pageParam }) => {
      const whose = target.kind === "agent" ? { agentId: target.agentId } : { team: target.team };
      return api.call(listMessages, { query: { ...whose, ...(pageParam === "" ? {} : { before: pageParam }) } });
    },
    initialPageParam: "",
    getNextPageParam: ({ items, more }) => (more ? items[0]?.id : undefined),
  });
  return (
    <section className="thread" aria-label={t("notices.messages")}>
      <header>
        <Button
          type="text"
          icon={<ArrowLeftOutlined />}
          aria-label={t("notices.backToThreads")}
          onClick={() => useInbox.setState({ target: undefined })}
        />
        <ThreadName target={target} />
      </header>
      <Loaded query={query}>
        {({ pages }) => (
          <Lines
            target={target}
            messages={[...pages].reverse().flatMap(({ items }) => items)}
            earlier={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
          />
        )}
      </Loaded>
      <Composer target={target} />
    </section>
  );
}

function ThreadName({ target }: { target: MessageTarget }) {
  const { t } = useTranslation();
  const { data: threads } = useThreads();
  const { data: directory } = useQuery({ queryKey: ["directory"], queryFn: () => api.call(getDirectory) });
  if (target.kind === "team") return <h2>{t("notices.team", { name: target.team })}</h2>;
  const known = threads?.items.find((one) => threadKey(one.with) === threadKey(target))?.name;
  return <h2>{known ?? directory?.agents.find(({ id }) => id === target.agentId)?.name}</h2>;
}

interface LinesProps {
  target: MessageTarget;
  messages: readonly ColleagueMessage[];
  /** Loads what was said before, where there is more. */
  earlier: (() => void) | undefined;
}

function Lines({ target, messages, earlier }: LinesProps) {
  const { t } = useTranslation();
  const { dateTime } = useFormats();
  const { agentId } = useMe();
  const end = useRef<HTMLLIElement>(null);
  const newest = messages.at(-1)?.id;
  useMarkRead(target, newest);
  useEffect(() => {
    if (newest !== undefined) end.current?.scrollIntoView({ block: "nearest" });
  }, [newest]);
  return (
    <ol className="thread-lines" aria-live="polite">
      {earlier !== undefined && (
        <li className="thread-earlier">
          <Button size="small" type="link" onClick={earlier}>
            {t("notices.earlier")}
          </Button>
        </li>
      )}
      {messages.length === 0 && <li className="quiet">{t("notices.saidNothing")}</li>}
      {messages.map(({ id, at, fromAgentId, fromName, text }) => (
        <li key={id} className={fromAgentId === agentId ? "mine" : ""}>
          <span className="quiet figures">
            {fromAgentId === agentId ? t("notices.me") : fromName} · {dateTime(at)}
          </span>
          <p>{text}</p>
        </li>
      ))}
      <li ref={end} aria-hidden="true" className="thread-end" />
    </ol>
  );
}

/** Tells the server once for each newest message, while the page is looked at. */
function useMarkRead(target: MessageTarget, newest: string | undefined): void {
  const key = threadKey(target);
  const { data } = useThreads();
  const unread = data?.items.some((one) => threadKey(one.with) === key && one.unread > 0) ?? false;
  const [seen, setSeen] = useState(() => document.visibilityState === "visible");
  useEffect(() => {
    const look = () => setSeen(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  const { mutate } = useMutation({
    mutationFn: (upTo: string) => api.call(readMessages, { body: { with: target, upTo } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["messageThreads"] }),
  });
  useEffect(() => {
    if (seen && unread && newest !== undefined) mutate(newest);
  }, [seen, unread, newest, mutate]);
}

function Composer({ target }: { target: MessageTarget }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [text, setText] = useState("");
  const send = useMutation({
    mutationFn: (written: string) => api.call(sendMessage, { body: { to: target, text: written } }),
    onSuccess: () => {
      setText("");
      queryClient.invalidateQueries({ queryKey: ["messages", threadKey(target)] }).catch(() => {});
    },
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  const submit = () => {
    if (text.trim() !== "" && !send.isPending) send.mutate(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter confirms a word of an input method as well: that one sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      className="thread-composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Input.TextArea
        autoFocus
        autoSize={{ minRows: 2, maxRows: 5 }}
        maxLength={longestText}
        value={text}
        readOnly={send.isPending}
        placeholder={t("notices.write")}
        aria-label={t("notices.write")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        data-message-input
      />
      <Button
        type="primary"
        htmlType="submit"
        icon={<SendOutlined />}
        loading={send.isPending}
        disabled={text.trim() === ""}
      >
        {t("notices.send")}
      </Button>
    </form>
  );
}
