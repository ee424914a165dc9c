// One call: summary, segments to scale, sound, timeline, SIP.

import { ArrowLeftOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type Record as CallRecord, getRecord } from "@tellerline/sdk";
import { formatDuration } from "@tellerline/ui";
import { Button, Descriptions, Tabs, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { ChatLog } from "../chat/chat-log.tsx";
import { LeaderDialogs, openLeaderDialog } from "../live/leader-dialogs.tsx";
import { useRight } from "../session/session.ts";
import { Loaded } from "../shell/loaded.tsx";
import "./calls.css";
import { useFormats } from "../shell/use-formats.ts";
import { RecordingPlayer } from "./recording-player.tsx";
import { RoutingExplanation } from "./routing-explanation.tsx";
import { SegmentsBar } from "./segments-bar.tsx";
import { SipLadder } from "./sip-ladder.tsx";
import { timelineReason, timelineText } from "./timeline-text.ts";

export function RecordPage() {
  const { t } = useTranslation();
  const { interactionId } = useParams({ from: "/calls/$interactionId" });
  const query = useQuery({
    queryKey: ["record", interactionId],
    queryFn: () => api.call(getRecord, { path: { interactionId } }),
  });
  return (
    <div className="page record-page">
      <div className="page-head">
        <Link to="/calls" aria-label={t("common.back")}>
          <ArrowLeftOutlined />
        </Link>
        <h1>{t(query.data?.channel === "chat" ? "record.chatTitle" : "record.title")}</h1>
        {query.data !== undefined && (
          <>
            <span className="record-number figures">{query.data.customerNumber || query.data.customerName}</span>
            <Tag>{query.data.channel === "chat" ? t("chat.chat") : t(`call.kind.${query.data.kind}`)}</Tag>
            <BlockButton record={query.data} />
          </>
        )}
      </div>
      <Loaded query={query}>{(record) => <Record record={record} />}</Loaded>
    </div>
  );
}

function BlockButton({ record: { interactionId, customerNumber, customerName } }: { record: CallRecord }) {
  const { t } = useTranslation();
  const mayBlock = useRight("supervise");
  if (!mayBlock) return null;
  const ask = () =>
    openLeaderDialog({ kind: "block", interactionId, customer: customerNumber || (customerName ?? "") });
  return (
    <>
      <Button size="small" danger icon={<StopOutlined />} onClick={ask}>
        {t("floor.block.do")}
      </Button>
      <LeaderDialogs />
    </>
  );
}

function Record({ record }: { record: CallRecord }) {
  const { t } = useTranslation();
  const [all, own] = [useRight("records.listen"), useRight("records.listenOwn")];
  // Who may hear his own alone sees no others.
  const mayListen = all || own;
  const mayTrace = useRight("records.trace");
  const mayExplain = useRight("records.read");
  const { interactionId, recordings, segments } = record;
  const chat = record.channel === "chat";
  return (
    <>
      <section className="panel" aria-label={t("record.summary")}>
        <Summary record={record} />
      </section>
      <section className="panel">
        <h2>{t(chat ? "record.chatSegments" : "record.segments")}</h2>
        {segments.length === 0 ? (
          <p className="quiet">{t("record.noSegments")}</p>
        ) : (
          <SegmentsBar segments={segments} from={record.startedAt} to={record.endedAt} />
        )}
      </section>
      {chat ? (
        <section className="panel" data-chat-log>
          <h2>{t("chat.log")}</h2>
          <ChatLog interactionId={interactionId} />
        </section>
      ) : (
        <section className="panel">
          <h2>{t("record.recordings")}</h2>
          {recordings.length === 0 && <p className="quiet">{t("record.noRecording")}</p>}
          {recordings.length > 0 && !mayListen && <p className="quiet">{t("record.noListen")}</p>}
          {mayListen &&
            recordings.map((recording) => (
              <RecordingPlayer key={recording.recordingId} interactionId={interactionId} recording={recording} />
            ))}
        </section>
      )}
      <section className="panel">
        <Tabs
          items={[
            { key: "timeline", label: t("record.timeline"), children: <Timeline record={record} /> },
            ...(mayTrace && !chat
              ? [{ key: "sip", label: t("record.sip"), children: <SipLadder interactionId={interactionId} /> }]
              : []),
            ...(mayExplain
              ? [
                  {
                    key: "routing",
                    label: t("routing.title"),
                    children: <RoutingExplanation interactionId={interactionId} />,
                  },
                ]
              : []),
          ]}
        />
      </section>
    </>
  );
}

function Summary({ record }: { record: CallRecord }) {
  const { t } = useTranslation();
  const { dateTime, disposition } = useFormats();
  const none = t("common.none");
  const span = (ms: number) => <span className="figures">{formatDuration(ms)}</span>;
  const items = [
    { key: "at", label: t("calls.columns.startedAt"), children: dateTime(record.startedAt) },
    { key: "dialled", label: t("calls.columns.dialled"), children: record.dialledNumber },
    { key: "queue", label: t("calls.columns.queue"), children: record.queueName ?? none },
    { key: "agents", label: t("calls.columns.agents"), children: record.agentNames.join("、") || none },
    { key: "wait", label: t("calls.columns.wait"), children: span(record.waitMs) },
    { key: "talk", label: t("calls.columns.talk"), children: span(record.talkMs) },
    { key: "duration", label: t("record.duration"), children: span(record.durationMs) },
    { key: "end", label: t("calls.columns.endReason"), children: t(`endReason.${record.endReason}`) },
    { key: "disposition", label: t("calls.columns.disposition"), children: disposition(record.disposition) },
    { key: "note", label: t("record.note"), children: record.note ?? none },
    { key: "trace", label: t("record.trace"), children: <code>{record.traceId}</code>, span: 2 },
  ];
  return <Descriptions size="small" column={{ xs: 1, sm: 2, lg: 4 }} items={items} />;
}

function Timeline({ record }: { record: CallRecord }) {
  const { t } = useTranslation();
  const { time } = useFormats();
  return (
    <ol className="timeline">
      {record.timeline.map((entry) => {
        const reason = timelineReason(entry);
        return (
          <li key={entry.sequence} className={`entry-${entry.type}`}>
            <time className="figures">{time(entry.at)}</time>
            <span className="figures quiet">+{formatDuration(entry.at - record.startedAt)}</span>
            <details>
              <summary>
                {timelineText(entry)}
                {reason !== undefined && <span className="flow-exit">{reason}</span>}
              </summary>
              <pre title={t("timeline.detail")}>{JSON.stringify(entry.data, null, 2)}</pre>
            </details>
          </li>
        );
      })}
    </ol>
  );
}
