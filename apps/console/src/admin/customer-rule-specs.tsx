// Rules for customers, and numbers the house does not take calls from.

import { useQuery } from "@tanstack/react-query";
import {
  type BlockedNumber,
  type BlockedNumberInput,
  type CustomerRule,
  type CustomerRuleInput,
  createBlockedNumber,
  createCustomerRule,
  listBlockedNumbers,
  listCustomerRules,
  listQueues,
  listSkills,
  removeBlockedNumber,
  removeCustomerRule,
  updateBlockedNumber,
  updateCustomerRule,
} from "@tellerline/sdk";
import { StateBadge } from "@tellerline/ui";
import { Form, Input, Select } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { useFormats } from "../shell/use-formats.ts";
import { type CollectionSpec, without } from "./collection-spec.ts";
import { NumberField, SecondsField, SelectField, SwitchField, TextField } from "./fields.tsx";
import { readPrefixes } from "./prefix-lines.ts";

const kinds = ["tier", "language", "region", "recall", "frequent", "adviser"] as const;
const blockActions = ["none", "refuse", "later"] as const;
const tiers = ["gold", "platinum", "diamond", "private"] as const;
const languages = ["zh-CN", "zh-HK", "en-US"] as const;

type When = CustomerRuleInput["when"];
/** The form keeps what belongs to every kind, and prefixes as they were pasted. */
interface RuleValues extends Omit<CustomerRuleInput, "when" | "skill" | "queueId"> {
  queueId?: string | undefined;
  when: {
    kind: When["kind"];
    tiers?: (typeof tiers)[number][];
    language?: (typeof languages)[number];
    prefixes?: string;
    holdMs?: number;
    withinMs?: number;
    calls?: number;
    block?: { action: (typeof blockActions)[number]; forMs: number };
  };
  skill: { skillId?: string | undefined; level: number; demand: "required" | "preferred" };
}

function conditionOf({
  kind,
  tiers: chosen = [],
  language = "zh-CN",
  prefixes = "",
  holdMs = 0,
  withinMs = 1_800_000,
  calls = 5,
  block = { action: "none", forMs: 86_400_000 },
}: RuleValues["when"]): When {
  if (kind === "tier") return { kind, tiers: chosen };
  if (kind === "language") return { kind, language };
  if (kind === "recall") return { kind, withinMs };
  if (kind === "frequent") {
    const { action, forMs } = block;
    return { kind, calls, withinMs, block: action === "none" ? null : { action, forMs } };
  }
  if (kind === "region") return { kind, prefixes: readPrefixes(prefixes).prefixes };
  return { kind, holdMs };
}

const blankWhen = {
  ...{ tiers: [], holdMs: 30_000, withinMs: 1_800_000, calls: 5 },
  block: { action: "refuse" as const, forMs: 86_400_000 },
};

function valuesOf(when: When): RuleValues["when"] {
  if (when.kind === "region") return { ...blankWhen, ...when, prefixes: when.prefixes.join("\n") };
  if (when.kind !== "frequent") return { ...blankWhen, ...when };
  return { ...blankWhen, ...when, block: when.block ?? { action: "none", forMs: blankWhen.block.forMs } };
}

export const customerRuleSpec: CollectionSpec<CustomerRule, CustomerRuleInput, RuleValues> = {
  name: "customerRules",
  needsToWrite: "configuration.write",
  list: () => api.call(listCustomerRules),
  create: (body) => api.call(createCustomerRule, { body }),
  update: (id, ifMatch, body) => api.call(updateCustomerRule, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeCustomerRule, { path: { id } }),
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
    { key: "when", title: t("admin.field.ruleKind"), render: (_, { when }) => <>{conditionText(t, when)}</> },
    { key: "queue", title: t("admin.field.ruleQueue"), render: (_, { queueId }) => <QueueName queueId={queueId} /> },
    { key: "effect", title: t("admin.field.ruleEffect"), render: (_, rule) => <Effect rule={rule} /> },
  ],
  blank: {
    ...{ active: true, priorityBy: 0, when: { ...blankWhen, kind: "tier" } },
    skill: { level: 1, demand: "required" },
  },
  toValues: (rule) => ({
    ...without(rule, "id", "version"),
    queueId: rule.queueId ?? undefined,
    when: valuesOf(rule.when),
    skill: rule.skill ?? { level: 1, demand: "required" },
  }),
  toInput: ({ queueId, when, skill, ...values }) => ({
    ...values,
    queueId: queueId ?? null,
    when: conditionOf(when),
    priorityBy: when.kind === "adviser" ? 0 : values.priorityBy,
    skill: skill?.skillId === undefined || when.kind === "adviser" ? null : { ...skill, skillId: skill.skillId },
  }),
  fields: () => <RuleFields />,
};

function conditionText(t: TFunction, when: When): string {
  const words = {
    tier: () => (when.kind === "tier" ? when.tiers.map((tier) => t(`chat.tiers.${tier}`)).join("、") : ""),
    language: () => (when.kind === "language" ? t(`customerRules.language.${when.language}`) : ""),
    region: () => (when.kind === "region" ? t("customerRules.prefixCount", { count: when.prefixes.length }) : ""),
    recall: () =>
      when.kind === "recall" ? t("customerRules.recallWithin", { minutes: Math.round(when.withinMs / 60_000) }) : "",
    adviser: () => "",
    frequent: () =>
      when.kind === "frequent"
        ? t("customerRules.oftenWithin", { calls: when.calls, minutes: Math.round(when.withinMs / 60_000) })
        : "",
  };
  return [t(`customerRules.kind.${when.kind}`), words[when.kind]()].filter(Boolean).join(" · ");
}

function Effect({ rule: { when, priorityBy, skill } }: { rule: CustomerRule }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["skills"], queryFn: () => api.call(listSkills) });
  if (when.kind === "adviser") {
    const seconds = when.holdMs / 1000;
    return seconds === 0 ? t("customerRules.adviserPreferred") : t("customerRules.adviserWaits", { seconds });
  }
  const skillName = data?.items.find(({ id }) => id === skill?.skillId)?.name;
  const blocked = when.kind === "frequent" && when.block !== null ? when.block : undefined;
  const words = [
    blocked === undefined
      ? ""
      : t("customerRules.blocksFor", {
          action: t(`customerRules.action.${blocked.action}`),
          hours: Math.round(blocked.forMs / 360_000) / 10,
        }),
    priorityBy === 0 ? "" : t("customerRules.priority", { by: priorityBy > 0 ? `+${priorityBy}` : priorityBy }),
    skill === null ? "" : `${t(`customerRules.demand.${skill.demand}`)} ${skillName ?? ""} ≥ ${skill.level}`,
  ];
  return words.filter(Boolean).join(" · ");
}

function QueueName({ queueId }: { queueId: string | null }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues) });
  return queueId === null ? t("customerRules.everyQueue") : data?.items.find(({ id }) => id === queueId)?.name;
}

function RuleFields() {
  const { t } = useTranslation();
  const kind = (Form.useWatch(["when", "kind"]) as When["kind"] | undefined) ?? "tier";
  const { data: queues } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues) });
  return (
    <>
      <TextField name="name" label="name" />
      <SwitchField name="active" label="ruleActive" />
      <Form.Item name="queueId" label={t("admin.field.ruleQueue")}>
        <Select
          allowClear
          placeholder={t("customerRules.everyQueue")}
          options={(queues?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <SelectField
        name={["when", "kind"]}
        label="ruleKind"
        options={kinds.map((value) => ({ value, label: t(`customerRules.kind.${value}`) }))}
      />
      {kind === "tier" && (
        <SelectField
          name={["when", "tiers"]}
          label="customerTiers"
          mode="multiple"
          options={tiers.map((value) => ({ value, label: t(`chat.tiers.${value}`) }))}
        />
      )}
      {kind === "language" && (
        <SelectField
          name={["when", "language"]}
          label="customerLanguage"
          options={languages.map((value) => ({ value, label: t(`customerRules.language.${value}`) }))}
        />
      )}
      {kind === "recall" && <SecondsField name={["when", "withinMs"]} label="recallWithin" />}
      {kind === "frequent" && <FrequentFields />}
      {kind === "region" && <PrefixesField />}
      {kind === "adviser" ? <SecondsField name={["when", "holdMs"]} label="adviserHold" /> : <EffectFields />}
    </>
  );
}

function FrequentFields() {
  const { t } = useTranslation();
  const action = Form.useWatch(["when", "block", "action"]) as string | undefined;
  return (
    <>
      <div className="field-pair">
        <NumberField name={["when", "calls"]} label="oftenCalls" min={1} max={100} />
        <SecondsField name={["when", "withinMs"]} label="oftenWithin" />
      </div>
      <div className="field-pair">
        <SelectField
          name={["when", "block", "action"]}
          label="oftenBlock"
          options={blockActions.map((value) => ({ value, label: t(`customerRules.action.${value}`) }))}
        />
        {action !== "none" && <SecondsField name={["when", "block", "forMs"]} label="oftenBlockFor" />}
      </div>
    </>
  );
}

function EffectFields() {
  const { t } = useTranslation();
  const { data: skills } = useQuery({ queryKey: ["skills"], queryFn: () => api.call(listSkills) });
  return (
    <>
      <NumberField name="priorityBy" label="priorityBy" min={-100} max={100} />
      <Form.Item name={["skill", "skillId"]} label={t("admin.field.ruleSkill")}>
        <Select
          allowClear
          placeholder={t("customerRules.noSkill")}
          options={(skills?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <div className="field-pair">
        <NumberField name={["skill", "level"]} label="ruleSkillLevel" min={1} max={9} />
        <SelectField
          name={["skill", "demand"]}
          label="ruleSkillDemand"
          options={(["required", "preferred"] as const).map((value) => ({
            value,
            label: t(`customerRules.demand.${value}`),
          }))}
        />
      </div>
    </>
  );
}

/** Every wrong line is named, the first ones in full. */
function PrefixesField() {
  const { t } = useTranslation();
  const check = (_: unknown, text: string | undefined) => {
    const { prefixes, problems } = readPrefixes(text ?? "");
    if (problems.length === 0) return prefixes.length > 0 ? Promise.resolve() : Promise.reject(t("admin.required"));
    const words = problems
      .slice(0, 5)
      .map((problem) =>
        problem.kind === "wrong" ? t("customerRules.prefixWrong", problem) : t("customerRules.prefixTwice", problem),
      );
    return Promise.reject(words.join("\n") + (problems.length > 5 ? ` … (${problems.length})` : ""));
  };
  return (
    <Form.Item
      name={["when", "prefixes"]}
      label={t("admin.field.prefixes")}
      extra={t("customerRules.prefixHelp")}
      rules={[{ validator: check }]}
      className="prefix-lines"
    >
      <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} className="figures" placeholder={"010,北京\n1380013"} />
    </Form.Item>
  );
}

interface BlockedValues extends Omit<BlockedNumberInput, "validUntil"> {
  /** As its field has it: local time to the minute, empty for ever. */
  validUntil: string;
}

function localTime(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const blockedNumberSpec: CollectionSpec<BlockedNumber, BlockedNumberInput, BlockedValues> = {
  name: "blockedNumbers",
  needsToWrite: "configuration.write",
  list: () => api.call(listBlockedNumbers),
  create: (body) => api.call(createBlockedNumber, { body }),
  update: (id, ifMatch, body) =>
    api.call(updateBlockedNumber, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeBlockedNumber, { path: { id } }),
  nameOf: ({ kind, number }) => (kind === "visitor" ? number.slice(0, 8) : number),
  columns: (t) => [
    {
      key: "number",
      title: t("admin.field.number"),
      className: "figures",
      render: (_, entry) => <Whom entry={entry} />,
    },
    { key: "reason", title: t("admin.field.blockReason"), dataIndex: "reason" },
    {
      key: "action",
      title: t("admin.field.blockAction"),
      render: (_, { kind, action }) =>
        t(kind === "visitor" ? "customerRules.visitorRefused" : `customerRules.action.${action}`),
    },
    { key: "until", title: t("admin.field.validUntil"), render: (_, { validUntil }) => <Until at={validUntil} /> },
    {
      key: "refused",
      title: t("admin.field.refused"),
      align: "right",
      render: (_, entry) => <Refused entry={entry} />,
    },
  ],
  blank: { kind: "number", action: "refuse", validUntil: "" },
  toValues: (entry) => ({
    ...without(entry, "id", "version", "refused", "refusedAt"),
    validUntil: entry.validUntil === null ? "" : localTime(entry.validUntil),
  }),
  toInput: ({ validUntil, ...values }) => ({
    ...values,
    validUntil: validUntil === "" ? null : new Date(validUntil).valueOf(),
  }),
  fields: () => <BlockedFields />,
};

function Until({ at }: { at: number | null }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const [now] = useState(() => Date.now());
  if (at === null) return <span className="quiet">{t("customerRules.forever")}</span>;
  return (
    <span className="figures">
      {date(at)} {at <= now && <StateBadge tone="signedOut">{t("customerRules.expired")}</StateBadge>}
    </span>
  );
}

function Whom({ entry: { kind, number } }: { entry: BlockedNumber }) {
  const { t } = useTranslation();
  // The key of a browser tells nobody anything; its beginning tells two apart.
  return kind === "visitor" ? t("customerRules.visitor", { key: number.slice(0, 8) }) : number;
}

function Refused({ entry: { refused, refusedAt } }: { entry: BlockedNumber }) {
  const { date, count } = useFormats();
  return (
    <span className="figures">
      {count(refused)} {refusedAt !== null && <span className="quiet">· {date(refusedAt)}</span>}
    </span>
  );
}

function BlockedFields() {
  const { t } = useTranslation();
  const isVisitor = Form.useWatch("kind", { preserve: true }) === "visitor";
  return (
    <>
      <Form.Item name="kind" hidden>
        <Input />
      </Form.Item>
      <Form.Item
        name="number"
        label={t(isVisitor ? "admin.field.blockedVisitor" : "admin.field.blockedNumber")}
        rules={
          isVisitor ? [] : [{ required: true, pattern: /^\+?\d{2,20}\*?$/, message: t("customerRules.numberWrong") }]
        }
      >
        <Input autoComplete="off" className="figures" disabled={isVisitor} />
      </Form.Item>
      <TextField name="reason" label="blockReason" />
      {!isVisitor && (
        <SelectField
          name="action"
          label="blockAction"
          options={(["refuse", "later"] as const).map((value) => ({
            value,
            label: t(`customerRules.action.${value}`),
          }))}
        />
      )}
      <Form.Item name="validUntil" label={t("admin.field.validUntil")} extra={t("customerRules.untilHelp")}>
        <Input type="datetime-local" className="figures" />
      </Form.Item>
    </>
  );
}
