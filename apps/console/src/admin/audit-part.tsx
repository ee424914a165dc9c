// The newest entries of the audit.

import { useQuery } from "@tanstack/react-query";
import { listAudit, listUsers } from "@tellerline/sdk";
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { useRight } from "../session/session.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";

export function AuditPart() {
  const { t } = useTranslation();
  const { dateTime } = useFormats();
  const knowsUsers = useRight("configuration.read");
  const query = useQuery({ queryKey: ["audit"], queryFn: () => api.call(listAudit), refetchInterval: 10_000 });
  const users = useQuery({ queryKey: ["users"], queryFn: () => api.call(listUsers), enabled: knowsUsers });
  const names = new Map((users.data?.items ?? []).map((user) => [user.id, user.name]));
  return (
    <>
      <div className="page-head">
        <h2>{t("admin.audit")}</h2>
      </div>
      <div className="panel admin-table">
        <Loaded query={query} empty={({ items }) => items.length === 0}>
          {({ items }) => (
            <Table
              size="small"
              rowKey="sequence"
              dataSource={items}
              pagination={{ pageSize: 50, size: "small", hideOnSinglePage: true }}
              scroll={{ x: "max-content" }}
              columns={[
                { key: "sequence", title: t("admin.field.sequence"), dataIndex: "sequence", align: "right" },
                { key: "at", title: t("admin.field.at"), render: (_, entry) => dateTime(entry.at) },
                { key: "actor", title: t("admin.field.actor"), render: (_, e) => names.get(e.actor) ?? e.actor },
                { key: "action", title: t("admin.field.action"), render: (_, e) => <code>{e.action}</code> },
                {
                  key: "subject",
                  title: t("admin.field.subject"),
                  render: (_, e) => names.get(e.subject) ?? e.subject,
                },
                {
                  key: "detail",
                  title: t("admin.field.detail"),
                  render: (_, entry) => <code className="audit-detail">{JSON.stringify(entry.detail)}</code>,
                },
              ]}
            />
          )}
        </Loaded>
      </div>
    </>
  );
}
