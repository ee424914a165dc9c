// An interaction on the desk: who calls, why, what he did so far. The same card before the answer and during the talk.

import { Link } from "@tanstack/react-router";
import type { DeskInteraction } from "@tellerline/sdk";
import { Duration, formatDuration, StateBadge, type Tone } from "@tellerline/ui";
import { Button, Descriptions, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useFormats } from "../shell/use-formats.ts";
import { removable } from "./current-interaction.ts";
import { StepTrail } from "./step-trail.tsx";
import { useDeskCommands } from "./use-desk.ts";

const tones: Record<DeskInteraction["state"], Tone> = {
  offered: "reserved",
  dialling: "reserved",
  connected: "engaged",
  held: "engaged",
  consulting: "engaged",
  customerLeft: "engaged",
  conference: "engaged",
  wrapUp: "wrapUp",
};

interface CallCardProps {
  interaction: DeskInteraction;
  /** Who looks at it. */
  agentId: string;
}

export function CallCard({ interaction, agentId }: CallCardProps) {
  const { t } = useTranslation();
  const { languageName, time } = useFormats();
  const { state, customerNumber, customerName } = interaction;
  const attributes = Object.entries(interaction.attributes);
  return (
    <article className={`call-card tone-${tones[state]}`} data-call-state={state} aria-live="polite">
      <header>
        <StateBadge tone={tones[state]} strong>
          {t(`call.state.${state}`)}
        </StateBadge>
        <h2 className="figures" data-caller>
          {customerNumber === "" ? t("call.unknownNumber") : customerNumber}
        </h2>
        {customerName !== null && <span className="call-card-name">{customerName}</span>}
        <Tag>
          {interaction.supervision === undefined
            ? t(`call.kind.${interaction.kind}`)
            : t(`voice.supervisionMode.${interaction.supervision}`)}
        </Tag>
        <span className="call-card-time">
          {state === "offered" && interaction.offeredAt !== null && (
            <>
              <span className="quiet">{t("call.ringing")}</span>{" "}
              <Duration since={interaction.offeredAt} label={t("call.ringing")} />
            </>
          )}
          {state !== "offered" && state !== "wrapUp" && interaction.answeredAt !== null && (
            <Duration since={interaction.answeredAt} label={t("call.talking")} />
          )}
        </span>
        {interaction.allowed.includes("stopFile") && <span className="recording-mark on">{t("call.playingFile")}</span>}
        {interaction.muted && <span className="recording-mark paused">{t("call.muted")}</span>}
        {interaction.recording !== "off" && state !== "wrapUp" && (
          <span className={`recording-mark ${interaction.recording}`}>
            {t(`call.recording.${interaction.recording}`)}
          </span>
        )}
      </header>
      <div className="call-card-columns">
        <section>
          <Descriptions
            size="small"
            column={1}
            items={[
              { key: "queue", label: t("call.queue"), children: interaction.queueName ?? t("common.none") },
              {
                key: "waited",
                label: t("call.waited"),
                children: (
                  <span className="figures">
                    {interaction.waitedMs === null ? t("common.none") : formatDuration(interaction.waitedMs)}
                  </span>
                ),
              },
              { key: "language", label: t("call.language"), children: languageName(interaction.language) },
              { key: "dialled", label: t("call.dialled"), children: interaction.dialledNumber },
              { key: "started", label: t("call.started"), children: time(interaction.startedAt) },
            ]}
          />
          {attributes.length > 0 && (
            <>
              <h3>{t("call.attributes")}</h3>
              <dl className="attributes">
                {attributes.map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </>
          )}
          {interaction.parties.length > 2 && <Parties interaction={interaction} agentId={agentId} />}
        </section>
        <FlowPath path={interaction.path} />
        <Previous previous={interaction.previous} />
      </div>
    </article>
  );
}

function Parties({ interaction, agentId }: CallCardProps) {
  const { t } = useTranslation();
  const { run, busy } = useDeskCommands();
  const { interactionId } = interaction;
  const mine = removable(interaction, agentId);
  return (
    <>
      <h3>{t("call.parties")}</h3>
      <ul className="parties">
        {interaction.parties.map((party) => (
          <li key={party.legId}>
            <span className="quiet">{t(`call.partyRole.${party.role}`)}</span> {party.label}{" "}
            <span className="quiet">{t(`call.partyState.${party.state}`)}</span>
            {mine.includes(party) && (
              <Button
                size="small"
                disabled={busy}
                onClick={() =>
                  run({ do: "operate", interactionId, request: { operation: "dropParty", legId: party.legId } })
                }
              >
                {t("operation.dropParty")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function FlowPath({ path }: { path: DeskInteraction["path"] }) {
  const { t } = useTranslation();
  const { time } = useFormats();
  return (
    <section>
      <h3>{t("call.path")}</h3>
      {path.length === 0 ? (
        <p className="quiet">{t("call.noPath")}</p>
      ) : (
        <ol className="flow-path" data-path>
          {path.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
            <li key={`${step.at}-${index}`}>
              <time className="figures quiet">{time(step.at)}</time>
              <span>{step.label}</span>
              {step.exit !== null && step.exit !== "next" && !step.digits?.endsWith(step.exit) && (
                <span className="flow-exit">{step.exit}</span>
              )}
              <StepTrail step={step} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Previous({ previous }: { previous: DeskInteraction["previous"] }) {
  const { t } = useTranslation();
  const { dateTime, disposition } = useFormats();
  return (
    <section>
      <h3>{t("call.previous")}</h3>
      {previous.length === 0 ? (
        <p className="quiet">{t("call.noPrevious")}</p>
      ) : (
        <ul className="previous">
          {previous.map((record) => (
            <li key={record.interactionId}>
              <Link to="/calls/$interactionId" params={{ interactionId: record.interactionId }}>
                <span className="figures">{dateTime(record.at)}</span>
              </Link>
              <span>{t("call.previousLine", { queue: record.queueName ?? "–", agent: record.agentName ?? "–" })}</span>
              <span className="quiet">{disposition(record.disposition)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
