// The calls and chats that are going on, by stage.

import { QuestionCircleOutlined } from "@ant-design/icons";
import type { LiveInteraction } from "@tellerline/sdk";
import { Duration, PageState, StateBadge, type Tone } from "@tellerline/ui";
import { Button, Table, type TableColumnType } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRight } from "../session/session.ts";
import { ExplanationDrawer } from "./explanation-drawer.tsx";
import { InteractionActions } from "./leader-actions.tsx";
import { wishWord } from "./leader-choices.ts";
import { useLive } from "./use-live.ts";

/** Stages in which an agent takes part have his state's colour; in the flow and in the queue there is none yet. */
const tones: Partial<Record<LiveInteraction["stage"], Tone>> = {
  offered: "reserved",
  connected: "engaged",
  wrapUp: "wrapUp",
};
const stages: readonly LiveInteraction["stage"][] = ["flow", "queue", "offered", "connected", "wrapUp"];
const channels: readonly LiveInteraction["channel"][] = ["voice", "chat"];

export function LiveInteractions() {
  const { t } = useTranslation();
  const interactions = useLive("interactions");
  const queues = useLive("queues");
  const mayExplain = useRight("records.read");
  const [explained, setExplained] = useState<LiveInteraction>();
  const columns = useMemo(
    (): TableColumnType<LiveInteraction>[] => [
      {
        key: "stage",
        title: t("live.stageTitle"),
        render: (_, { stage }) => {
          const tone = tones[stage];
          const word = t(`live.stage.${stage}`);
          return tone === undefined ? word : <StateBadge tone={tone}>{word}</StateBadge>;
        },
        filters: stages.map((value) => ({ value, text: t(`live.stage.${value}`) })),
        onFilter: (value, item) => item.stage === value,
      },
      {
        key: "channel",
        title: t("floor.channel"),
        render: (_, { channel }) => t(`floor.channels.${channel}`),
        filters: channels.map((value) => ({ value, text: t(`floor.channels.${value}`) })),
        onFilter: (value, item) => item.channel === value,
      },
      { key: "customer", title: t("live.customer"), dataIndex: "customerNumber" },
      { key: "queue", title: t("live.filterQueue"), render: (_, { queueName }) => queueName ?? "–" },
      { key: "agent", title: t("live.agent"), render: (_, { agentName }) => agentName ?? "–" },
      {
        key: "supervisors",
        title: t("floor.supervisors"),
        render: (_, { supervisors = [], channel }) =>
          supervisors.map(({ name, mode }) => `${name} · ${wishWord(t, channel, mode)}`).join("，") || "–",
      },
      {
        key: "since",
        title: t("live.since"),
        align: "right",
        render: (_, { since }) => <Duration since={since} label={t("live.since")} />,
        sorter: (a, b) => b.since - a.since,
        showSorterTooltip: false,
      },
      {
        ...{ key: "actions", width: 76 },
        title: <span className="visually-hidden">{t("floor.actions")}</span>,
        render: (_, interaction) => (
          <span className="live-actions">
            {mayExplain && interaction.stage !== "flow" && (
              <Button
                type="text"
                size="small"
                icon={<QuestionCircleOutlined />}
                aria-label={t("routing.why", { customer: interaction.customerNumber })}
                title={t("routing.title")}
                onClick={() => setExplained(interaction)}
              />
            )}
            <InteractionActions interaction={interaction} queues={queues} />
          </span>
        ),
      },
    ],
    [t, queues, mayExplain],
  );
  return (
    <>
      <Table
        size="small"
        rowKey="interactionId"
        columns={columns}
        dataSource={[...interactions]}
        pagination={interactions.length > 50 ? { pageSize: 50, size: "small", showSizeChanger: false } : false}
        scroll={{ x: 760 }}
        locale={{ emptyText: <PageState kind="empty" title={t("live.noInteractions")} /> }}
      />
      {explained !== undefined && <ExplanationDrawer interaction={explained} onClose={() => setExplained(undefined)} />}
    </>
  );
}
