// The softphone bar: state of the agent, every operation, hot keys. Always in the same place on every page.

import {
  AudioMutedOutlined,
  AudioOutlined,
  CheckSquareOutlined,
  CloseOutlined,
  CustomerServiceOutlined,
  FieldTimeOutlined,
  ImportOutlined,
  MergeCellsOutlined,
  NumberOutlined,
  PauseCircleOutlined,
  PauseOutlined,
  PhoneOutlined,
  PlayCircleOutlined,
  PlusOutlined,
  RetweetOutlined,
  RollbackOutlined,
  SoundOutlined,
  StopOutlined,
  SwapOutlined,
  TeamOutlined,
  UserAddOutlined,
  UserDeleteOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";
import {
  asksWhom,
  type BarAction,
  barButtons,
  type DeskInteraction,
  isAudioElsewhere,
  type Operation,
  operationNow,
  type Target,
} from "@tellerline/sdk";
import { KeyCaps } from "@tellerline/ui";
import { Button, Popover } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../phone/phone-store.ts";
import { AgentStateBar } from "./agent-state-bar.tsx";
import { standsInBar } from "./bar-layout.ts";
import { currentInteraction, isFreeToDial, removable } from "./current-interaction.ts";
import { DialPad } from "./dial-pad.tsx";
import { FilePicker } from "./file-picker.tsx";
import { MoreOperations, useBarChoice } from "./more-operations.tsx";
import { usePickUps } from "./pick-ups.tsx";
import { type PickerPurpose, TargetPicker } from "./target-picker.tsx";
import { useDeskCommands, useDeskQuery } from "./use-desk.ts";
import { useHotKeys, useHotKeyTable } from "./use-hot-keys.ts";

const icons: Record<BarAction, ReactNode> = {
  dial: <PlusOutlined />,
  pickUp: <ImportOutlined />,
  answer: <PhoneOutlined />,
  reject: <StopOutlined />,
  hangUp: <CloseOutlined />,
  hold: <PauseOutlined />,
  holdPublicly: <PauseCircleOutlined />,
  mute: <AudioMutedOutlined />,
  consult: <CustomerServiceOutlined />,
  alternate: <RetweetOutlined />,
  completeTransfer: <CheckSquareOutlined />,
  cancelConsult: <RollbackOutlined />,
  threeWay: <TeamOutlined />,
  transfer: <SwapOutlined />,
  transferOnAnswer: <UserSwitchOutlined />,
  suspend: <FieldTimeOutlined />,
  addParty: <UserAddOutlined />,
  dropParty: <UserDeleteOutlined />,
  sendDigits: <NumberOutlined />,
  playFile: <SoundOutlined />,
  startRecording: <MergeCellsOutlined />,
};

const otherIcon: Partial<Record<Operation, ReactNode>> = {
  retrieve: <PlayCircleOutlined />,
  stopFile: <StopOutlined />,
  unmute: <AudioOutlined />,
};

/** Whom the key removes from a conference: on the call's card each of them can be. */
function lastJoined(interaction: DeskInteraction, agentId: string | undefined): string | undefined {
  return removable(interaction, agentId).at(-1)?.legId;
}

export function SoftphoneBar() {
  const { t } = useTranslation();
  const { data: desk } = useDeskQuery();
  const { run } = useDeskCommands();
  const elsewhere = usePhone(isAudioElsewhere);
  const keys = useHotKeyTable();
  const [picking, setPicking] = useState<PickerPurpose>();
  const [padOpen, setPadOpen] = useState(false);
  const [choosingFile, setChoosingFile] = useState(false);
  const interaction = currentInteraction(desk);
  const allowed = possibleHere(interaction, elsewhere);
  const mayDial = isFreeToDial(desk);
  const chosen = useBarChoice();

  const [pickUp] = usePickUps(desk);
  const takeOne = () => pickUp !== undefined && run({ do: "pickUp", interactionId: pickUp.interactionId });

  const perform = (operation: Operation) => {
    if (interaction === undefined) return;
    const { interactionId } = interaction;
    if (asksWhom(operation)) return setPicking(operation);
    if (operation === "dropParty") {
      const legId = lastJoined(interaction, desk?.agentId);
      if (legId !== undefined) run({ do: "operate", interactionId, request: { operation, legId } });
      return;
    }
    if (operation === "sendDigits") return setPadOpen((open) => !open);
    if (operation === "playFile") return setChoosingFile(true);
    run({ do: "operate", interactionId, request: { operation } });
  };
  const pick = (target: Target) => {
    if (picking === "dial") {
      if (target.kind === "agent" || target.kind === "number") run({ do: "dial", target });
    } else if (interaction !== undefined && picking !== undefined && picking !== "transferChat") {
      run({ do: "operate", interactionId: interaction.interactionId, request: { operation: picking, target } });
    }
  };
  useHotKeys((action) => {
    if (action === "dial") return mayDial ? setPicking("dial") : undefined;
    if (action === "pickUp") return takeOne();
    if (action === "ready" && desk !== undefined && desk.state !== "signedOut")
      return run({ do: "state", request: { state: "ready" } });
    if (action === "notReady" && desk !== undefined && desk.state !== "signedOut") {
      return run({ do: "state", request: { state: "notReady", reason: "break" } });
    }
    if (action === "endWrapUp") return document.getElementById("wrap-up-submit")?.click();
    const button = barButtons.find((candidate) => candidate.action === action);
    const now = button === undefined ? undefined : operationNow(button, allowed);
    if (now?.possible) perform(now.operation);
  });

  const send = (digits: string) => {
    if (interaction === undefined) return;
    run({ do: "operate", interactionId: interaction.interactionId, request: { operation: "sendDigits", digits } });
  };
  const starts: Partial<Record<BarAction, { possible: boolean; onClick(): unknown }>> = {
    dial: { possible: mayDial, onClick: () => setPicking("dial") },
    pickUp: { possible: pickUp !== undefined, onClick: takeOne },
  };
  const shown = barButtons.map((button) => {
    const { action, tone } = button;
    const now = operationNow(button, allowed);
    const name = now?.operation ?? (action as "dial" | "pickUp");
    const possible = now?.possible ?? starts[action]?.possible ?? false;
    const onClick = () => void (now === undefined ? starts[action]?.onClick() : perform(now.operation));
    const icon = otherIcon[name as Operation] ?? icons[action];
    const plain = <OperationButton key={action} {...{ name, icon, possible, tone, onClick }} keys={keys[action]} />;
    const element =
      action === "sendDigits" ? (
        <DigitsPopover key={action} open={padOpen && possible} onOpenChange={setPadOpen} onDigit={send}>
          {plain}
        </DigitsPopover>
      ) : (
        plain
      );
    return { action, inBar: name === "stopFile" || standsInBar(action, chosen, possible), element };
  });

  return (
    <section className="softphone" aria-label={t("desk.bar")}>
      <AgentStateBar />
      <div className="operations" role="toolbar" aria-label={t("desk.bar")}>
        {shown.filter((one) => one.inBar).map(({ element }) => element)}
        <MoreOperations actions={shown.map(({ action }) => action)}>
          {shown.filter((one) => !one.inBar).map(({ element }) => element)}
        </MoreOperations>
      </div>
      {choosingFile && interaction !== undefined && (
        <FilePicker
          onPick={(fileId) =>
            run({
              do: "operate",
              interactionId: interaction.interactionId,
              request: { operation: "playFile", fileId },
            })
          }
          onClose={() => setChoosingFile(false)}
        />
      )}
      {picking !== undefined && <TargetPicker purpose={picking} onPick={pick} onClose={() => setPicking(undefined)} />}
    </section>
  );
}

/** What this tab can do: another tab that owns the audio is the one to answer in. */
function possibleHere(interaction: DeskInteraction | undefined, audioElsewhere: boolean): readonly Operation[] {
  const allowed = interaction?.allowed ?? [];
  return audioElsewhere ? allowed.filter((operation) => operation !== "answer") : allowed;
}

interface OperationButtonProps {
  name: Operation | "dial" | "pickUp";
  icon: ReactNode;
  keys: string;
  possible: boolean;
  tone?: "go" | "stop" | undefined;
  onClick(): void;
}

function OperationButton({ name, icon, keys, possible, tone, onClick }: OperationButtonProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={`operation ${tone ?? ""}`}
      data-operation={name}
      disabled={!possible}
      aria-keyshortcuts={keys}
      onClick={onClick}
    >
      <span className="operation-icon" aria-hidden="true">
        {icon}
      </span>
      <span>{t(`operation.${name}`)}</span>
      <KeyCaps keys={keys} />
    </button>
  );
}

interface DigitsPopoverProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  onDigit(digit: string): void;
  children: ReactNode;
}

/** The keypad of second dialling, with what was sent. */
function DigitsPopover({ open, onOpenChange, onDigit, children }: DigitsPopoverProps) {
  const { t } = useTranslation();
  const [sent, setSent] = useState("");
  const pad = (close: () => void) => (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the keypad from any of its keys
    <div className="digits-popover" onKeyDown={(event) => event.key === "Escape" && close()}>
      <p className="figures" aria-live="polite">
        <span className="quiet">{t("pad.sent")}</span> {sent}
      </p>
      <DialPad
        onKey={(key) => {
          setSent((text) => (text + key).slice(-20));
          onDigit(key);
        }}
      />
      <Button block size="small" onClick={close}>
        {t("common.close")}
      </Button>
    </div>
  );
  const close = () => {
    setSent("");
    onOpenChange(false);
  };
  return (
    <Popover open={open} trigger={[]} content={pad(close)} title={t("pad.title")} destroyOnHidden>
      <span className="operation-slot">{children}</span>
    </Popover>
  );
}
