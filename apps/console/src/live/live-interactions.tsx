// The calls that are going on, by stage.

import type { LiveInteraction } from "@tellerline/sdk";
import { Duration, PageState, StateBadge, type Tone } from "@tellerline/ui";
import { Table, type TableColumnType } from "antd";
import { useTranslation } from "react-i18next";
import { InteractionActions } from "./leader-actions.tsx";

/** Stages in which an agent takes part have his state's colour; in the flow and in the queue there is none yet. */
const tones: Partial<Record<LiveInteraction["stage"], Tone>> = {
  offered: "reserved",
  connected: "engaged",
  wrapUp: "wrapUp",
};
const stages: readonly LiveInteraction["stage"][] = ["flow", "queue", "offered", "connected", "wrapUp"];

export function LiveInteractions({ interactions }: { interactions: readonly LiveInteraction[] }) {
  const { t } = useTranslation();
  const columns: TableColumnType<LiveInteraction>[] = [
    {
      key: "stage",
      title: t("live.stageTitle"),
      render: (_, { stage }) => {
        const tone = tones[stage];
        const word = t(`live.stage.${stage}`);
        return tone === undefined ? word : <StateBadge tone={tone}>{word}</StateBadge>;
      },
      filters: stages.map((value) => ({
        value,
        text: t(`live.stage.${value}`),
      })),
      onFilter: (value, item) => item.stage === value,
    },
    { key: "customer", title: t("live.customer"), dataIndex: "customerNumber" },
    { key: "queue", title: t("live.filterQueue"), render: (_, { queueName }) => queueName ?? "–" },
    { key: "agent", title: t("live.agent"), render: (_, { agentName }) => agentName ?? "–" },
    {
      key: "since",
      title: t("live.since"),
      align: "right",
      render: (_, { since }) => <Duration since={since} label={t("live.since")} />,
      sorter: (a, b) => b.since - a.since,
    },
    { key: "actions", width: 44, render: (_, interaction) => <InteractionActions interaction={interaction} /> },
  ];
  return (
    <Table
      size="small"
      rowKey="interactionId"
      columns={columns}
      dataSource={[...interactions]}
      pagination={interactions.length > 50 ? { pageSize: 50, size: "small" } : false}
      scroll={{ x: 560 }}
      locale={{ emptyText: <PageState kind="empty" title={t("live.noInteractions")} /> }}
    />
  );
}
