// How the agent stands in his team today (AG-09): the first ten and himself.

import { TrophyOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { getMyRanking, type MyRanking } from "@tellerline/sdk";
import { formatDuration } from "@tellerline/ui";
import { Button, Popover, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";

/** @param handled his own number: with it the list is asked for anew */
export function RankingButton({ handled }: { handled: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      placement="leftTop"
      content={<Ranking handled={handled} />}
      destroyOnHidden
    >
      <Button size="small" block icon={<TrophyOutlined />} data-action="ranking">
        {t("ranking.button")}
      </Button>
    </Popover>
  );
}

function Ranking({ handled }: { handled: number }) {
  const query = useQuery({
    queryKey: ["ranking", handled],
    queryFn: () => api.call(getMyRanking),
    placeholderData: (before) => before,
    // Only while it is looked at: colleagues' numbers are not pushed to agents.
    refetchInterval: 30_000,
  });
  return <Loaded query={query}>{(ranking) => <RankingTable ranking={ranking} />}</Loaded>;
}

function RankingTable({ ranking: { team, agents, items } }: { ranking: MyRanking }) {
  const { t } = useTranslation();
  const { percent } = useFormats();
  const duration = (ms: number | null) => (ms === null ? "–" : formatDuration(ms));
  return (
    <div className="ranking">
      <h3>{team === "" ? t("ranking.title") : t("ranking.titleOf", { team })}</h3>
      <Table
        size="small"
        pagination={false}
        rowKey={({ rank, name, own }) => `${rank} ${name} ${own}`}
        rowClassName={({ own }) => (own ? "ranking-own" : "")}
        dataSource={items}
        columns={[
          { title: t("ranking.rank"), dataIndex: "rank", align: "right" },
          { title: t("ranking.name"), dataIndex: "name" },
          { title: t("ranking.handled"), dataIndex: "handled", align: "right" },
          { title: t("ranking.averageTalk"), align: "right", render: (_, one) => duration(one.averageTalkMs) },
          { title: t("ranking.occupancy"), align: "right", render: (_, one) => percent(one.occupancy) },
        ]}
      />
      <p className="quiet">{t("ranking.of", { count: agents })}</p>
    </div>
  );
}
