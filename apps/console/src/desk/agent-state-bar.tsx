// State of the agent with its time, the buttons that change it, the phone's condition.

import { CoffeeOutlined, DownOutlined, FormOutlined, LogoutOutlined } from "@ant-design/icons";
import { type ChoosableReason, type Desk, isAudioElsewhere } from "@tellerline/sdk";
import { Duration, KeyCaps, LevelMeter, StateBadge, StateMark } from "@tellerline/ui";
import { Button, Dropdown, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { usePhone } from "../phone/phone-store.ts";
import { PhoneVolume } from "../phone/phone-volume.tsx";
import { isTalking } from "./current-interaction.ts";
import { ForwardingButton } from "./forwarding.tsx";
import { MySkillsButton } from "./my-skills.tsx";
import { useDeskCommands, useDeskQuery } from "./use-desk.ts";
import { useHotKeyTable } from "./use-hot-keys.ts";

const reasons: readonly ChoosableReason[] = ["break", "meal", "training", "meeting", "other"];

export function AgentStateBar() {
  const { t } = useTranslation();
  const { data: desk } = useDeskQuery();
  const { run, busy } = useDeskCommands();
  const keys = useHotKeyTable();
  if (desk === undefined) return <div className="agent-state" />;
  if (desk.state === "signedOut") {
    return (
      <div className="agent-state">
        <StateBadge tone="signedOut" strong>
          {t("state.signedOut")}
        </StateBadge>
        <span className="quiet">{t("desk.signedOutHint")}</span>
      </div>
    );
  }
  const talking = desk.interactions.some(isTalking);
  return (
    // biome-ignore lint/a11y/useSemanticElements: state and buttons of a toolbar, not a form
    <div className="agent-state" role="group" aria-label={t("desk.states")}>
      <span className="agent-state-now" data-agent-state={desk.state}>
        <StateBadge tone={desk.state} strong>
          <StateText desk={desk} />
        </StateBadge>
        <Duration since={desk.since} label={t("desk.since")} />
      </span>
      <Button
        size="small"
        disabled={
          desk.locked || desk.state === "ready" || desk.state === "engaged" || desk.state === "reserved" || busy
        }
        onClick={() => run({ do: "state", request: { state: "ready" } })}
        icon={<StateMark tone="ready" />}
        aria-keyshortcuts={keys.ready}
        data-action="ready"
      >
        {t("state.ready")} <KeyCaps keys={keys.ready} />
      </Button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: reasons.map((reason) => ({ key: reason, label: t(`reason.${reason}`) })),
          onClick: ({ key }) => run({ do: "state", request: { state: "notReady", reason: key as ChoosableReason } }),
        }}
      >
        <Button
          size="small"
          disabled={desk.locked || desk.state === "reserved"}
          icon={<CoffeeOutlined />}
          aria-keyshortcuts={keys.notReady}
          data-action="notReady"
        >
          {t("state.notReady")} <KeyCaps keys={keys.notReady} /> <DownOutlined />
        </Button>
      </Dropdown>
      <Button
        size="small"
        disabled={desk.locked || (desk.state !== "ready" && desk.state !== "notReady")}
        onClick={() => run({ do: "state", request: { state: "wrapUp" } })}
        icon={<FormOutlined />}
      >
        {t("state.wrapUp")}
      </Button>
      <MySkillsButton disabled={desk.locked} />
      <ForwardingButton />
      <Button
        size="small"
        disabled={desk.locked}
        icon={<LogoutOutlined />}
        onClick={() => run({ do: "signOut" })}
        data-action="signOut"
      >
        {t("desk.signOut")}
      </Button>
      {desk.nextState !== null && talking && (
        <span className="quiet">{t("desk.afterCall", { state: t(`state.${desk.nextState}`) })}</span>
      )}
      <PhoneCondition desk={desk} />
    </div>
  );
}

function StateText({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const state = t(`state.${desk.state}`);
  if (desk.state !== "notReady" || desk.reason === null) return state;
  return `${state} · ${t(`reason.${desk.reason as ChoosableReason}`, { defaultValue: desk.reason })}`;
}

function PhoneCondition({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { status, owner, microphone } = usePhone();
  if (desk.terminal?.kind === "none") return <StateBadge tone="ready">{t("chat.noPhone")}</StateBadge>;
  if (desk.terminal?.kind !== "browser") {
    return (
      <StateBadge tone={desk.terminalOnline ? "ready" : "alarm"}>
        {t(desk.terminalOnline ? "desk.registered" : "desk.unregistered")}
      </StateBadge>
    );
  }
  if (isAudioElsewhere({ owner })) return <StateBadge tone="notReady">{t("phone.stopped")}</StateBadge>;
  const tone = status === "ready" ? "ready" : status === "connecting" ? "reserved" : "alarm";
  return (
    <>
      <Tooltip title={t("phone.microphone")}>
        <span className="phone-condition" data-phone={status}>
          <StateBadge tone={tone}>{t(`phone.${status}`)}</StateBadge>
          <LevelMeter stream={microphone} label={t("phone.microphone")} />
        </span>
      </Tooltip>
      <PhoneVolume />
    </>
  );
}
