/** @jsxImportSource preact */
// The operations: the usual ones always in their place, those of a consultation while there is one, the others behind 更多.

import {
  asksWhom,
  type BarAction,
  barButtons,
  type Operation,
  operationNow,
  type TargetedOperation,
} from "@tellerline/sdk";
import { useState } from "preact/hooks";
import type { Words } from "./words.ts";

/** What is asked before it is done. */
export type Panel = TargetedOperation | "dial" | "sendDigits" | "dropParty" | "playFile";

/** Always there, enabled when possible. */
const usual: readonly BarAction[] = [
  "dial",
  "answer",
  "reject",
  "hangUp",
  "hold",
  "mute",
  "consult",
  "transfer",
  "sendDigits",
];
/** There while they are possible. */
const passing: readonly BarAction[] = ["alternate", "completeTransfer", "cancelConsult", "threeWay"];
const elsewhere: readonly BarAction[] = ["pickUp"];

interface OperationButtonsProps {
  say: Words;
  allowed: readonly Operation[];
  mayDial: boolean;
  panel: Panel | undefined;
  open(panel: Panel | undefined): void;
  perform(operation: Operation): void;
}

export function OperationButtons({ say, allowed, mayDial, panel, open, perform }: OperationButtonsProps) {
  const [more, setMore] = useState(false);
  const shown = barButtons
    .filter(({ action }) => !elsewhere.includes(action))
    .map((button) => {
      const now = operationNow(button, allowed);
      const operation: Operation | "dial" = now?.operation ?? "dial";
      return { ...button, operation, possible: now?.possible ?? mayDial };
    });
  const place = ({ action, possible }: (typeof shown)[number]) =>
    usual.includes(action) || (passing.includes(action) && possible)
      ? "row"
      : passing.includes(action)
        ? "none"
        : "more";
  const button = ({ action, operation, possible, tone }: (typeof shown)[number]) => {
    const asks = panelOf(operation);
    const press = () => {
      if (asks === undefined) perform(operation as Operation);
      else open(panel === asks ? undefined : asks);
    };
    return (
      <button
        {...{ key: action, type: "button", class: `operation ${tone ?? ""}`, disabled: !possible, onClick: press }}
        data-operation={operation}
        aria-expanded={asks === undefined ? undefined : panel === asks}
      >
        {say.operations[operation]}
      </button>
    );
  };
  const rest = shown.filter((one) => place(one) === "more");
  return (
    <div class="row operations" role="toolbar" aria-label={say.bar}>
      {shown.filter((one) => place(one) === "row").map(button)}
      <button type="button" class="operation" data-action="more" aria-expanded={more} onClick={() => setMore(!more)}>
        {say.more} {more ? "▴" : "▾"}
      </button>
      {more && rest.map(button)}
    </div>
  );
}

function panelOf(operation: Operation | "dial"): Panel | undefined {
  if (operation === "dial" || operation === "sendDigits") return operation;
  if (operation === "dropParty" || operation === "playFile") return operation;
  return asksWhom(operation) ? operation : undefined;
}
