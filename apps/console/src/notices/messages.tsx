// Messages with colleagues: the threads, or one of them; a new one is begun by choosing whom it is to.

import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { getDirectory, getNoticeAudiences, type MessageTarget, type MessageThread } from "@tellerline/sdk";
import { Badge, Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { useMe } from "../session/session.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { Thread } from "./message-thread.tsx";
import { threadKey } from "./reading.ts";
import { useInbox, useThreads } from "./use-inbox.ts";

export function Messages() {
  const target = useInbox((state) => state.target);
  return target === undefined ? <Threads /> : <Thread key={threadKey(target)} target={target} />;
}

const open = (target: MessageTarget) => useInbox.setState({ target });

function Threads() {
  const { t } = useTranslation();
  const query = useThreads();
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <div className="thread-new">
        {choosing ? (
          <Recipient />
        ) : (
          <Button icon={<EditOutlined />} onClick={() => setChoosing(true)} data-message-new>
            {t("notices.newMessage")}
          </Button>
        )}
      </div>
      <Loaded
        query={query}
        empty={({ items }) => items.length === 0}
        emptyText={t("notices.noThreads")}
        emptyDetail={t("notices.noThreadsText")}
      >
        {({ items }) => (
          <ul className="thread-list">
            {items.map((thread) => (
              <ThreadItem key={threadKey(thread.with)} thread={thread} />
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

function ThreadItem({ thread }: { thread: MessageThread }) {
  const { t } = useTranslation();
  const { dateTime } = useFormats();
  const { with: target, name, unread, last } = thread;
  return (
    <li className={unread > 0 ? "unread" : ""}>
      <button type="button" onClick={() => open(target)} data-thread={threadKey(target)}>
        <span className="thread-name">
          {target.kind === "team" ? t("notices.team", { name }) : name}
          {unread > 0 && <Badge count={unread} size="small" title={t("notices.unread", { count: unread })} />}
        </span>
        <span className="quiet figures">{last === null ? "" : dateTime(last.at)}</span>
        <span className="thread-last quiet">{last?.text ?? t("notices.saidNothing")}</span>
      </button>
    </li>
  );
}

/** Any colleague; of the teams one's own, for leaders each of them. */
function Recipient() {
  const { t } = useTranslation();
  const me = useMe();
  const directory = useQuery({ queryKey: ["directory"], queryFn: () => api.call(getDirectory) });
  const audiences = useQuery({
    queryKey: ["noticeAudiences"],
    queryFn: () => api.call(getNoticeAudiences),
    enabled: me.rights.includes("notices.write") && me.rights.includes("supervise"),
  });
  const colleagues = (directory.data?.agents ?? [])
    .filter(({ id }) => id !== me.agentId)
    .map(({ id, name }) => ({ label: name, value: `agent ${id}` }));
  const teams = (audiences.data?.teams ?? []).map((team) => ({ label: team, value: `team ${team}` }));
  return (
    <Select
      autoFocus
      defaultOpen
      showSearch={{ optionFilterProp: "label" }}
      aria-label={t("notices.toWhom")}
      placeholder={t("notices.toWhom")}
      loading={directory.isPending}
      options={[
        { label: t("notices.colleagues"), options: colleagues },
        ...(teams.length === 0 ? [] : [{ label: t("notices.teams"), options: teams }]),
      ]}
      onChange={(value: string) => open(targetOf(value))}
      data-message-to
    />
  );
}

function targetOf(key: string): MessageTarget {
  const name = key.slice(key.indexOf(" ") + 1);
  return key.startsWith("agent ") ? { kind: "agent", agentId: name } : { kind: "team", team: name };
}
