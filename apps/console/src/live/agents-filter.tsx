// What is shown of the agents and how; kept for the next time.

import { AppstoreOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Input, Segmented, Select } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { agentOrders, agentStates } from "./agent-selection.ts";
import { noFilter, useLiveSettings } from "./live-settings.ts";

interface AgentsFilterProps {
  teams: readonly string[];
  queues: readonly string[];
}

/** Drawn again only when a filter, a team or a queue changes, not with every event. */
export const AgentsFilter = memo(function AgentsFilter({ teams, queues }: AgentsFilterProps) {
  const { t } = useTranslation();
  const { filter, order, appearance, set } = useLiveSettings();
  // Of the filter as it is now: a second choice may come before the first is drawn.
  const change = (part: Partial<typeof filter>) => set({ filter: { ...useLiveSettings.getState().filter, ...part } });
  const isFiltered = Object.values(filter).some((value) => value !== null && value !== "");
  const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  return (
    <search className="live-filter">
      <Input
        allowClear
        placeholder={t("floor.searchAgent")}
        aria-label={t("floor.searchAgent")}
        value={filter.text}
        onChange={(event) => change({ text: event.target.value })}
      />
      <Select
        allowClear
        placeholder={t("live.filterState")}
        aria-label={t("live.filterState")}
        value={filter.state}
        onChange={(state) => change({ state: state ?? null })}
        options={agentStates.map((value) => ({ value, label: t(`state.${value}`) }))}
      />
      <Select
        allowClear
        showSearch
        placeholder={t("floor.team")}
        aria-label={t("floor.team")}
        value={filter.team}
        onChange={(team) => change({ team: team ?? null })}
        options={options(teams)}
      />
      <Select
        allowClear
        showSearch
        placeholder={t("live.filterQueue")}
        aria-label={t("live.filterQueue")}
        value={filter.queue}
        onChange={(queue) => change({ queue: queue ?? null })}
        options={options(queues)}
      />
      <Select
        aria-label={t("floor.order")}
        value={order}
        onChange={(value) => set({ order: value })}
        options={agentOrders.map((value) => ({ value, label: t(`floor.orders.${value}`) }))}
      />
      <Segmented<"tiles" | "list">
        className="live-appearance"
        aria-label={t("floor.appearance")}
        value={appearance}
        onChange={(value) => set({ appearance: value })}
        options={[
          { value: "tiles", icon: <AppstoreOutlined />, title: t("floor.tiles") },
          { value: "list", icon: <UnorderedListOutlined />, title: t("floor.list") },
        ]}
      />
      {isFiltered && (
        <Button type="link" size="small" onClick={() => set({ filter: noFilter })}>
          {t("calls.clear")}
        </Button>
      )}
    </search>
  );
});
