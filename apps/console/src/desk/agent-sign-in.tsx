// The agent signs in at a terminal: the browser's own phone, or one of the registered SIP phones; without one who takes
// no calls.

import { useQuery } from "@tanstack/react-query";
import { listMyPhones, type Terminal } from "@tellerline/sdk";
import { StateBadge } from "@tellerline/ui";
import { Alert, Button, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { agentPhone, usePhone } from "../phone/phone-store.ts";
import { useDeskCommands, useDeskQuery } from "./use-desk.ts";

const remembered = "tellerline-terminal";
const browserChoice = "browser";

export function AgentSignIn() {
  const { t } = useTranslation();
  const { run, busy } = useDeskCommands();
  const { data: desk } = useDeskQuery();
  const problem = usePhone((phone) => phone.microphoneProblem);
  const [choice, setChoice] = useState(() => localStorage.getItem(remembered) ?? browserChoice);
  const [asking, setAsking] = useState(false);
  const phones = useQuery({
    queryKey: ["myPhones"],
    queryFn: () => api.call(listMyPhones),
    refetchInterval: 5000,
  });
  const items = phones.data?.items ?? [];
  const chosen = items.find((phone) => phone.id === choice);
  const phoneless = desk?.capacity.voice === 0;
  const useBrowser = chosen === undefined && !phoneless;
  const signIn = async () => {
    localStorage.setItem(remembered, useBrowser ? browserChoice : choice);
    let terminal: Terminal = { kind: "browser" };
    if (phoneless) terminal = { kind: "none" };
    else if (chosen !== undefined) terminal = { kind: "phone", phoneId: chosen.id };
    else {
      setAsking(true);
      const granted = await agentPhone.openMicrophone();
      setAsking(false);
      if (!granted) return;
    }
    run({ do: "signIn", terminal });
  };
  return (
    <section className="agent-sign-in">
      <h2>{t("desk.signInTitle")}</h2>
      <p className="quiet">{t(phoneless ? "chat.noPhoneText" : "desk.signInText")}</p>
      {problem !== undefined && useBrowser && (
        <Alert type="error" showIcon title={t(`phone.${problem}`)} role="alert" />
      )}
      {phoneless ? (
        <StateBadge tone="ready">{t("chat.noPhone")}</StateBadge>
      ) : (
        <Radio.Group
          aria-label={t("desk.terminal")}
          value={useBrowser ? browserChoice : choice}
          onChange={(event) => setChoice(String(event.target.value))}
        >
          <Radio value={browserChoice}>{t("desk.browserPhone")}</Radio>
          {items.map((phone) => (
            <Radio key={phone.id} value={phone.id}>
              {t("desk.sipPhone", { name: phone.name })}{" "}
              <StateBadge tone={phone.registered ? "ready" : "signedOut"}>
                {t(phone.registered ? "desk.registered" : "desk.unregistered")}
              </StateBadge>
            </Radio>
          ))}
        </Radio.Group>
      )}
      <Button type="primary" size="large" onClick={signIn} loading={busy || asking} data-action="signIn" autoFocus>
        {t("desk.signIn")}
      </Button>
    </section>
  );
}
