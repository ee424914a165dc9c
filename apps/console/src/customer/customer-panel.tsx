// Who the customer is and what was had with him on every channel (AG-04, CM-02).

import { EditOutlined, MessageOutlined, PhoneOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  type CustomerLanguage,
  type CustomerView,
  getCustomer,
  getDirectory,
  type RecordSummary,
  saveCustomer,
  type Tier,
} from "@tellerline/sdk";
import { App, Button, Form, Input, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { useMe } from "../session/session.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import "./customer.css";

const tiers: readonly Tier[] = ["", "gold", "platinum", "diamond", "private"];

export function CustomerPanel({ interactionId }: { interactionId: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["customer", interactionId],
    queryFn: () => api.call(getCustomer, { path: { interactionId } }),
  });
  return (
    <section className="panel customer" aria-label={t("chat.customer")} data-customer={interactionId}>
      <Loaded query={query}>
        {(customer) => (
          <>
            <Profile customer={customer} interactionId={interactionId} />
            <History history={customer.history} />
          </>
        )}
      </Loaded>
    </section>
  );
}

const languages: readonly CustomerLanguage[] = ["", "zh-CN", "zh-HK", "en-US"];

interface ProfileValues {
  name: string;
  tier: Tier;
  note: string;
  language: CustomerLanguage;
  adviserId?: string | null | undefined;
}

function Profile({ customer, interactionId }: { customer: CustomerView; interactionId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [editing, setEditing] = useState(false);
  const { profile, number, givenName } = customer;
  const save = useMutation({
    mutationFn: (body: ProfileValues) =>
      api.call(saveCustomer, {
        path: { interactionId },
        // A cleared choice is nobody, not "as it is".
        body: { ...body, adviserId: body.adviserId ?? null },
        headers: profile === null ? {} : { "If-Match": String(profile.version) },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData(["customer", interactionId], saved);
      setEditing(false);
    },
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  if (editing)
    return (
      <Form<ProfileValues>
        layout="vertical"
        size="small"
        initialValues={profile ?? { name: givenName ?? "", tier: "", note: "", language: "" }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="name" label={t("chat.customer")} rules={[{ required: true, message: t("admin.required") }]}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="tier" label={t("chat.tier")}>
          <Select options={tiers.map((value) => ({ value, label: t(`chat.tiers.${value || "none"}`) }))} />
        </Form.Item>
        <Form.Item name="language" label={t("admin.field.customerLanguage")}>
          <Select
            options={languages.map((value) => ({ value, label: t(`customerRules.language.${value || "none"}`) }))}
          />
        </Form.Item>
        <AdviserField profile={profile} />
        <Form.Item name="note" label={t("chat.note")}>
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending} data-customer-save>
          {t("common.save")}
        </Button>{" "}
        <Button onClick={() => setEditing(false)}>{t("common.cancel")}</Button>
      </Form>
    );
  return (
    <>
      <header className="customer-head">
        <h2>{profile?.name ?? givenName ?? t("chat.nobody")}</h2>
        {profile !== null && profile.tier !== "" && <Tag color="gold">{t(`chat.tiers.${profile.tier}`)}</Tag>}
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-label={t("common.edit")}
          onClick={() => setEditing(true)}
          data-customer-edit
        />
      </header>
      <p className="quiet">
        <span className="figures">{number}</span>
        {profile === null && givenName !== null && ` ${t("chat.unverified")}`}
      </p>
      {profile !== null && profile.adviserName !== null && (
        <p className="quiet">
          {t("customerRules.adviser")}：{profile.adviserName}
        </p>
      )}
      {profile !== null && profile.note !== "" && <p className="customer-note">{profile.note}</p>}
    </>
  );
}

function AdviserField({ profile }: { profile: CustomerView["profile"] }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useQuery({ queryKey: ["directory"], queryFn: () => api.call(getDirectory) });
  const people = new Map((data?.agents ?? []).map(({ id, name }) => [id, name]));
  // The directory leaves me out, and whoever is not active.
  if (me.agentId !== null) people.set(me.agentId, me.name);
  if (profile !== null && profile.adviserId !== null) people.set(profile.adviserId, profile.adviserName ?? "");
  return (
    <Form.Item name="adviserId" label={t("customerRules.adviser")}>
      <Select
        allowClear
        placeholder={t("customerRules.nobody")}
        showSearch={{ optionFilterProp: "label" }}
        options={[...people].map(([value, label]) => ({ value, label }))}
      />
    </Form.Item>
  );
}

function History({ history }: { history: readonly RecordSummary[] }) {
  const { t } = useTranslation();
  const { dateTime, disposition } = useFormats();
  return (
    <>
      <h3>{t("chat.history")}</h3>
      {history.length === 0 && <p className="quiet">{t("chat.noHistory")}</p>}
      <ul className="customer-history">
        {history.map((record) => (
          <li key={record.interactionId}>
            <Link to="/calls/$interactionId" params={{ interactionId: record.interactionId }}>
              {record.channel === "chat" ? (
                <MessageOutlined aria-label={t("chat.chat")} />
              ) : (
                <PhoneOutlined aria-label={t("chat.voice")} />
              )}{" "}
              <span className="figures">{dateTime(record.startedAt)}</span>
            </Link>
            <span>{[record.queueName, record.agentNames.join("、")].filter(Boolean).join(" · ")}</span>
            <span className="quiet">
              {record.disposition === null ? t(`endReason.${record.endReason}`) : disposition(record.disposition)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
