// The notices of an agent: unfolding one reads it, unless it wants to be confirmed.

import { useMutation } from "@tanstack/react-query";
import { type DeskNotice, readNotice } from "@tellerline/sdk";
import { App, Button, Tag } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { problemText } from "../problem-text.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { noticeChanged, useDeskNotices, useInbox } from "./use-inbox.ts";

export function DeskNotices() {
  const { t } = useTranslation();
  const query = useDeskNotices();
  return (
    <Loaded
      query={query}
      empty={({ items }) => items.length === 0}
      emptyText={t("notices.noNotices")}
      emptyDetail={t("notices.noNoticesText")}
    >
      {({ items }) => (
        <ul className="notice-list">
          {items.map((notice) => (
            <NoticeItem key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function NoticeItem({ notice }: { notice: DeskNotice }) {
  const { t } = useTranslation();
  const { dateTime } = useFormats();
  const open = useInbox(({ noticeId }) => noticeId === notice.id);
  const unread = notice.readAt === null;
  return (
    <li className={unread ? "unread" : ""} data-notice={notice.id}>
      <button
        type="button"
        className="notice-title"
        aria-expanded={open}
        onClick={() => useInbox.setState({ noticeId: open ? undefined : notice.id })}
      >
        <span className="unread-mark" aria-hidden="true" />
        <span className="notice-words">{notice.title}</span>
        {notice.urgency === "urgent" && <Tag color="error">{t("notices.urgent")}</Tag>}
        {notice.mustConfirm && unread && <Tag color="warning">{t("notices.mustConfirm")}</Tag>}
        {unread && <span className="visually-hidden">{t("notices.notRead")}</span>}
      </button>
      {open && <NoticeText notice={notice} />}
      <p className="quiet figures">
        {t("notices.by", { name: notice.by })} · {dateTime(notice.validFrom)}
      </p>
    </li>
  );
}

function NoticeText({ notice }: { notice: DeskNotice }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { dateTime } = useFormats();
  const { id, readAt, mustConfirm } = notice;
  const read = useMutation({
    mutationFn: () => api.call(readNotice, { path: { id } }),
    onSettled: noticeChanged,
    onError: (error) => message.error(problemText(error)),
  });
  const { mutate } = read;
  useEffect(() => {
    if (readAt === null && !mustConfirm) mutate();
  }, [readAt, mustConfirm, mutate]);
  const at = readAt === null ? "" : dateTime(readAt);
  return (
    <div className="notice-text">
      <p>{notice.text}</p>
      {readAt === null && mustConfirm && (
        <Button type="primary" loading={read.isPending} onClick={() => mutate()} data-notice-confirm>
          {t("notices.confirm")}
        </Button>
      )}
      <p className="quiet figures">
        {t("notices.until", { at: dateTime(notice.validUntil) })}
        {readAt !== null && ` · ${t(mustConfirm ? "notices.confirmedAt" : "notices.readAt", { at })}`}
      </p>
    </div>
  );
}
