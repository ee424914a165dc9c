// The room as it is now: each seat with who sits there, his state and for how long; everything that can be done on the live
// page can be done from here.

import type { FloorPlan, LiveAgent, PlanSeat } from "@tellerline/sdk";
import { StateMark } from "@tellerline/ui";
import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { AgentActions } from "../live/leader-actions.tsx";
import { LimitedDuration } from "../live/level-mark.tsx";
import type { Limit } from "../live/limits.ts";
import { useLiveSettings } from "../live/live-settings.ts";
import { type Supervised, supervisionByAgent } from "../live/supervised.ts";
import { useLive } from "../live/use-live.ts";
import { useRight } from "../session/session.ts";
import { countSeated, occupantsOf } from "./occupants.ts";
import { type CellSize, on, PlanGrid } from "./plan-grid.tsx";

export function SeatMap({ plan, size, sought }: { plan: FloorPlan; size: CellSize; sought: string }) {
  const { t } = useTranslation();
  const agents = useLive("agents");
  const interactions = useLive("interactions");
  const { stateLimits } = useLiveSettings();
  const mayAct = useRight("supervise");
  const supervised = useMemo(() => supervisionByAgent(interactions), [interactions]);
  const occupants = useMemo(() => occupantsOf(agents, plan.seats), [agents, plan.seats]);
  const seated = plan.seats.map((seat) => ({ seat, agent: occupants.of(seat) }));
  const here = seated.flatMap(({ agent }) => agent ?? []);
  const { states, elsewhere } = countSeated(agents, here);
  return (
    <>
      <p className="seat-map-counts quiet" role="status">
        {(["ready", "reserved", "engaged", "wrapUp", "notReady"] as const).map((state) => (
          <span key={state} className={`tone-${state}`} data-count={state}>
            <StateMark tone={state} /> {t(`state.${state}`)} <b className="figures">{states.get(state) ?? 0}</b>
          </span>
        ))}
        <span>{t("seatMap.counts", { seats: plan.seats.length, elsewhere })}</span>
      </p>
      <PlanGrid plan={plan} size={size} role="list" aria-label={plan.name}>
        {seated.map(({ seat, agent }) => (
          <Seat
            key={seat.id}
            {...{ seat, agent, mayAct, small: size === "small" }}
            limit={agent && stateLimits[agent.state]}
            dimmed={sought !== "" && !isFound(sought, seat, agent)}
            {...(agent && supervised.get(agent.agentId))}
          />
        ))}
      </PlanGrid>
    </>
  );
}

function isFound(sought: string, { label }: PlanSeat, agent: LiveAgent | undefined): boolean {
  return [label, agent?.name ?? "", agent?.number ?? ""].some((text) =>
    text.toLowerCase().includes(sought.toLowerCase()),
  );
}

type SeatProps = {
  seat: PlanSeat;
  agent: LiveAgent | undefined;
  limit: Limit | undefined;
  mayAct: boolean;
  small: boolean;
  dimmed: boolean;
} & Partial<Supervised>;

/** Drawn again only when something about it changed. */
const Seat = memo(function Seat({ seat, agent, limit, mayAct, small, dimmed, who, name, mode }: SeatProps) {
  const { t } = useTranslation();
  const state = agent?.state;
  const watched =
    who === "by" && mode !== undefined ? t("floor.supervisedBy", { name, mode: t(`floor.supervise.${mode}`) }) : "";
  const title = [seat.label, agent?.name, state && t(`state.${state}`), watched].filter(Boolean).join(" · ");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of the room, not a list in the text
    <div
      role="listitem"
      className={`plan-seat ${state === undefined ? "is-empty" : `tone-${state}`} ${dimmed ? "is-dimmed" : ""}`}
      style={on({ ...seat, width: 1, height: 1 })}
      title={title}
      data-seat={seat.label}
      data-state={state ?? "empty"}
    >
      <span className="plan-seat-label quiet figures">{seat.label}</span>
      {agent === undefined || state === undefined ? (
        <span className="quiet plan-seat-name">{t("seatMap.empty")}</span>
      ) : (
        <>
          <span className="plan-seat-name">
            <StateMark tone={state} /> {agent.name}
          </span>
          {!small && (
            <span className="plan-seat-state">
              {watched !== "" && <span className="plan-seat-watched">{t("seatMap.watched")}</span>}
              {state === "signedOut" ? (
                <span className="quiet">{t("state.signedOut")}</span>
              ) : (
                <LimitedDuration since={agent.since} limit={limit} label={t("live.since")} />
              )}
            </span>
          )}
          {mayAct && <AgentActions agent={agent} />}
        </>
      )}
    </div>
  );
});
