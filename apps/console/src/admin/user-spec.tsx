// Users, and those among them who take calls.

import {
  type AgentRouting,
  createUser,
  listUsers,
  removeUser,
  type User,
  type UserInput,
  updateUser,
} from "@tellerline/sdk";
import { StateBadge, useNow } from "@tellerline/ui";
import { Form } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { useFormats } from "../shell/use-formats.ts";
import type { CollectionSpec } from "./collection-spec.ts";
import {
  NumberField,
  PasswordField,
  QueuesField,
  SelectField,
  SkillsField,
  SwitchField,
  TextField,
} from "./fields.tsx";
import { AgentRoutingFields } from "./routing-fields.tsx";

type UserValues = UserInput & { takesCalls: boolean };

const roles = ["agent", "teamLeader", "tenantAdministrator"] as const;

const routing: AgentRouting = { tiers: {}, cost: 0, totalCapacity: null, callsInterruptChats: false };

export const userSpec: CollectionSpec<User, UserInput, UserValues> = {
  name: "users",
  needsToWrite: "users.write",
  list: () => api.call(listUsers),
  create: (body) => api.call(createUser, { body }),
  update: (id, ifMatch, body) => api.call(updateUser, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeUser, { path: { id } }),
  nameOf: (user) => user.name,
  columns: (t) => [
    { key: "name", title: t("admin.field.personName"), dataIndex: "name" },
    { key: "login", title: t("admin.field.login"), dataIndex: "login" },
    { key: "role", title: t("admin.field.role"), render: (_, user) => t(`role.${user.role}`) },
    { key: "number", title: t("admin.field.agentNumber"), render: (_, user) => user.agent?.number ?? "–" },
    { key: "team", title: t("admin.field.team"), render: (_, user) => user.agent?.team || "–" },
    { key: "skills", title: t("admin.field.skills"), render: (_, user) => user.agent?.skills.length ?? "–" },
    { key: "queues", title: t("admin.field.queues"), render: (_, user) => user.agent?.queueIds.length ?? "–" },
    {
      key: "active",
      title: t("admin.field.active"),
      render: (_, user) => <Condition user={user} />,
    },
  ],
  blank: {
    role: "agent",
    language: "zh-CN",
    active: true,
    takesCalls: true,
    agent: {
      number: "",
      team: "",
      skills: [],
      queueIds: [],
      capacity: { voice: 1, chat: 3 },
      mixedMedia: true,
      routing,
    },
  },
  toValues: (user) => ({ ...user, takesCalls: user.agent !== null }),
  toInput: ({ takesCalls, login, name, role, language, active, password, agent }) => ({
    ...{ login, name, role, language, active },
    ...(password === undefined || password === "" ? {} : { password }),
    agent: takesCalls
      ? {
          ...{
            number: agent?.number ?? "",
            team: agent?.team ?? "",
            skills: agent?.skills ?? [],
            queueIds: agent?.queueIds ?? [],
          },
          capacity: agent?.capacity ?? { voice: 1, chat: 3 },
          mixedMedia: agent?.mixedMedia ?? true,
          routing: routingOf(agent?.routing),
        }
      : null,
  }),
  fields: (editing) => <UserFields editing={editing} />,
};

/** A form leaves out what was never touched, and null where a tier was cleared. */
function routingOf(values: Partial<AgentRouting> | undefined): AgentRouting {
  const { tiers = {}, cost, totalCapacity, callsInterruptChats } = values ?? {};
  const given = Object.entries(tiers).filter(([, tier]) => typeof tier === "number");
  return {
    tiers: Object.fromEntries(given),
    cost: cost ?? 0,
    totalCapacity: totalCapacity ?? null,
    callsInterruptChats: callsInterruptChats ?? false,
  };
}

function Condition({ user }: { user: User }) {
  const { t } = useTranslation();
  const { time } = useFormats();
  const now = useNow();
  if (user.lockedUntil !== null && user.lockedUntil > now) {
    return (
      <StateBadge tone="alarm">
        {t("admin.field.lockedUntil")} {time(user.lockedUntil)}
      </StateBadge>
    );
  }
  return <span className={user.active ? "" : "quiet"}>{t(user.active ? "common.yes" : "common.no")}</span>;
}

function UserFields({ editing }: { editing: boolean }) {
  const { t } = useTranslation();
  const takesCalls = Form.useWatch("takesCalls") as boolean | undefined;
  return (
    <>
      <TextField name="name" label="personName" />
      <TextField name="login" label="login" />
      <SelectField name="role" label="role" options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
      <SelectField
        name="language"
        label="language"
        options={(["zh-CN", "en-US"] as const).map((value) => ({ value, label: t(`languageName.${value}`) }))}
      />
      <PasswordField name="password" label={editing ? "passwordReset" : "passwordNew"} optional={editing} />
      <SwitchField name="active" label="active" />
      <SwitchField name="takesCalls" label="takesCalls" />
      {takesCalls === true && (
        <>
          <TextField name={["agent", "number"]} label="agentNumber" />
          <TextField name={["agent", "team"]} label="team" optional />
          <SkillsField name={["agent", "skills"]} label="skills" standard />
          <QueuesField name={["agent", "queueIds"]} />
          <div className="field-pair">
            <NumberField name={["agent", "capacity", "voice"]} label="capacityVoice" min={0} max={1} />
            <NumberField name={["agent", "capacity", "chat"]} label="capacityChat" min={0} max={50} />
          </div>
          <SwitchField name={["agent", "mixedMedia"]} label="mixedMedia" />
          <AgentRoutingFields />
        </>
      )}
    </>
  );
}
