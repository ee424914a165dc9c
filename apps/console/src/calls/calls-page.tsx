// The list of calls: filtered, endless, only the visible rows in the page.

import { AudioOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { listRecords, type RecordSummary } from "@tellerline/sdk";
import { formatDuration, PageState } from "@tellerline/ui";
import { Button } from "antd";
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { useEvents } from "../server-events.ts";
import { useRight } from "../session/session.ts";
import { Failed } from "../shell/loaded.tsx";
import "./calls.css";
import { useFormats } from "../shell/use-formats.ts";
import { Waiting } from "../shell/waiting.tsx";
import { CallsFilter, type CallsFilterValue } from "./calls-filter.tsx";

const pageSize = 100;
const columns = [
  "startedAt",
  "kind",
  "customer",
  "dialled",
  "queue",
  "agents",
  "wait",
  "talk",
  "endReason",
  "disposition",
  "recording",
] as const;

export function CallsPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<CallsFilterValue>({});
  const maySeeLost = useRight("agent.work");
  const newRecords = useEvents((events) => events.newRecords);
  const query = useInfiniteQuery({
    queryKey: ["records", filter],
    queryFn: ({ pageParam }) =>
      api.call(listRecords, {
        query: { ...filter, limit: pageSize, ...(pageParam === "" ? {} : { before: pageParam }) },
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const refresh = () => {
    useEvents.setState({ newRecords: 0 });
    void query.refetch();
  };
  const { data, error } = query;
  return (
    <div className="page calls-page">
      <div className="page-head">
        <h1>{t("calls.title")}</h1>
        <CallsFilter value={filter} onChange={setFilter} />
        {maySeeLost && <Link to="/lost-calls">{t("lostCalls.title")}</Link>}
        <span className="calls-fresh">
          {newRecords > 0 ? (
            <Button size="small" type="link" onClick={refresh}>
              {t("calls.newRecords", { count: newRecords })}
            </Button>
          ) : (
            <span className="quiet figures">{data !== undefined && t("calls.shown", { count: items.length })}</span>
          )}
        </span>
      </div>
      <div className="panel calls-panel">
        {data === undefined && (error === null ? <Waiting /> : <Failed query={query} />)}
        {data !== undefined && items.length === 0 && (
          <PageState
            kind="empty"
            title={t("calls.empty")}
            detail={t("calls.emptyText")}
            action={{ label: t("common.refresh"), onClick: refresh }}
          />
        )}
        {items.length > 0 && (
          <Rows items={items} more={query.hasNextPage && !query.isFetchingNextPage} onMore={query.fetchNextPage} />
        )}
      </div>
    </div>
  );
}

interface RowsProps {
  items: RecordSummary[];
  more: boolean;
  onMore(): Promise<unknown>;
}

function Rows({ items, more, onMore }: RowsProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const narrow = matchMedia("(max-width: 760px)").matches;
  // The compiler of React leaves this component alone, which is what the virtualizer needs.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => (narrow ? 64 : 36),
    overscan: 12,
  });
  const visible = virtualizer.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= items.length - 20) onMore().catch(() => {});
  }, [more, last, items.length, onMore]);
  return (
    <section className="calls-table" aria-label={t("calls.title")}>
      <div className="calls-row head" aria-hidden="true">
        {columns.map((column) => (
          <span key={column}>{t(`calls.columns.${column}`)}</span>
        ))}
      </div>
      <div ref={box} className="calls-scroll">
        <div style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
          {visible.map(({ index, start, size }) => {
            const item = items[index];
            return (
              item !== undefined && (
                <Row
                  key={item.interactionId}
                  item={item}
                  style={{ height: size, transform: `translateY(${start}px)` }}
                />
              )
            );
          })}
          {!more && last >= items.length - 1 && <p className="visually-hidden">{t("calls.end")}</p>}
        </div>
      </div>
    </section>
  );
}

function Row({ item, style }: { item: RecordSummary; style: CSSProperties }) {
  const { t } = useTranslation();
  const { dateTime, disposition } = useFormats();
  const cells: Record<(typeof columns)[number], ReactNode> = {
    startedAt: dateTime(item.startedAt),
    kind: item.channel === "chat" ? t("chat.chat") : t(`call.kind.${item.kind}`),
    customer: item.customerNumber || item.customerName,
    dialled: item.dialledNumber,
    queue: item.queueName ?? "–",
    agents: item.agentNames.join("、") || "–",
    wait: formatDuration(item.waitMs),
    talk: formatDuration(item.talkMs),
    endReason: t(`endReason.${item.endReason}`),
    disposition: disposition(item.disposition),
    recording: item.recordingCount > 0 && (
      <AudioOutlined aria-label={t("calls.hasRecording")} title={t("calls.hasRecording")} />
    ),
  };
  return (
    <Link
      to="/calls/$interactionId"
      params={{ interactionId: item.interactionId }}
      className="calls-row"
      style={style}
      data-record={item.interactionId}
    >
      {columns.map((column) => (
        <span key={column} className={`cell-${column}`}>
          {cells[column]}
        </span>
      ))}
    </Link>
  );
}
