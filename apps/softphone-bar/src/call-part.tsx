/** @jsxImportSource preact */
// Who calls, where from, how long.

import type { DeskInteraction } from "@tellerline/sdk";
import { Clock } from "./clock.tsx";
import type { PartProps } from "./part-props.ts";

export function CallPart({ desk, say, call }: PartProps & { call: DeskInteraction | undefined }) {
  if (call === undefined) return <div class="call quiet">{say.idle}</div>;
  const { state, customerNumber, customerName, queueName, answeredAt, offeredAt } = call;
  const since = state === "offered" ? offeredAt : state === "wrapUp" ? null : answeredAt;
  const onPhone = state === "offered" && desk.desk?.terminal?.kind === "phone";
  return (
    <div class="call" data-call-state={state} aria-live="polite">
      <span class={`state tone-${tones[state]}`}>
        {say.callStates[state]} {since !== null && <Clock since={since} now={desk.now} />}
      </span>
      <strong class="figures" data-caller>
        {customerNumber === "" ? say.unknown : customerNumber}
      </strong>
      {customerName !== null && <span>{customerName}</span>}
      {queueName !== null && (
        <span class="quiet">
          {say.queue} {queueName}
        </span>
      )}
      {call.muted && <span class="alarm">{say.muted}</span>}
      {onPhone && <span class="quiet">{say.answerOnPhone}</span>}
    </div>
  );
}

const tones: Record<DeskInteraction["state"], string> = {
  offered: "reserved",
  dialling: "reserved",
  connected: "engaged",
  held: "engaged",
  consulting: "engaged",
  customerLeft: "engaged",
  conference: "engaged",
  wrapUp: "wrapUp",
};
