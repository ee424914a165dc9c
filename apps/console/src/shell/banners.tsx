// What is wrong at the moment, above every page: the connection, the phone, the microphone, another tab.

import { ApiError, type Desk, isAudioElsewhere } from "@tellerline/sdk";
import { Alert, App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { currentInteraction, isTalking } from "../desk/current-interaction.ts";
import { agentPhone, usePhone } from "../phone/phone-store.ts";
import { problemText } from "../problem-text.ts";
import { useEvents } from "../server-events.ts";
import { useFormats } from "./use-formats.ts";

export function Banners({ desk }: { desk: Desk | undefined }) {
  const { t } = useTranslation();
  const events = useEvents((state) => state.state);
  const { owner, status, call, microphoneProblem } = usePhone();
  const withBrowser = desk?.state !== "signedOut" && desk?.terminal?.kind === "browser";
  const talking = isTalking(currentInteraction(desk));
  const soundLost = withBrowser && talking && owner === "mine" && status === "ready" && call === undefined;
  return (
    <div className="banners">
      {events === "waiting" && <Alert banner type="error" title={t("events.waiting")} role="alert" />}
      {withBrowser && isAudioElsewhere({ owner }) && <SoundElsewhere desk={desk} />}
      {soundLost && <Alert banner type="warning" title={t("phone.soundLost")} role="alert" />}
      {withBrowser && owner === "mine" && status === "refused" && (
        <Alert banner type="error" title={t("phone.refused")} role="alert" />
      )}
      {withBrowser && owner === "mine" && microphoneProblem !== undefined && (
        <Alert
          banner
          type="error"
          role="alert"
          title={t(`phone.${microphoneProblem}`)}
          action={
            <Button size="small" onClick={() => agentPhone.openMicrophone()}>
              {t("phone.testMicrophone")}
            </Button>
          }
        />
      )}
    </div>
  );
}

/** Where the phone is, and how to have it here. */
function SoundElsewhere({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const { dateTime } = useFormats();
  const otherTab = usePhone((phone) => phone.owner === "otherTab");
  const take = () =>
    agentPhone.takeOver().catch((error: unknown) => {
      const busy = error instanceof ApiError && error.problem.reason === "phoneBusy";
      void message.error(busy ? t("phone.phoneBusy") : problemText(error));
    });
  const takeOver = () => {
    // Between tabs the browser decides, and would cut the call; from another browser the server gives none away in a talk.
    if (!otherTab || !isTalking(currentInteraction(desk))) return void take();
    modal.confirm({
      title: t("phone.takeOverInCall"),
      okText: t("phone.takeOver"),
      cancelText: t("common.cancel"),
      onOk: take,
    });
  };
  const { label = "", since = 0 } = desk.browserPhone ?? {};
  const where = { label: label === "" ? t("phone.unknownBrowser") : label, since: dateTime(since) };
  return (
    <Alert
      banner
      type="warning"
      data-banner={otherTab ? "other-tab" : "elsewhere"}
      title={
        otherTab
          ? `${t("phone.other")} ${t("phone.otherText")}`
          : `${t("phone.elsewhere", where)} ${t("phone.elsewhereText")}`
      }
      action={
        <Button size="small" onClick={takeOver} data-action="takeOver">
          {t("phone.takeOver")}
        </Button>
      }
    />
  );
}
