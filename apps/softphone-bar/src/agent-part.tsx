/** @jsxImportSource preact */
// State of the agent with its time, and the buttons that change it.

import { type ChoosableReason, isAudioElsewhere, isTalking } from "@tellerline/sdk";
import { Clock } from "./clock.tsx";
import type { PartProps } from "./part-props.ts";

export function AgentPart({ desk, say }: PartProps) {
  const now = desk.desk;
  if (now === undefined) return null;
  const { state, reason, locked } = now;
  const reasons: Record<string, string> = { ...say.otherReasons, ...say.reasons };
  const why = state === "notReady" && reason !== null ? ` · ${reasons[reason] ?? reason}` : "";
  const talking = now.interactions.some(isTalking);
  const notReady = (chosen: string) =>
    desk.run(() => desk.setState({ state: "notReady", reason: chosen as ChoosableReason }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: state and buttons of a toolbar, not a form
    <div class="agent" role="group" aria-label={desk.me?.name ?? ""}>
      <strong>{desk.me?.name}</strong>
      <span class={`state tone-${state}`} data-agent-state={state}>
        {say.agentStates[state]}
        {why} <Clock since={now.since} now={desk.now} />
      </span>
      <button
        type="button"
        data-action="ready"
        disabled={locked || ["ready", "engaged", "reserved"].includes(state)}
        onClick={() => desk.run(() => desk.setState({ state: "ready" }))}
      >
        {say.agentStates.ready}
      </button>
      <select
        data-action="notReady"
        aria-label={say.agentStates.notReady}
        disabled={locked || state === "reserved"}
        value=""
        onChange={(event) => {
          notReady(event.currentTarget.value);
          event.currentTarget.value = "";
        }}
      >
        <option value="" disabled>
          {say.agentStates.notReady}
        </option>
        {Object.entries(say.reasons).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
      <button
        type="button"
        data-action="wrapUp"
        disabled={locked || (state !== "ready" && state !== "notReady")}
        onClick={() => desk.run(() => desk.setState({ state: "wrapUp" }))}
      >
        {say.agentStates.wrapUp}
      </button>
      <button type="button" data-action="signOut" disabled={locked} onClick={() => desk.run(() => desk.stopWork())}>
        {say.signOut}
      </button>
      {now.nextState !== null && talking && (
        <span class="quiet">{say.afterCall.replace("{state}", say.agentStates[now.nextState])}</span>
      )}
      <PhoneCondition desk={desk} say={say} />
    </div>
  );
}

function PhoneCondition({ desk, say }: PartProps) {
  const { terminal, terminalOnline } = desk.desk ?? {};
  if (terminal?.kind === "phone" && terminalOnline === false) return <span class="alarm">{say.unregistered}</span>;
  const { status, owner } = desk.phone.view;
  if (terminal?.kind !== "browser" || isAudioElsewhere({ owner })) return null;
  return (
    <span class={status === "refused" ? "alarm" : "quiet"} data-phone={status}>
      {say.phoneStates[status]}
    </span>
  );
}
