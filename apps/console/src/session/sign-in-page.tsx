// The sign-in page.

import { type Me, signIn } from "@tellerline/sdk";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemText } from "../problem-text.ts";
import { useSettings } from "../settings.ts";
import { Logo } from "../shell/logo.tsx";
import { changeLanguage, forgetEnded, sessionHasEnded } from "./session.ts";

let languageChosen = false;

export function SignInPage() {
  const { t } = useTranslation();
  const language = useSettings((settings) => settings.language);
  const [ended] = useState(sessionHasEnded);
  const [refused, setRefused] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (values: { login: string; password: string }) => {
    setBusy(true);
    try {
      const { me } = await api.call(signIn, { body: values });
      forgetEnded();
      if (languageChosen) changeLanguage(language, true);
      else useSettings.getState().setLanguage(me.language);
      queryClient.setQueryData<Me>(["me"], me);
    } catch (error) {
      setRefused(error);
    } finally {
      setBusy(false);
    }
  };
  const toggleLanguage = () => {
    languageChosen = true;
    changeLanguage(language === "zh-CN" ? "en-US" : "zh-CN", false);
  };
  return (
    <main className="sign-in">
      <section className="sign-in-intro">
        <Logo />
        <p className="sign-in-tagline">{t("app.tagline")}</p>
        <ul>
          <li>{t("signIn.point1")}</li>
          <li>{t("signIn.point2")}</li>
          <li>{t("signIn.point3")}</li>
        </ul>
      </section>
      <section className="sign-in-form">
        <div className="sign-in-head">
          <h1>{t("signIn.title")}</h1>
          <Button type="text" onClick={toggleLanguage} lang={language === "zh-CN" ? "en" : "zh"}>
            {t("user.otherLanguage")}
          </Button>
        </div>
        {ended && refused === undefined && <Alert type="info" showIcon title={t("signIn.ended")} role="status" />}
        {refused !== undefined && <Alert type="error" showIcon title={problemText(refused)} role="alert" />}
        <Form layout="vertical" requiredMark={false} onFinish={submit} disabled={busy}>
          <Form.Item
            name="login"
            label={t("signIn.login")}
            rules={[{ required: true, message: t("signIn.needLogin") }]}
          >
            <Input autoComplete="username" autoFocus size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("signIn.password")}
            rules={[{ required: true, message: t("signIn.needPassword") }]}
          >
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {t("signIn.submit")}
          </Button>
        </Form>
      </section>
    </main>
  );
}
