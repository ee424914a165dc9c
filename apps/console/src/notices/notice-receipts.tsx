// Who has read a notice, and who has not; as it happens.

import { useQuery } from "@tanstack/react-query";
import { getNoticeReceipts, type Notice } from "@tellerline/sdk";
import { Drawer, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";

export function NoticeReceipts({ notice, onClose }: { notice: Notice; onClose(): void }) {
  const { t } = useTranslation();
  const { dateTime } = useFormats();
  const { id, title, text, read, addressed } = notice;
  const query = useQuery({
    queryKey: ["noticeReceipts", id],
    queryFn: () => api.call(getNoticeReceipts, { path: { id } }),
  });
  return (
    <Drawer open title={t("notices.readers")} size={520} onClose={onClose}>
      <h2>{title}</h2>
      <p className="notice-words">{text}</p>
      <p className="figures">
        {t("notices.read")} {t("notices.readOf", { read, addressed })}
      </p>
      <Loaded query={query} empty={({ items }) => items.length === 0} emptyText={t("notices.nobody")}>
        {({ items }) => (
          <Table
            size="small"
            rowKey="userId"
            dataSource={items}
            pagination={items.length > 50 ? { pageSize: 50, size: "small" } : false}
            columns={[
              { title: t("notices.reader"), dataIndex: "name" },
              { title: t("notices.teams"), dataIndex: "team", render: (team: string) => team || "–" },
              {
                title: t("notices.readTime"),
                dataIndex: "readAt",
                className: "figures",
                render: (at: number | null) => (at === null ? <Tag>{t("notices.notRead")}</Tag> : dateTime(at)),
              },
            ]}
          />
        )}
      </Loaded>
    </Drawer>
  );
}
