// Queues with their numbers; each number explains its formula.

import type { LiveQueue } from "@tellerline/sdk";
import { Duration, formatDuration, PageState } from "@tellerline/ui";
import { Table, type TableColumnType, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Texts } from "../i18n/zh-cn.ts";
import { useFormats } from "../shell/use-formats.ts";

type Figure = keyof Texts["live"]["formula"];

export function LiveQueues({ queues }: { queues: readonly LiveQueue[] }) {
  const { t } = useTranslation();
  const { count, percent } = useFormats();
  const figure = (name: Figure, render: (queue: LiveQueue) => ReactNode): TableColumnType<LiveQueue> => ({
    key: name,
    align: "right",
    title: (
      <Tooltip title={t(`live.formula.${name}`)}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the formula must be reachable by keyboard */}
        <span className="formula" tabIndex={0}>
          {t(`live.${name}`)}
        </span>
      </Tooltip>
    ),
    render: (_, queue) => render(queue),
  });
  const columns: TableColumnType<LiveQueue>[] = [
    { key: "name", title: t("live.filterQueue"), dataIndex: "name", fixed: "left", width: 140 },
    figure("waiting", (queue) => (
      <strong className={queue.waiting > 0 ? "is-waiting" : ""}>{count(queue.waiting)}</strong>
    )),
    figure("longest", (queue) =>
      queue.longestSince === null || queue.waiting === 0 ? (
        "–"
      ) : (
        <Duration since={queue.longestSince} label={t("live.longest")} />
      ),
    ),
    figure("expectedWait", (queue) => (queue.expectedWaitMs === null ? "–" : formatDuration(queue.expectedWaitMs))),
    figure("ready", (queue) => count(queue.agentsReady)),
    figure("signedIn", (queue) => count(queue.agentsSignedIn)),
    figure("offered", (queue) => count(queue.today.offered)),
    figure("answered", (queue) => count(queue.today.answered)),
    figure("abandoned", (queue) => count(queue.today.abandoned)),
    figure("averageWait", (queue) =>
      queue.today.offered === 0 ? "–" : formatDuration(queue.today.waitMs / queue.today.offered),
    ),
    figure("serviceLevel", (queue) => (
      <Tooltip title={t(`admin.serviceLevelFormula.${queue.serviceLevelFormula}`)}>
        {percent(queue.serviceLevel)}
      </Tooltip>
    )),
  ];
  return (
    <Table
      size="small"
      rowKey="queueId"
      columns={columns}
      dataSource={[...queues]}
      pagination={queues.length > 20 ? { pageSize: 20, size: "small" } : false}
      scroll={{ x: 900 }}
      locale={{ emptyText: <PageState kind="empty" title={t("live.noQueues")} /> }}
    />
  );
}
