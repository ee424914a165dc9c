// Skills and queues.

import {
  createQueue,
  createSkill,
  listQueues,
  listSkills,
  type Queue,
  type QueueInput,
  type QueueRouting,
  removeQueue,
  removeSkill,
  type Skill,
  type SkillInput,
  updateQueue,
  updateSkill,
} from "@tellerline/sdk";
import { formatDuration } from "@tellerline/ui";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { type CollectionSpec, without } from "./collection-spec.ts";
import { NumberField, SecondsField, SelectField, SkillsField, SwitchField, TextField } from "./fields.tsx";
import { QueueRoutingFields } from "./routing-fields.tsx";

export const skillSpec: CollectionSpec<Skill, SkillInput> = {
  name: "skills",
  needsToWrite: "configuration.write",
  list: () => api.call(listSkills),
  create: (body) => api.call(createSkill, { body }),
  update: (id, ifMatch, body) => api.call(updateSkill, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeSkill, { path: { id } }),
  nameOf: (skill) => skill.name,
  columns: (t) => [{ key: "name", title: t("admin.field.name"), dataIndex: "name" }],
  blank: {},
  toValues: ({ name }) => ({ name }),
  toInput: ({ name }) => ({ name }),
  fields: () => <TextField name="name" label="name" />,
};

const standardRouting: QueueRouting = {
  ...{ targetAnswerMs: 0, firstTier: null, relaxation: [], overflow: [] },
  ...{ lastAgentWithinHours: 0, lastAgentHoldMs: 0 },
};

export const queueSpec: CollectionSpec<Queue, QueueInput> = {
  name: "queues",
  needsToWrite: "configuration.write",
  list: () => api.call(listQueues),
  create: (body) => api.call(createQueue, { body }),
  update: (id, ifMatch, body) => api.call(updateQueue, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeQueue, { path: { id } }),
  nameOf: (queue) => queue.name,
  columns: (t) => [
    { key: "name", title: t("admin.field.name"), dataIndex: "name" },
    { key: "strategy", title: t("admin.field.strategy"), render: (_, q) => t(`admin.strategyName.${q.strategy}`) },
    { key: "priority", title: t("admin.field.priority"), dataIndex: "priority", align: "right" },
    {
      key: "ring",
      title: t("admin.field.ringTimeout"),
      align: "right",
      render: (_, q) => formatDuration(q.ringTimeoutMs),
    },
    { key: "wrapUp", title: t("admin.field.wrapUp"), align: "right", render: (_, q) => formatDuration(q.wrapUpMs) },
    {
      key: "level",
      title: t("admin.field.serviceLevel"),
      align: "right",
      render: (_, q) => formatDuration(q.serviceLevelMs),
    },
    { key: "recording", title: t("admin.field.recording"), render: (_, q) => t(`admin.recordingMode.${q.recording}`) },
  ],
  blank: {
    strategy: "longestIdle",
    requiredSkills: [],
    priority: 0,
    ringTimeoutMs: 20_000,
    wrapUpMs: 30_000,
    serviceLevelMs: 20_000,
    maxWaitMs: 600_000,
    recording: "all",
    autoAnswer: false,
    holdFreesAgent: false,
    releasedByAgent: false,
    serviceLevelFormula: "ofAll",
    shortAbandonMs: 5_000,
    routing: standardRouting,
  },
  toValues: (queue) => without(queue, "id", "version"),
  toInput: (values) => ({
    ...values,
    requiredSkills: values.requiredSkills ?? [],
    routing: { ...standardRouting, ...values.routing },
  }),
  fields: () => <QueueFields />,
};

export const strategies = [
  "longestIdle",
  "fewestHandled",
  "lowestOccupancy",
  "roundRobin",
  "bestSkillMatch",
  "lowestCost",
  "broadcast",
] as const;

const formulas = ["ofAll", "ofAnswered", "abandonedInTimeMet", "abandonedInTimeExcluded", "shortAbandonedMet"] as const;

function QueueFields() {
  const { t } = useTranslation();
  return (
    <>
      <TextField name="name" label="name" />
      <SelectField
        name="strategy"
        label="strategy"
        options={strategies.map((value) => ({ value, label: t(`admin.strategyName.${value}`) }))}
      />
      <SkillsField name={["requiredSkills"]} label="requiredSkills" />
      <div className="field-pair">
        <NumberField name="priority" label="priority" min={0} max={100} />
        <SecondsField name="ringTimeoutMs" label="ringTimeout" />
        <SecondsField name="wrapUpMs" label="wrapUp" />
        <SecondsField name="serviceLevelMs" label="serviceLevel" />
        <SecondsField name="maxWaitMs" label="maxWait" />
        <SecondsField name="shortAbandonMs" label="shortAbandon" />
      </div>
      <SelectField
        name="serviceLevelFormula"
        label="serviceLevelFormula"
        options={formulas.map((value) => ({ value, label: t(`admin.serviceLevelFormula.${value}`) }))}
      />
      <SelectField
        name="recording"
        label="recording"
        options={(["all", "onDemand", "none"] as const).map((value) => ({
          value,
          label: t(`admin.recordingMode.${value}`),
        }))}
      />
      <SwitchField name="autoAnswer" label="autoAnswer" />
      <SwitchField name="holdFreesAgent" label="holdFreesAgent" />
      <SwitchField name="releasedByAgent" label="releasedByAgent" />
      <QueueRoutingFields />
    </>
  );
}
