// Today in half hours as bars: answered, gave up, neither. The same figures stand in a table for who does not see bars.

import { type DayCourse as Course, getDayCourse } from "@tellerline/sdk";
import { formatDuration, PageState } from "@tellerline/ui";
import { Select, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { useLive } from "./use-live.ts";
import { useRefreshed } from "./use-refreshed.ts";
import "./day-course.css";

type Bucket = Course["items"][number];

const refreshMs = 30_000;
const parts = ["answered", "abandoned", "other"] as const;

/** Of one queue, or of all. */
export function useDayCourse(queueId: string | undefined) {
  const ask = () => api.call(getDayCourse, { query: queueId === undefined ? {} : { queueId } });
  return useRefreshed(["dayCourse", queueId], ask, refreshMs);
}

export function DayCourse() {
  const { t } = useTranslation();
  const queues = useLive("queues");
  const [queueId, setQueueId] = useState<string>();
  const query = useDayCourse(queueId);
  return (
    <>
      <div className="course-head">
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("live.filterQueue")}
          placeholder={t("floor.limits.allQueues")}
          value={queueId ?? null}
          onChange={(value: string | null) => setQueueId(value ?? undefined)}
          options={queues.map((queue) => ({ value: queue.queueId, label: queue.name }))}
        />
        <ul className="course-legend">
          {parts.map((part) => (
            <li key={part} data-part={part}>
              {t(`lines.part.${part}`)}
            </li>
          ))}
        </ul>
        <span className="quiet">{t("lines.courseHint")}</span>
      </div>
      <Loaded query={query}>
        {({ items }) =>
          items.every(({ offered }) => offered === 0) ? (
            <PageState kind="empty" title={t("lines.nobodyToday")} />
          ) : (
            <>
              <CourseBars items={items} />
              <CourseTable items={items} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function countOf(bucket: Bucket, part: (typeof parts)[number]): number {
  return part === "other" ? Math.max(0, bucket.offered - bucket.answered - bucket.abandoned) : bucket[part];
}

/** Where not all of the day has room, the present is what is looked for. */
function toTheEnd(bars: HTMLElement | null): void {
  if (bars !== null) bars.scrollLeft = bars.scrollWidth;
}

export function CourseBars({ items }: { items: readonly Bucket[] }) {
  const { t } = useTranslation();
  const { time, count } = useFormats();
  const most = Math.max(1, ...items.map(({ offered }) => offered));
  return (
    <div className="course-bars" aria-hidden="true" ref={toTheEnd}>
      <span className="course-most figures">{count(most)}</span>
      {items.map((bucket) => (
        <Tooltip
          key={bucket.at}
          title={
            <>
              {time(bucket.at).slice(0, 5)}
              {parts.map((part) => (
                <div key={part}>
                  {t(`lines.part.${part}`)} {count(countOf(bucket, part))}
                </div>
              ))}
            </>
          }
        >
          <div className="course-bucket" data-offered={bucket.offered}>
            <div className="course-bar">
              {parts.map((part) => (
                <span key={part} data-part={part} style={{ blockSize: `${(100 * countOf(bucket, part)) / most}%` }} />
              ))}
            </div>
            <span className="course-time figures">{time(bucket.at).slice(0, 5)}</span>
          </div>
        </Tooltip>
      ))}
    </div>
  );
}

function CourseTable({ items }: { items: readonly Bucket[] }) {
  const { t } = useTranslation();
  const { time, count } = useFormats();
  return (
    <table className="visually-hidden" aria-label={t("lines.course")}>
      <thead>
        <tr>
          <th scope="col">{t("live.since")}</th>
          <th scope="col">{t("lines.offered")}</th>
          <th scope="col">{t("lines.part.answered")}</th>
          <th scope="col">{t("lines.part.abandoned")}</th>
          <th scope="col">{t("floor.groupFigure.averageWait")}</th>
        </tr>
      </thead>
      <tbody>
        {items
          .filter(({ offered }) => offered > 0)
          .map(({ at, offered, answered, abandoned, waitMs }) => (
            <tr key={at}>
              <th scope="row">{time(at).slice(0, 5)}</th>
              <td>{count(offered)}</td>
              <td>{count(answered)}</td>
              <td>{count(abandoned)}</td>
              <td>{formatDuration(waitMs / offered)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
