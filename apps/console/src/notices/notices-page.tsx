// Where leaders publish notices and see who has read them (SV-10).

import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { listNotices, type Notice, withdrawNotice } from "@tellerline/sdk";
import { useNow } from "@tellerline/ui";
import { App, Button, Popconfirm, Progress, Table, type TableColumnsType, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { NoticeForm } from "./notice-form.tsx";
import { NoticeReceipts } from "./notice-receipts.tsx";
import { type NoticeState, stateOf } from "./notice-state.ts";
import { useAudiences } from "./use-audiences.ts";
import { noticeChanged } from "./use-inbox.ts";
import "./notices.css";

const colours: Record<NoticeState, string> = { coming: "blue", holds: "green", over: "default", withdrawn: "default" };

export function NoticesPage() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["notices"], queryFn: () => api.call(listNotices) });
  const [editing, setEditing] = useState<{ notice: Notice | undefined }>();
  const [shown, setShown] = useState<string>();
  const columns = useColumns((notice) => setEditing({ notice }), setShown);
  const receipts = query.data?.items.find(({ id }) => id === shown);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("notices.manage")}</h1>
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => setEditing({ notice: undefined })}
          data-notice-new
        >
          {t("notices.publish")}
        </Button>
      </div>
      <div className="panel notices-table">
        <Loaded query={query} empty={({ items }) => items.length === 0} emptyText={t("notices.none")}>
          {({ items }) => (
            <Table
              size="small"
              rowKey="id"
              columns={columns}
              dataSource={items}
              pagination={items.length > 50 ? { pageSize: 50, size: "small" } : false}
              scroll={{ x: "max-content" }}
            />
          )}
        </Loaded>
      </div>
      {editing !== undefined && <NoticeForm notice={editing.notice} onClose={() => setEditing(undefined)} />}
      {receipts !== undefined && <NoticeReceipts notice={receipts} onClose={() => setShown(undefined)} />}
    </div>
  );
}

function useColumns(edit: (notice: Notice) => void, show: (id: string) => void): TableColumnsType<Notice> {
  const { t } = useTranslation();
  const { dateTime } = useFormats();
  const { nameOf } = useAudiences();
  const now = useNow();
  return [
    {
      title: t("notices.title"),
      render: (_, notice) => (
        <div className="notice-column">
          {notice.title} {notice.urgency === "urgent" && <Tag color="error">{t("notices.urgent")}</Tag>}
          {notice.mustConfirm && <Tag>{t("notices.mustConfirm")}</Tag>}
        </div>
      ),
    },
    {
      title: t("notices.read"),
      render: (_, { id, read, addressed }) => (
        <Button type="link" size="small" onClick={() => show(id)} title={t("notices.readers")} data-notice-read={id}>
          <span className="figures">{t("notices.readOf", { read, addressed })}</span>
          <Progress
            type="circle"
            size={14}
            percent={addressed === 0 ? 0 : (100 * read) / addressed}
            showInfo={false}
            aria-hidden
          />
        </Button>
      ),
    },
    { title: t("notices.audience"), render: (_, { audience }) => nameOf(audience) },
    {
      title: t("notices.state"),
      render: (_, notice) => {
        const state = stateOf(notice, now);
        return <Tag color={colours[state]}>{t(`notices.stateName.${state}`)}</Tag>;
      },
    },
    {
      title: t("notices.validity"),
      className: "figures",
      render: (_, { validFrom, validUntil }) => `${dateTime(validFrom)} – ${dateTime(validUntil)}`,
    },
    { key: "actions", render: (_, notice) => <Actions notice={notice} edit={() => edit(notice)} /> },
  ];
}

function Actions({ notice, edit }: { notice: Notice; edit(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const withdraw = useMutation({
    mutationFn: () =>
      api.call(withdrawNotice, { path: { id: notice.id }, headers: { "If-Match": String(notice.version) } }),
    onSuccess: () => message.success(t("notices.withdrawn")),
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
    onSettled: noticeChanged,
  });
  if (notice.withdrawnAt !== null) return null;
  return (
    <span className="notice-actions">
      <Button type="link" size="small" onClick={edit}>
        {t("common.edit")}
      </Button>
      <Popconfirm
        title={t("notices.withdraw")}
        description={t("notices.withdrawAsk")}
        okText={t("notices.withdraw")}
        cancelText={t("common.cancel")}
        onConfirm={() => withdraw.mutate()}
      >
        <Button type="link" size="small" danger loading={withdraw.isPending}>
          {t("notices.withdraw")}
        </Button>
      </Popconfirm>
    </span>
  );
}
