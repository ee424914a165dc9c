// The published flows, to be read: every node with its kind and where it leads.

import { useQuery } from "@tanstack/react-query";
import { type FlowSummary, listFlows } from "@tellerline/sdk";
import { Collapse, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { flowNodes } from "./flow-nodes.ts";

export function FlowsPart() {
  const { t } = useTranslation();
  const { dateTime } = useFormats();
  const query = useQuery({ queryKey: ["flows"], queryFn: () => api.call(listFlows) });
  return (
    <>
      <div className="page-head">
        <h2>{t("admin.flows")}</h2>
        <span className="quiet">{t("admin.flowsHint")}</span>
      </div>
      <Loaded
        query={query}
        empty={({ items }) => items.length === 0}
        emptyText={t("admin.empty", { what: t("admin.flows") })}
      >
        {({ items }) => (
          <Collapse
            defaultActiveKey={items[0]?.id ?? ""}
            items={items.map((flow) => ({
              key: flow.id,
              label: flow.name,
              extra: (
                <span className="quiet figures">
                  {t("admin.field.version")} {flow.version} · {dateTime(flow.publishedAt)}
                </span>
              ),
              children: <Nodes flow={flow} />,
            }))}
          />
        )}
      </Loaded>
    </>
  );
}

function Nodes({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation();
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={flowNodes(flow.document)}
      pagination={false}
      scroll={{ x: "max-content" }}
      columns={[
        {
          key: "label",
          title: t("admin.field.name"),
          render: (_, node) => (
            <>
              {node.label} {node.isStart && <Tag>{t("admin.startNode")}</Tag>}
            </>
          ),
        },
        { key: "kind", title: t("admin.field.nodeKind"), render: (_, node) => <code>{node.kind}</code> },
        {
          key: "exits",
          title: t("admin.field.exits"),
          render: (_, node) => (
            <span className="exits">
              {node.exits.map((exit) => (
                <span key={`${exit.name}-${exit.to}`}>
                  <span className="flow-exit">{exit.name}</span> {exit.to}
                </span>
              ))}
            </span>
          ),
        },
      ]}
    />
  );
}
