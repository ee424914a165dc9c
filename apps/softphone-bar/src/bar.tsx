/** @jsxImportSource preact */
// The bar: who I am, the call, what can be done with it; below it, when needed, one panel.

import { currentInteraction, isAudioElsewhere, isFreeToDial, type Operation } from "@tellerline/sdk";
import { useState } from "preact/hooks";
import { AgentPart } from "./agent-part.tsx";
import { CallPart } from "./call-part.tsx";
import { OperationButtons, type Panel } from "./operation-buttons.tsx";
import { DigitsPanel, DropPanel, FilePanel, TargetPanel, WrapUpPanel } from "./panels.tsx";
import type { PartProps } from "./part-props.ts";
import { SessionForm, WorkForm } from "./sign-in-forms.tsx";

export function Bar({ desk, say }: PartProps) {
  return (
    <section class="bar" aria-label={say.bar} data-stage={desk.stage}>
      <Stage desk={desk} say={say} />
      <Notices desk={desk} say={say} />
    </section>
  );
}

function Stage({ desk, say }: PartProps) {
  switch (desk.stage) {
    case "starting":
      return <p class="quiet">{say.wait}</p>;
    case "signIn":
      return <SessionForm desk={desk} say={say} />;
    case "forbidden":
    case "noAgent":
      return (
        <>
          <p class="alarm" role="alert">
            {say[desk.stage]}
          </p>
          <SessionForm desk={desk} say={say} />
        </>
      );
    case "desk":
      return desk.desk?.state === "signedOut" ? <WorkForm desk={desk} say={say} /> : <Work desk={desk} say={say} />;
  }
}

function Work({ desk, say }: PartProps) {
  const [asked, setPanel] = useState<Panel>();
  const call = currentInteraction(desk.desk);
  const audioElsewhere = isAudioElsewhere(desk.phone.view);
  const allowed = (call?.allowed ?? []).filter((operation) => !(audioElsewhere && operation === "answer"));
  const mayDial = isFreeToDial(desk.desk);
  const possible = (panel: Panel) => (panel === "dial" ? mayDial : allowed.includes(panel));
  // What is no longer possible is no longer asked.
  const panel = asked !== undefined && possible(asked) ? asked : undefined;
  const close = () => setPanel(undefined);
  const perform = (operation: Operation) => desk.run(() => desk.operate({ operation } as never));
  return (
    <>
      <div class="row">
        <AgentPart desk={desk} say={say} />
        <CallPart desk={desk} say={say} call={call} />
      </div>
      <OperationButtons say={say} allowed={allowed} mayDial={mayDial} panel={panel} open={setPanel} perform={perform} />
      {call?.state === "wrapUp" && panel === undefined && (
        <WrapUpPanel key={call.interactionId} desk={desk} say={say} endsAt={call.wrapUpEndsAt} />
      )}
      {panel === "sendDigits" && <DigitsPanel desk={desk} say={say} close={close} />}
      {panel === "dropParty" && call !== undefined && <DropPanel desk={desk} say={say} call={call} close={close} />}
      {panel === "playFile" && <FilePanel desk={desk} say={say} close={close} />}
      {panel !== undefined && panel !== "sendDigits" && panel !== "dropParty" && panel !== "playFile" && (
        <TargetPanel key={panel} desk={desk} say={say} purpose={panel} close={close} />
      )}
    </>
  );
}

/** What is wrong, each with what to do about it. */
function Notices({ desk, say }: PartProps) {
  const { owner, microphoneProblem } = desk.phone.view;
  const problems: Record<string, string> = say.problems;
  const told = desk.problem?.reason ?? desk.problem?.code ?? "";
  return (
    <>
      {desk.problem !== undefined && (
        <p class="alarm" role="alert" data-problem={desk.problem.code}>
          {problems[told] ?? problems[desk.problem.code] ?? say.problems.other}
        </p>
      )}
      {desk.stage === "desk" && !desk.online && (
        <p class="alarm" role="status">
          {say.offline}
        </p>
      )}
      {microphoneProblem !== undefined && (
        <p class="alarm" role="alert">
          {say.microphone[microphoneProblem]}{" "}
          <button type="button" onClick={() => void desk.phone.openMicrophone()}>
            {say.again}
          </button>
        </p>
      )}
      {isAudioElsewhere(desk.phone.view) && (
        <p class="alarm" role="status" data-banner={owner === "otherTab" ? "other-tab" : "elsewhere"}>
          {owner === "otherTab" ? say.otherTab : say.elsewhere(desk.desk?.browserPhone?.label ?? "")}{" "}
          <button type="button" data-action="takeOver" onClick={() => desk.run(() => desk.phone.takeOver())}>
            {say.takeOver}
          </button>
        </p>
      )}
    </>
  );
}
