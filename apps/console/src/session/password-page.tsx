// Changing one's password: by wish in a dialog, or as a page of its own when it must be changed.

import { ApiError, changePassword, type Me } from "@tellerline/sdk";
import { Alert, App, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemText } from "../problem-text.ts";
import { Logo } from "../shell/logo.tsx";
import { endSession } from "./session.ts";

interface Fields {
  current: string;
  next: string;
  again: string;
}

export function PasswordForm({ onDone }: { onDone(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [refused, setRefused] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async ({ current, next }: Fields) => {
    setBusy(true);
    setRefused(undefined);
    try {
      await api.call(changePassword, { body: { current, next } });
      queryClient.setQueryData<Me>(["me"], (me) => (me === undefined ? me : { ...me, mustChangePassword: false }));
      message.success(t("password.done"));
      onDone();
    } catch (error) {
      setRefused(error);
      const wrong = error instanceof ApiError ? (error.problem.errors ?? []) : [];
      form.setFields(wrong.map((field) => ({ name: field.field as keyof Fields, errors: [field.message] })));
    } finally {
      setBusy(false);
    }
  };
  const needed = [{ required: true, message: t("password.needed") }];
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} disabled={busy}>
      {refused !== undefined && <Alert type="error" showIcon title={problemText(refused)} role="alert" />}
      <Form.Item name="current" label={t("password.current")} rules={needed}>
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Form.Item name="next" label={t("password.next")} rules={needed} extra={t("password.rules")}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("password.again")}
        dependencies={["next"]}
        rules={[
          ...needed,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue("next") ? Promise.resolve() : Promise.reject(new Error(t("password.differ"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t("common.save")}
      </Button>
    </Form>
  );
}

export function PasswordPage() {
  const { t } = useTranslation();
  return (
    <main className="sign-in single">
      <section className="sign-in-form">
        <Logo />
        <h1>{t("password.title")}</h1>
        <Alert type="warning" showIcon title={t("password.must")} />
        <PasswordForm onDone={() => {}} />
        <Button type="link" onClick={() => endSession(false)}>
          {t("user.signOut")}
        </Button>
      </section>
    </main>
  );
}
