/** @jsxImportSource preact */
// What opens below the bar: whom to consult or transfer to, keys, the end of the wrap-up.

import {
  type DeskInteraction,
  type Directory,
  type Disposition,
  getDirectory,
  type OperateRequest,
  removable,
  type Target,
  type TargetedOperation,
  targetKinds,
} from "@tellerline/sdk";
import { useEffect, useState } from "preact/hooks";
import { Clock } from "./clock.tsx";
import type { PartProps } from "./part-props.ts";

interface PanelProps extends PartProps {
  close(): void;
}

export function TargetPanel({ desk, say, purpose, close }: PanelProps & { purpose: TargetedOperation | "dial" }) {
  const kinds = targetKinds[purpose];
  const [kind, setKind] = useState<Target["kind"]>(purpose === "dial" ? "number" : (kinds[0] ?? "number"));
  const [directory, setDirectory] = useState<Directory>();
  const [search, setSearch] = useState("");
  useEffect(() => {
    const load = () => desk.api.call(getDirectory).then(setDirectory, () => undefined);
    void load();
    const timer = setInterval(load, 3000);
    return () => clearInterval(timer);
  }, [desk]);
  const pick = (target: Target) => {
    close();
    desk.run(() =>
      purpose === "dial"
        ? desk.dial(target as Extract<Target, { kind: "agent" | "number" }>)
        : desk.operate({ operation: purpose, target }),
    );
  };
  const words = { agent: say.agents, queue: say.queues, flow: say.flows, number: say.numbers };
  const choices = choicesOf(kind, directory).filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  return (
    <div class="panel" role="dialog" aria-label={say.operations[purpose]} data-panel={purpose}>
      <div class="row">
        <strong>{say.operations[purpose]}</strong>
        {kinds.map((one) => (
          <button key={one} type="button" aria-pressed={one === kind} data-kind={one} onClick={() => setKind(one)}>
            {words[one]}
          </button>
        ))}
        {kind !== "number" && (
          <input
            placeholder={say.search}
            aria-label={say.search}
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        )}
        <button type="button" class="end" onClick={close}>
          {say.close}
        </button>
      </div>
      {kind === "number" ? (
        <NumberForm say={say} pick={pick} />
      ) : (
        <ul class="choices">
          {choices.map(({ name, note, free, target }) => (
            <li key={`${name} ${note}`}>
              <button type="button" disabled={!free} onClick={() => pick(target)}>
                {name} <span class="quiet">{note in say.agentStates ? agentWord(say, note) : note}</span>
              </button>
            </li>
          ))}
          {choices.length === 0 && <li class="quiet">{say.nobody}</li>}
        </ul>
      )}
    </div>
  );
}

function agentWord(say: PartProps["say"], state: string): string {
  return say.agentStates[state as keyof typeof say.agentStates];
}

interface Choice {
  name: string;
  /** A state of an agent, or how many wait. */
  note: string;
  free: boolean;
  target: Target;
}

function choicesOf(kind: Target["kind"], directory: Directory | undefined): Choice[] {
  if (directory === undefined) return [];
  if (kind === "agent")
    return directory.agents.map(({ id, name, state }) => ({
      ...{ name, note: state, free: ["ready", "notReady", "wrapUp"].includes(state) },
      target: { kind: "agent", agentId: id },
    }));
  if (kind === "queue")
    return directory.queues.map(({ id, name, waiting }) => ({
      ...{ name, note: String(waiting), free: true, target: { kind: "queue", queueId: id } },
    }));
  return directory.flows.map(({ id, name }) => ({
    ...{ name, note: "", free: true, target: { kind: "flow", flowId: id } },
  }));
}

function NumberForm({ say, pick }: Pick<PartProps, "say"> & { pick(target: Target): void }) {
  const [number, setNumber] = useState("");
  const clean = number.replaceAll(/[\s()-]/g, "");
  const valid = /^\+?[0-9]{1,20}$/.test(clean);
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) pick({ kind: "number", number: clean });
      }}
    >
      <input
        {...{ name: "number", inputMode: "tel", autocomplete: "off", maxLength: 40 }}
        placeholder={say.number}
        aria-label={say.number}
        value={number}
        onInput={(event) => setNumber(event.currentTarget.value)}
      />
      <button type="submit" class="main" disabled={!valid} data-action="pick">
        {say.choose}
      </button>
    </form>
  );
}

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

export function DigitsPanel({ desk, say, close }: PanelProps) {
  const [sent, setSent] = useState("");
  const press = (digits: string) => {
    setSent((text) => (text + digits).slice(-20));
    desk.run(() => desk.operate({ operation: "sendDigits", digits }));
  };
  return (
    <div class="panel row" role="dialog" aria-label={say.operations.sendDigits} data-panel="sendDigits">
      {keys.map((key) => (
        <button key={key} type="button" class="key" onClick={() => press(key)}>
          {key}
        </button>
      ))}
      <span class="quiet" aria-live="polite">
        {say.sent} <span class="figures">{sent}</span>
      </span>
      <button type="button" class="end" onClick={close}>
        {say.close}
      </button>
    </div>
  );
}

/** Whom to remove from the conference. */
export function DropPanel({ call, ...panel }: PanelProps & { call: DeskInteraction }) {
  const choices = removable(call, panel.desk.desk?.agentId).map(({ legId, label }) => ({ id: legId, name: label }));
  return <ChoicePanel {...panel} {...{ choices }} operation="dropParty" request={(legId) => ({ legId })} />;
}

/** What to play to everybody in the talk. */
export function FilePanel(panel: PanelProps) {
  const [directory, setDirectory] = useState<Directory>();
  const { desk } = panel;
  useEffect(() => void desk.api.call(getDirectory).then(setDirectory, () => undefined), [desk]);
  const choices = directory?.files ?? [];
  return <ChoicePanel {...panel} {...{ choices }} operation="playFile" request={(fileId) => ({ fileId })} />;
}

interface ChoicePanelProps extends PanelProps {
  operation: "dropParty" | "playFile";
  choices: readonly { id: string; name: string }[];
  request(id: string): object;
}

/** One of a few, by its button. */
function ChoicePanel({ desk, say, close, operation, choices, request }: ChoicePanelProps) {
  return (
    <div class="panel row" role="dialog" aria-label={say.operations[operation]} data-panel={operation}>
      <strong>{say.operations[operation]}</strong>
      {choices.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          onClick={() => {
            close();
            desk.run(() => desk.operate({ operation, ...request(id) } as OperateRequest));
          }}
        >
          {name}
        </button>
      ))}
      <button type="button" class="end" onClick={close}>
        {say.close}
      </button>
    </div>
  );
}

export function WrapUpPanel({ desk, say, endsAt }: PartProps & { endsAt: number | null }) {
  const [chosen, setChosen] = useState<Disposition>();
  const [note, setNote] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    desk.run(() =>
      desk.operate({
        operation: "endWrapUp",
        ...(chosen === undefined ? {} : { disposition: chosen }),
        ...(note.trim() === "" ? {} : { note }),
      }),
    );
  };
  return (
    <form class="panel row" aria-label={say.callStates.wrapUp} data-panel="wrapUp" onSubmit={submit}>
      <strong>{say.disposition}</strong>
      {(Object.entries(say.dispositions) as [Disposition, string][]).map(([value, word]) => (
        <button key={value} type="button" aria-pressed={chosen === value} onClick={() => setChosen(value)}>
          {word}
        </button>
      ))}
      <input
        class="wide"
        maxLength={2000}
        placeholder={say.note}
        aria-label={say.note}
        value={note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      {endsAt !== null && <Clock until={endsAt} now={desk.now} />}
      <button type="submit" class="main" data-action="endWrapUp">
        {say.endWrapUp}
      </button>
    </form>
  );
}
