// Numbers, trunks and phones.

import {
  createNumber,
  createPhone,
  createTrunk,
  listNumbers,
  listPhones,
  listTrunks,
  type Phone,
  type PhoneInput,
  type PhoneNumber,
  type PhoneNumberInput,
  removeNumber,
  removePhone,
  removeTrunk,
  type Trunk,
  type TrunkInput,
  updateNumber,
  updatePhone,
  updateTrunk,
} from "@tellerline/sdk";
import { StateBadge, type Tone } from "@tellerline/ui";
import { api } from "../api.ts";
import { type CollectionSpec, without } from "./collection-spec.ts";
import { FlowField, NumberField, PasswordField, SelectField, SwitchField, TextField } from "./fields.tsx";

const statusMs = 5000;

export const numberSpec: CollectionSpec<PhoneNumber, PhoneNumberInput> = {
  name: "numbers",
  needsToWrite: "configuration.write",
  list: () => api.call(listNumbers),
  create: (body) => api.call(createNumber, { body }),
  update: (id, ifMatch, body) => api.call(updateNumber, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeNumber, { path: { id } }),
  nameOf: ({ number }) => number,
  columns: (t) => [
    { key: "number", title: t("admin.field.number"), dataIndex: "number" },
    { key: "label", title: t("admin.field.label"), dataIndex: "label" },
    { key: "flow", title: t("admin.field.flow"), dataIndex: "flowName" },
  ],
  blank: {},
  toValues: ({ number, label, flowId }) => ({ number, label, flowId }),
  toInput: ({ number, label, flowId }) => ({ number, label, flowId }),
  fields: () => (
    <>
      <TextField name="number" label="number" />
      <TextField name="label" label="label" />
      <FlowField name="flowId" />
    </>
  ),
};

const trunkTones: Record<Trunk["status"], Tone> = { up: "ready", down: "alarm", unknown: "signedOut" };
const transports = ["udp", "tcp", "tls"] as const;

export const trunkSpec: CollectionSpec<Trunk, TrunkInput> = {
  name: "trunks",
  needsToWrite: "configuration.write",
  refetchMs: statusMs,
  list: () => api.call(listTrunks),
  create: (body) => api.call(createTrunk, { body }),
  update: (id, ifMatch, body) => api.call(updateTrunk, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeTrunk, { path: { id } }),
  nameOf: ({ name }) => name,
  columns: (t) => [
    { key: "name", title: t("admin.field.name"), dataIndex: "name" },
    {
      key: "status",
      title: t("admin.field.status"),
      render: (_, { status }) => <StateBadge tone={trunkTones[status]}>{t(`admin.trunkStatus.${status}`)}</StateBadge>,
    },
    {
      key: "busy",
      title: t("admin.field.busyChannels"),
      align: "right",
      render: (_, { busyChannels, channels }) => `${busyChannels} / ${channels}`,
    },
    {
      key: "host",
      title: t("admin.field.host"),
      render: (_, { host, port, transport }) => `${transport}:${host}:${port}`,
    },
    { key: "addresses", title: t("admin.field.addresses"), render: (_, { addresses }) => addresses.join(", ") },
    {
      key: "outbound",
      title: t("admin.field.outbound"),
      render: (_, { outbound }) => t(outbound ? "common.yes" : "common.no"),
    },
    { key: "caller", title: t("admin.field.callerNumber"), dataIndex: "callerNumber" },
  ],
  blank: { addresses: [], port: 5060, transport: "udp", channels: 30, outbound: true },
  toValues: (trunk) => without(trunk, "id", "version", "status", "busyChannels"),
  toInput: (values) => values,
  fields: () => (
    <>
      <TextField name="name" label="name" />
      <SelectField name="addresses" label="addresses" mode="tags" options={[]} />
      <TextField name="host" label="host" />
      <div className="field-pair">
        <NumberField name="port" label="port" min={1} max={65_535} />
        <NumberField name="channels" label="channels" min={1} max={10_000} />
      </div>
      <SelectField
        name="transport"
        label="transport"
        options={transports.map((value) => ({ value, label: value.toUpperCase() }))}
      />
      <TextField name="callerNumber" label="callerNumber" />
      <SwitchField name="outbound" label="outbound" />
    </>
  ),
};

export const phoneSpec: CollectionSpec<Phone, PhoneInput> = {
  name: "phones",
  needsToWrite: "configuration.write",
  refetchMs: statusMs,
  list: () => api.call(listPhones),
  create: (body) => api.call(createPhone, { body }),
  update: (id, ifMatch, body) => api.call(updatePhone, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removePhone, { path: { id } }),
  nameOf: ({ name }) => name,
  columns: (t) => [
    { key: "name", title: t("admin.field.name"), dataIndex: "name" },
    { key: "username", title: t("admin.field.username"), dataIndex: "username" },
    {
      key: "registered",
      title: t("admin.field.registered"),
      render: (_, { registered }) => (
        <StateBadge tone={registered ? "ready" : "signedOut"}>
          {t(registered ? "desk.registered" : "desk.unregistered")}
        </StateBadge>
      ),
    },
    { key: "contact", title: t("admin.field.contact"), render: (_, { contact }) => contact ?? "–" },
  ],
  blank: {},
  toValues: ({ name, username }) => ({ name, username }),
  toInput: ({ name, username, password }) => ({
    ...{ name, username },
    ...(password === undefined || password === "" ? {} : { password }),
  }),
  fields: (editing) => (
    <>
      <TextField name="name" label="name" />
      <TextField name="username" label="username" />
      <PasswordField name="password" label={editing ? "passwordReset" : "phonePassword"} optional={editing} />
    </>
  ),
};
