// What is wrong at the moment, above every page: the connection, the phone, the microphone, another tab.

import type { Desk } from "@tellerline/sdk";
import { Alert, App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { currentInteraction, isTalking } from "../desk/current-interaction.ts";
import { openMicrophone, takeOverPhone, usePhone } from "../phone/phone-store.ts";
import { useEvents } from "../server-events.ts";

export function Banners({ desk }: { desk: Desk | undefined }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const events = useEvents((state) => state.state);
  const { owner, status, call, microphoneProblem } = usePhone();
  const withBrowser = desk?.state !== "signedOut" && desk?.terminal?.kind === "browser";
  const talking = isTalking(currentInteraction(desk));
  const soundLost = withBrowser && talking && owner === "mine" && status === "ready" && call === undefined;
  const takeOver = () => {
    if (!talking) return takeOverPhone();
    modal.confirm({
      title: t("phone.takeOverInCall"),
      okText: t("phone.takeOver"),
      cancelText: t("common.cancel"),
      onOk: takeOverPhone,
    });
  };
  return (
    <div className="banners">
      {events === "waiting" && <Alert banner type="error" title={t("events.waiting")} role="alert" />}
      {withBrowser && owner === "other" && (
        <Alert
          banner
          type="warning"
          data-banner="other-tab"
          title={`${t("phone.other")} ${t("phone.otherText")}`}
          action={
            <Button size="small" onClick={takeOver} data-action="takeOver">
              {t("phone.takeOver")}
            </Button>
          }
        />
      )}
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
            <Button size="small" onClick={() => openMicrophone()}>
              {t("phone.testMicrophone")}
            </Button>
          }
        />
      )}
    </div>
  );
}
