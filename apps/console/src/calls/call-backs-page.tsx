// Who waits to be called back (RT-09), in the order of their places; a leader takes one away.

import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { cancelCallBack, listCallBacks, type WaitingCallBack } from "@tellerline/sdk";
import { formatDuration, PageState, useNow } from "@tellerline/ui";
import { App, Button, Popconfirm, Table, type TableColumnType } from "antd";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemText } from "../problem-text.ts";
import { useRight } from "../session/session.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";

export function CallBacksPage() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["callBacks"], queryFn: () => api.call(listCallBacks) });
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("callBacks.title")}</h1>
        <Link to="/live">{t("live.title")}</Link>
        <Link to="/lost-calls">{t("lostCalls.title")}</Link>
      </div>
      <p className="quiet">{t("callBacks.hint")}</p>
      <Loaded query={query}>
        {({ items }) => (
          <div className="panel">
            {items.length === 0 ? (
              <PageState kind="empty" title={t("callBacks.empty")} detail={t("callBacks.emptyText")} />
            ) : (
              <CallBacks items={items} />
            )}
          </div>
        )}
      </Loaded>
    </div>
  );
}

function CallBacks({ items }: { items: WaitingCallBack[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { dateTime } = useFormats();
  const mayCancel = useRight("supervise");
  const now = useNow();
  const cancel = useMutation({
    mutationFn: (id: string) => api.call(cancelCallBack, { path: { id } }),
    onError: (error) => void message.error(problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["callBacks"] }),
  });
  const columns: TableColumnType<WaitingCallBack>[] = [
    { key: "number", title: t("callBacks.number"), dataIndex: "number" },
    { key: "queue", title: t("callBacks.queue"), dataIndex: "queueName" },
    { key: "source", title: t("callBacks.source"), render: (_, { source }) => t(`callBacks.sources.${source}`) },
    { key: "since", title: t("callBacks.since"), render: (_, { since }) => dateTime(since) },
    {
      key: "waited",
      title: t("callBacks.waited"),
      align: "right",
      render: (_, { since }) => <span className="figures">{formatDuration(now - since)}</span>,
    },
    { key: "attempts", title: t("callBacks.attempts"), align: "right", dataIndex: "attempts" },
    {
      key: "next",
      title: t("callBacks.next"),
      render: (_, { nextAt }) => (nextAt > now ? dateTime(nextAt) : t("callBacks.inQueue")),
    },
  ];
  const remove: TableColumnType<WaitingCallBack> = {
    key: "do",
    fixed: "right",
    render: (_, { id, number }) => (
      <Popconfirm
        title={t("callBacks.cancelTitle", { number })}
        okText={t("callBacks.cancel")}
        cancelText={t("common.cancel")}
        onConfirm={() => cancel.mutate(id)}
      >
        <Button size="small" disabled={cancel.isPending} data-cancel-call-back={id}>
          {t("callBacks.cancel")}
        </Button>
      </Popconfirm>
    ),
  };
  return (
    <Table
      size="small"
      rowKey="id"
      columns={mayCancel ? [...columns, remove] : columns}
      dataSource={items}
      pagination={items.length > 50 ? { pageSize: 50, size: "small" } : false}
      scroll={{ x: "max-content" }}
    />
  );
}
