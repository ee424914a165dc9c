// Why an interaction waited and why it went where it went: a tab of the record.

import { useQuery } from "@tanstack/react-query";
import { type AgentVerdict, explainRouting, type RoutingStay } from "@tellerline/sdk";
import { formatDuration } from "@tellerline/ui";
import { Empty, Table, Tag, Tooltip } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import "./calls.css";

type Offer = RoutingStay["offers"][number];
type Interval = RoutingStay["intervals"][number];

export function RoutingExplanation({ interactionId }: { interactionId: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["routing", interactionId],
    queryFn: () => api.call(explainRouting, { path: { interactionId }, query: { candidates: 200 } }),
  });
  return (
    <Loaded query={query}>
      {({ stays }) =>
        stays.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("routing.none")} />
        ) : (
          <div className="routing-stays">
            {stays.map((stay) => (
              <Stay key={stay.enqueuedAt} stay={stay} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Stay({ stay }: { stay: RoutingStay }) {
  const { t } = useTranslation();
  const { time } = useFormats();
  // Who has waited for less than a second has nothing yet to be saved.
  const savings = stay.counterfactuals.filter(({ savedMs }) => savedMs >= 1000);
  return (
    <section className="routing-stay">
      <h3>
        {t("routing.stay", { queue: stay.queue.name })}
        <span className="figures quiet">{time(stay.enqueuedAt)}</span>
        <Tag>{t("routing.waited", { duration: formatDuration(stay.waitedMs) })}</Tag>
        <Tag>{endText(t, stay)}</Tag>
      </h3>
      <Causes stay={stay} />
      {stay.offers.length > 0 && (
        <>
          <h4>{t("routing.offers")}</h4>
          <ol className="routing-offers">
            {stay.offers.map((offer) => (
              <OfferLine key={`${offer.at}-${offer.agents[0]?.id}`} offer={offer} />
            ))}
          </ol>
        </>
      )}
      {savings.length > 0 && (
        <>
          <h4>{t("routing.counterfactuals")}</h4>
          <ul className="routing-list">
            {savings.map(({ change, subject, savedMs }) => (
              <li key={`${change}-${subject.id}`}>
                {t(`routing.counterfactual.${change}`, { subject: subject.name, saved: formatDuration(savedMs) })}
              </li>
            ))}
          </ul>
        </>
      )}
      {stay.changes.length > 0 && (
        <>
          <h4>{t("routing.changes")}</h4>
          <ul className="routing-list">
            {stay.changes.map(({ at, type, queue }) => (
              <li key={`${at}-${type}`}>
                <time className="figures quiet">{time(at)}</time>
                {t(`routing.change.${type as "moved"}`, { queue: queue?.name ?? "", defaultValue: type })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Causes({ stay }: { stay: RoutingStay }) {
  const { t } = useTranslation();
  const whole = Math.max(1, stay.waitedMs);
  return (
    <>
      <ul className="routing-bar" aria-label={t("routing.causes")}>
        {stay.intervals.map((interval) => (
          <Tooltip key={`${interval.from}-${interval.cause}`} title={causeText(t, interval)}>
            <li
              className={`cause-${interval.cause}`}
              style={{ width: `${((interval.to - interval.from) / whole) * 100}%` }}
              aria-label={causeText(t, interval)}
            />
          </Tooltip>
        ))}
      </ul>
      <ul className="routing-causes">
        {sums(stay.intervals).map((interval) => (
          <li key={interval.cause}>
            <span className={`routing-dot cause-${interval.cause}`} />
            <span>{t(`routing.cause.${interval.cause}`)}</span>
            <span className="figures">{formatDuration(interval.to - interval.from)}</span>
            <span className="quiet">{who(t, interval)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function OfferLine({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const { time } = useFormats();
  const strategy = t(`admin.strategyName.${offer.strategy as "longestIdle"}`, { defaultValue: offer.strategy });
  const agents = offer.agents.map(({ name }) => name).join("、");
  const by = t(`routing.decider.${offer.decidedBy as "only"}`, { defaultValue: offer.decidedBy });
  return (
    <li>
      <time className="figures">{time(offer.at)}</time>
      <details>
        <summary>
          {t("routing.offer", { queue: offer.queue.name, strategy, agents })}
          <span className="quiet">{t("routing.decidedBy", { by })}</span>
          <Tag>{outcomeText(t, offer.outcome ?? "ringing")}</Tag>
          <Tag {...(offer.reproduced ? {} : { color: "error" })}>
            {t(offer.reproduced ? "routing.reproduced" : "routing.notReproduced")}
          </Tag>
        </summary>
        <Table<AgentVerdict>
          size="small"
          rowKey={({ agent }) => agent.id}
          dataSource={offer.candidates}
          pagination={offer.candidates.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
          title={() => t("routing.candidates", { shown: offer.candidates.length, count: offer.candidateCount })}
          columns={[
            { title: t("routing.columns.agent"), render: (_, { agent }) => agent.name },
            { title: t("routing.columns.verdict"), render: (_, verdict) => verdictText(t, verdict) },
          ]}
        />
      </details>
    </li>
  );
}

/** One line per cause, in the order in which they came, with the last who were concerned. */
function sums(intervals: readonly Interval[]): Interval[] {
  const lines = new Map<string, Interval>();
  for (const interval of intervals) {
    const before = lines.get(interval.cause);
    const ms = interval.to - interval.from + (before === undefined ? 0 : before.to - before.from);
    lines.set(interval.cause, { ...interval, to: interval.from + ms });
  }
  return [...lines.values()];
}

type T = TFunction;

function verdictText(t: T, { verdict, detail }: AgentVerdict): string {
  const known = detail ?? "";
  const word =
    verdict === "notReady"
      ? t(`reason.${known as "break"}`, { defaultValue: known })
      : verdict === "busy"
        ? t(`state.${known as "engaged"}`, { defaultValue: known })
        : known;
  return t(`routing.verdict.${verdict}`, { detail: word });
}

function outcomeText(t: T, outcome: string): string {
  return t(`routing.outcome.${outcome as "assigned"}`, { defaultValue: outcome });
}

function endText(t: T, { end, agent }: RoutingStay): string {
  if (end === null) return t("routing.end.waiting");
  if (end === "assigned") return t("routing.end.assigned", { agent: agent?.name ?? "" });
  return t("routing.end.left", { reason: t(`routing.endReason.${end as "ended"}`, { defaultValue: end }) });
}

function who(t: T, { agents, agentCount }: Interval): string {
  const names = agents
    .slice(0, 3)
    .map(({ name }) => name)
    .join("、");
  return agentCount > 3 ? `${names} ${t("routing.andMore", { count: agentCount })}` : names;
}

function causeText(t: T, interval: Interval): string {
  const length = formatDuration(interval.to - interval.from);
  return [t(`routing.cause.${interval.cause}`), length, who(t, interval)].filter((part) => part !== "").join(" · ");
}
