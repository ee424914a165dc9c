// The desk: sign-in, what rings or talks, wrap-up, figures of the day.

import type { Desk, DeskInteraction } from "@tellerline/sdk";
import { asServerTime, formatDuration, PageState, useNow } from "@tellerline/ui";
import { useTranslation } from "react-i18next";
import { chatsOf } from "../chat/chat-figures.ts";
import { useChats } from "../chat/chat-store.ts";
import { ChatWorkspace, openChat } from "../chat/chat-workspace.tsx";
import { CustomerPanel } from "../customer/customer-panel.tsx";
import { Loaded } from "../shell/loaded.tsx";
import { AgentSignIn } from "./agent-sign-in.tsx";
import { CallCard } from "./call-card.tsx";
import { callsOf, currentInteraction } from "./current-interaction.ts";
import { FollowUps } from "./follow-ups.tsx";
import { ForcedNotice } from "./forced-notice.tsx";
import { InteractionNotes } from "./interaction-notes.tsx";
import { PickUps } from "./pick-ups.tsx";
import { RankingButton } from "./ranking.tsx";
import { useDeskQuery } from "./use-desk.ts";
import { WrapUpForm } from "./wrap-up-form.tsx";

export function DeskPage() {
  const { t } = useTranslation();
  const query = useDeskQuery();
  return (
    <div className="page desk-page">
      <h1 className="visually-hidden">{t("desk.title")}</h1>
      <Loaded query={query}>
        {(desk) => (
          <>
            <div className="desk-main">
              <ForcedNotice forced={desk.forced} />
              <PickUps desk={desk} />
              {/* A leader watches a chat without being signed in as an agent. */}
              {(desk.state !== "signedOut" || desk.interactions.length > 0) && <Work desk={desk} />}
              {desk.state === "signedOut" && <AgentSignIn />}
            </div>
            <div className="desk-side">
              <CustomerBeside desk={desk} />
              <Today desk={desk} asOf={query.dataUpdatedAt} />
              <FollowUps />
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Work({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const calls = callsOf(desk);
  if (desk.interactions.length === 0) {
    const detail = !desk.terminalOnline
      ? t("desk.terminalOffline")
      : t(desk.state === "ready" ? "desk.idleReady" : "desk.idleNotReady");
    return (
      <div className="desk-idle">
        <PageState kind="empty" title={t("desk.idleTitle")} detail={detail} />
        <p className="quiet">{t("desk.hotKeysHint")}</p>
      </div>
    );
  }
  return (
    <>
      {calls.map((interaction) => (
        <div key={interaction.interactionId} className="panel">
          <CallCard interaction={interaction} agentId={desk.agentId} />
          {interaction.state === "wrapUp" && <WrapUpForm interaction={interaction} />}
        </div>
      ))}
      {calls.length < desk.interactions.length && <ChatWorkspace desk={desk} />}
      <NotesBeside desk={desk} />
    </>
  );
}

/** The call, or the chat that is open. */
function useOpen(desk: Desk): DeskInteraction | undefined {
  const selected = useChats((state) => state.selected);
  return currentInteraction(desk) ?? openChat(chatsOf(desk), selected);
}

function NotesBeside({ desk }: { desk: Desk }) {
  const interaction = useOpen(desk);
  if (interaction === undefined) return null;
  return <InteractionNotes key={interaction.interactionId} interaction={interaction} />;
}

function CustomerBeside({ desk }: { desk: Desk }) {
  const interaction = useOpen(desk);
  if (interaction === undefined) return null;
  return <CustomerPanel key={interaction.interactionId} interactionId={interaction.interactionId} />;
}

const tickingField: Partial<Record<Desk["state"], keyof Desk["today"]>> = {
  engaged: "talkMs",
  wrapUp: "wrapUpMs",
  ready: "readyMs",
  notReady: "notReadyMs",
};

/** The figures of the day; the one of the present state goes on between the server's messages. */
function Today({ desk, asOf }: { desk: Desk; asOf: number }) {
  const { t } = useTranslation();
  const now = useNow();
  const field = tickingField[desk.state];
  const shown = (name: keyof Desk["today"]) => {
    const base = desk.today[name];
    return formatDuration(name === field ? base + Math.max(0, now - asServerTime(asOf)) : base);
  };
  const figures: [string, string][] = [
    [t("desk.handled"), String(desk.today.handled)],
    [t("desk.missed"), String(desk.today.missed)],
    [t("desk.talk"), shown("talkMs")],
    [t("desk.readyTime"), shown("readyMs")],
    [t("desk.wrapUpTime"), shown("wrapUpMs")],
    [t("desk.notReadyTime"), shown("notReadyMs")],
  ];
  return (
    <aside className="panel today" aria-label={t("desk.today")}>
      <h2>{t("desk.today")}</h2>
      <dl>
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
      <RankingButton handled={desk.today.handled} />
    </aside>
  );
}
