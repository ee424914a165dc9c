// Chat entries on web pages, and the ready-made answers of agents.

import { CopyOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import {
  type ChatEntry,
  type ChatEntryInput,
  createChatEntry,
  createQuickReply,
  listChatEntries,
  listQueues,
  listQuickReplies,
  type QuickReply,
  type QuickReplyInput,
  removeChatEntry,
  removeQuickReply,
  updateChatEntry,
  updateQuickReply,
} from "@tellerline/sdk";
import { StateBadge } from "@tellerline/ui";
import { App, Button, ColorPicker, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { type CollectionSpec, without } from "./collection-spec.ts";
import { type FieldWord, SecondsField, SelectField, SkillsField, SwitchField, TextField } from "./fields.tsx";

type EntryValues = ChatEntryInput & { limitedHours: boolean };

const languages = ["zh-CN", "en-US"] as const;
const workdays = [1, 2, 3, 4, 5];
const officeHours = { timeZone: "Asia/Shanghai", days: workdays, from: "09:00", to: "18:00" };

export const quickReplySpec: CollectionSpec<QuickReply, QuickReplyInput> = {
  name: "quickReplies",
  needsToWrite: "configuration.write",
  list: () => api.call(listQuickReplies),
  create: (body) => api.call(createQuickReply, { body }),
  update: (id, ifMatch, body) => api.call(updateQuickReply, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeQuickReply, { path: { id } }),
  nameOf: ({ name }) => name,
  columns: (t) => [
    { key: "name", title: t("admin.field.name"), dataIndex: "name" },
    {
      key: "text",
      title: t("admin.field.replyText"),
      render: (_, { text }) => <span className="admin-text">{text}</span>,
    },
  ],
  blank: {},
  toValues: ({ name, text }) => ({ name, text }),
  toInput: ({ name, text }) => ({ name, text }),
  fields: () => (
    <>
      <TextField name="name" label="name" />
      <LongTextField name="text" label="replyText" maxLength={2000} />
    </>
  ),
};

export const chatEntrySpec: CollectionSpec<ChatEntry, ChatEntryInput, EntryValues> = {
  name: "chatEntries",
  needsToWrite: "configuration.write",
  list: () => api.call(listChatEntries),
  create: (body) => api.call(createChatEntry, { body }),
  update: (id, ifMatch, body) => api.call(updateChatEntry, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeChatEntry, { path: { id } }),
  nameOf: ({ name }) => name,
  columns: (t) => [
    { key: "name", title: t("admin.field.name"), dataIndex: "name" },
    {
      key: "active",
      title: t("admin.field.status"),
      render: (_, { active }) => (
        <StateBadge tone={active ? "ready" : "signedOut"}>{t(active ? "common.yes" : "common.no")}</StateBadge>
      ),
    },
    { key: "queue", title: t("admin.field.queue"), render: (_, { queueId }) => <QueueName queueId={queueId} /> },
    {
      key: "hours",
      title: t("admin.field.hours"),
      render: (_, { hours }) =>
        hours === null
          ? t("chat.always")
          : `${hours.days.map((day) => t(`chat.day.${day as 1}`)).join(" ")} ${hours.from}–${hours.to}`,
    },
    { key: "origins", title: t("admin.field.origins"), render: (_, { origins }) => origins.join(", ") || "–" },
    { key: "tag", title: t("admin.field.scriptTag"), render: (_, { id }) => <CopyTag entryId={id} /> },
  ],
  blank: {
    ...{ colour: "#1f4e79", origins: [], languages: [...languages], askContact: true, active: true },
    ...{ idleMs: 600_000, limitedHours: false, hours: officeHours },
    greeting: { "zh-CN": "您好，很高兴为您服务。", "en-US": "Hello, how can we help you?" },
    offlineText: {
      "zh-CN": "现在没有客服在线，请留言，我们会尽快与您联系。",
      "en-US": "Nobody is online right now. Leave a message and we will contact you.",
    },
  },
  toValues: (entry) => ({
    ...without(entry, "id", "version"),
    limitedHours: entry.hours !== null,
    hours: entry.hours ?? officeHours,
  }),
  toInput: ({ limitedHours, ...values }) => ({
    ...values,
    callBackQueueId: values.callBackQueueId ?? null,
    requiredSkills: values.requiredSkills ?? [],
    preferredSkills: values.preferredSkills ?? [],
    hours: limitedHours ? values.hours : null,
  }),
  fields: () => <EntryFields />,
};

function EntryFields() {
  const { t } = useTranslation();
  const limited = Form.useWatch<boolean | undefined>("limitedHours") ?? false;
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues) });
  return (
    <>
      <TextField name="name" label="name" />
      <SelectField
        name="queueId"
        label="queue"
        options={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <SkillsField name={["requiredSkills"]} label="requiredSkills" />
      <SkillsField name={["preferredSkills"]} label="preferredSkills" />
      <SelectField
        name="callBackQueueId"
        label="callBackQueue"
        optional
        options={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <OriginsField />
      <Form.Item
        name="colour"
        label={t("admin.field.colour")}
        getValueFromEvent={(colour: { toHexString(): string }) => colour.toHexString()}
      >
        <ColorPicker disabledAlpha showText />
      </Form.Item>
      <SelectField
        name="languages"
        label="languages"
        mode="multiple"
        options={languages.map((value) => ({ value, label: t(`languageName.${value}`) }))}
      />
      {languages.map((language) => (
        <LongTextField
          key={language}
          name={["greeting", language]}
          label="greeting"
          suffix={language}
          maxLength={500}
        />
      ))}
      {languages.map((language) => (
        <LongTextField
          key={language}
          name={["offlineText", language]}
          label="offlineText"
          suffix={language}
          maxLength={500}
        />
      ))}
      <SwitchField name="askContact" label="askContact" />
      <SecondsField name="idleMs" label="idle" />
      <SwitchField name="limitedHours" label="limitedHours" />
      {limited && <HoursFields />}
      <SwitchField name="active" label="active" />
    </>
  );
}

function HoursFields() {
  const { t } = useTranslation();
  const clock = { pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: t("chat.clockHint") };
  const days = [1, 2, 3, 4, 5, 6, 7] as const;
  return (
    <>
      <Form.Item
        name={["hours", "days"]}
        label={t("admin.field.days")}
        rules={[{ required: true, message: t("admin.required") }]}
      >
        <Select mode="multiple" options={days.map((day) => ({ value: day, label: t(`chat.day.${day}`) }))} />
      </Form.Item>
      <div className="field-pair">
        <Form.Item name={["hours", "from"]} label={t("admin.field.from")} rules={[clock]}>
          <Input className="figures" placeholder="09:00" />
        </Form.Item>
        <Form.Item name={["hours", "to"]} label={t("admin.field.to")} rules={[clock]}>
          <Input className="figures" placeholder="18:00" />
        </Form.Item>
      </div>
      <TextField name={["hours", "timeZone"]} label="timeZone" />
    </>
  );
}

function OriginsField() {
  const { t } = useTranslation();
  return (
    <Form.Item name="origins" label={t("admin.field.origins")} extra={t("chat.originsHint")}>
      <Select mode="tags" open={false} tokenSeparators={[",", " ", "，"]} placeholder="https://www.bank.example" />
    </Form.Item>
  );
}

interface LongTextFieldProps {
  name: string | string[];
  label: FieldWord;
  suffix?: (typeof languages)[number];
  maxLength: number;
}

function LongTextField({ name, label, suffix, maxLength }: LongTextFieldProps) {
  const { t } = useTranslation();
  const word = t(`admin.field.${label}`);
  return (
    <Form.Item
      name={name}
      label={suffix === undefined ? word : `${word} · ${t(`languageName.${suffix}`)}`}
      rules={[{ required: true, message: t("admin.required") }]}
    >
      <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={maxLength} />
    </Form.Item>
  );
}

function QueueName({ queueId }: { queueId: string }) {
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues) });
  return data?.items.find(({ id }) => id === queueId)?.name ?? "–";
}

/** The line that a web site puts into its pages. */
function CopyTag({ entryId }: { entryId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const tag = `<script async src="${location.origin}/widget/chat.js" data-entry="${entryId}"></script>`;
  const copy = () =>
    navigator.clipboard.writeText(tag).then(
      () => message.success(t("chat.copied")),
      () => message.info(tag),
    );
  return (
    <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()} title={tag}>
      {t("chat.copyTag")}
    </Button>
  );
}
