// What a platform administrator sees of the tenants: sums.

import { useQuery } from "@tanstack/react-query";
import { listTenants } from "@tellerline/sdk";
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import "./admin.css";

export function TenantsPage() {
  const { t } = useTranslation();
  const { count } = useFormats();
  const query = useQuery({ queryKey: ["tenants"], queryFn: () => api.call(listTenants), refetchInterval: 10_000 });
  const sums = ["agents", "signedIn", "interactionsToday", "recordsTotal"] as const;
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("admin.tenants")}</h1>
        <span className="quiet">{t("admin.tenantsHint")}</span>
      </div>
      <div className="panel admin-table">
        <Loaded query={query} empty={({ items }) => items.length === 0}>
          {({ items }) => (
            <Table
              size="small"
              rowKey="id"
              dataSource={items}
              pagination={false}
              scroll={{ x: "max-content" }}
              columns={[
                { key: "name", title: t("admin.field.name"), dataIndex: "name" },
                ...sums.map((sum) => ({
                  key: sum,
                  title: t(`admin.field.${sum}`),
                  align: "right" as const,
                  render: (_: unknown, tenant: (typeof items)[number]) => count(tenant[sum]),
                })),
              ]}
            />
          )}
        </Loaded>
      </div>
    </div>
  );
}
