// Customers who gave up waiting and were not spoken to since (RT-09): one click calls one of them back.

import { PhoneOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { callBackLostCall, type LostCall, listLostCalls } from "@tellerline/sdk";
import { formatDuration, PageState } from "@tellerline/ui";
import { App, Button, Table, type TableColumnType } from "antd";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";

export function LostCallsPage() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["lostCalls"], queryFn: () => api.call(listLostCalls) });
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("lostCalls.title")}</h1>
        <Link to="/calls">{t("calls.title")}</Link>
      </div>
      <p className="quiet">{t("lostCalls.hint")}</p>
      <Loaded query={query}>
        {({ items, more }) => (
          <div className="panel">
            {items.length === 0 ? (
              <PageState kind="empty" title={t("lostCalls.empty")} detail={t("lostCalls.emptyText")} />
            ) : (
              <LostCalls items={items} />
            )}
            {more && <p className="quiet">{t("lostCalls.more", { count: items.length })}</p>}
          </div>
        )}
      </Loaded>
    </div>
  );
}

function LostCalls({ items }: { items: LostCall[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { dateTime } = useFormats();
  const callBack = useMutation({
    mutationFn: (interactionId: string) => api.call(callBackLostCall, { path: { interactionId } }),
    onSuccess: ({ customerNumber }) => void message.success(t("lostCalls.calling", { number: customerNumber })),
    onError: (error) => void message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["lostCalls"] }),
  });
  const columns: TableColumnType<LostCall>[] = [
    { key: "customer", title: t("lostCalls.customer"), dataIndex: "customerNumber" },
    { key: "queue", title: t("lostCalls.queue"), dataIndex: "queueName" },
    { key: "lostAt", title: t("lostCalls.lostAt"), render: (_, { lostAt }) => dateTime(lostAt) },
    { key: "waited", title: t("lostCalls.waited"), align: "right", render: (_, { waitMs }) => formatDuration(waitMs) },
    { key: "times", title: t("lostCalls.times"), align: "right", dataIndex: "times" },
    { key: "claim", title: t("lostCalls.claim"), render: (_, { claimedBy }) => claimedBy ?? "–" },
    {
      key: "do",
      fixed: "right",
      render: (_, { interactionId }) => (
        <Button
          size="small"
          type="primary"
          icon={<PhoneOutlined />}
          disabled={callBack.isPending}
          onClick={() => callBack.mutate(interactionId)}
          data-call-back={interactionId}
        >
          {t("lostCalls.callBack")}
        </Button>
      ),
    },
  ];
  return (
    <Table
      size="small"
      rowKey="interactionId"
      columns={columns}
      dataSource={items}
      pagination={false}
      scroll={{ x: "max-content" }}
    />
  );
}
