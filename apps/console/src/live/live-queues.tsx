// Queues with their numbers against their limits; each number explains its formula. A plain table, of which an event draws one
// row again and nothing else.

import type { LiveQueue } from "@tellerline/sdk";
import { PageState } from "@tellerline/ui";
import { Input, Pagination, Tooltip } from "antd";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { NameOrder } from "./agent-selection.ts";
import type { QueueLimits } from "./limits.ts";
import { limitsOf, type QueueOrder, useLiveSettings } from "./live-settings.ts";
import { figureValue, QueueFigureText, queueFigures, useFigureWords } from "./queue-figures.tsx";
import { useLive } from "./use-live.ts";

const pageSize = 20;
const names = new NameOrder();

/** Those whose name holds the text, in the order asked for. */
export function selectQueues(queues: readonly LiveQueue[], text: string, { by, descending }: QueueOrder): LiveQueue[] {
  const wanted = text.trim().toLowerCase();
  const chosen = names.inOrder(queues).filter(({ name }) => name.toLowerCase().includes(wanted));
  if (by === "name") return descending ? chosen.reverse() : chosen;
  const way = descending ? -1 : 1;
  // Who is equal stays in the order of names.
  return chosen.sort((a, b) => way * (figureValue(a, by) - figureValue(b, by)));
}

export function LiveQueues() {
  const { t } = useTranslation();
  const queues = useLive("queues");
  const settings = useLiveSettings();
  const [page, setPage] = useState(1);
  const { queueFilter, queueOrder, set } = settings;
  if (queues.length === 0) return <PageState kind="empty" title={t("live.noQueues")} />;
  const shown = selectQueues(queues, queueFilter, queueOrder);
  const first = Math.min(page - 1, Math.floor(Math.max(0, shown.length - 1) / pageSize)) * pageSize;
  return (
    <>
      {queues.length > pageSize && (
        <search className="live-filter">
          <Input
            allowClear
            placeholder={t("floor.searchQueue")}
            aria-label={t("floor.searchQueue")}
            value={queueFilter}
            onChange={(event) => set({ queueFilter: event.target.value })}
          />
        </search>
      )}
      <div className="queue-table-box">
        <table className="queue-table" aria-label={t("live.queues")}>
          <Head order={queueOrder} />
          <tbody>
            {shown.slice(first, first + pageSize).map((queue) => (
              <QueueRow key={queue.queueId} queue={queue} limits={limitsOf(queue.queueId, settings)} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length > pageSize && (
        <Pagination
          size="small"
          align="end"
          pageSize={pageSize}
          showSizeChanger={false}
          current={first / pageSize + 1}
          total={shown.length}
          onChange={setPage}
        />
      )}
    </>
  );
}

const QueueRow = memo(function QueueRow({ queue, limits }: { queue: LiveQueue; limits: QueueLimits }) {
  return (
    <tr data-queue={queue.queueId}>
      <th scope="row">{queue.name}</th>
      {queueFigures.map((figure) => (
        <td key={figure} data-figure={figure}>
          <QueueFigureText queue={queue} figure={figure} limits={limits} />
        </td>
      ))}
    </tr>
  );
});

const Head = memo(function Head({ order: { by, descending } }: { order: QueueOrder }) {
  const { t } = useTranslation();
  const wordsOf = useFigureWords();
  const set = useLiveSettings((settings) => settings.set);
  // Figures are looked at from the worst on, names from the first on.
  const sortBy = (name: QueueOrder["by"]) =>
    set({ queueOrder: { by: name, descending: by === name ? !descending : name !== "name" } });
  const sorted = (name: QueueOrder["by"]) => (by !== name ? "none" : descending ? "descending" : "ascending");
  const arrow = (name: QueueOrder["by"]) => (by !== name ? "" : descending ? " ↓" : " ↑");
  return (
    <thead>
      <tr>
        <th scope="col" aria-sort={sorted("name")}>
          <button type="button" onClick={() => sortBy("name")}>
            {t("live.filterQueue")}
            {arrow("name")}
          </button>
        </th>
        {queueFigures.map((figure) => {
          const { word, formula } = wordsOf(figure);
          return (
            <th key={figure} scope="col" aria-sort={sorted(figure)}>
              <Tooltip title={formula}>
                <button type="button" className="formula" onClick={() => sortBy(figure)}>
                  {word}
                  {arrow(figure)}
                </button>
              </Tooltip>
            </th>
          );
        })}
      </tr>
    </thead>
  );
});
