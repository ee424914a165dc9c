// What would have been: a day played again with other agents or strategies, before and after side by side.

import { useMutation, useQuery } from "@tanstack/react-query";
import {
  askWhatIf,
  listQueues,
  listSkills,
  listUsers,
  type QueueDay,
  type WhatIfAnswer,
  type WhatIfRequest,
} from "@tellerline/sdk";
import { formatDuration } from "@tellerline/ui";
import { Alert, Button, Form, InputNumber, Select, Table, type TableColumnType } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { useFormats } from "../shell/use-formats.ts";
import { QueuesField, RowsField, SkillsField } from "./fields.tsx";
import { strategies } from "./routing-specs.tsx";
import { startOfDay, type WhatIfValues, whatIfRequest } from "./what-if-request.ts";

export function WhatIfPart() {
  const { t } = useTranslation();
  const ask = useMutation({ mutationFn: (body: WhatIfRequest) => api.call(askWhatIf, { body }) });
  return (
    <>
      <div className="page-head">
        <h2>{t("admin.whatIf")}</h2>
      </div>
      <section className="panel what-if">
        <p className="quiet">{t("routing.whatIf.intro")}</p>
        <Questions asking={ask.isPending} onAsk={(values) => ask.mutate(whatIfRequest(values, new Date()))} />
      </section>
      {ask.isError && (
        <Alert type="error" showIcon title={problemText(ask.error)} description={problemDetail(ask.error)} />
      )}
      {ask.data !== undefined && <Answer answer={ask.data} />}
    </>
  );
}

function Questions({ asking, onAsk }: { asking: boolean; onAsk: (values: WhatIfValues) => void }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues) });
  const [form] = Form.useForm<WhatIfValues>();
  const count = (Form.useWatch("count", form) as number | null | undefined) ?? 0;
  const queues = data?.items ?? [];
  const options = strategies.map((value) => ({ value, label: t(`admin.strategyName.${value}`) }));
  return (
    <Form<WhatIfValues> form={form} layout="vertical" initialValues={{ day: 0, count: 0 }} onFinish={onAsk}>
      <div className="field-pair">
        <Form.Item name="day" label={t("routing.whatIf.day")}>
          <Select options={([0, 1, 2, 3, 4, 5, 6] as const).map((value) => ({ value, label: dayName(t, value) }))} />
        </Form.Item>
        <Form.Item name="count" label={t("routing.whatIf.addAgents")}>
          <InputNumber min={0} max={500} precision={0} />
        </Form.Item>
      </div>
      {count > 0 && (
        <>
          <QueuesField name="queueIds" />
          <SkillsField name={["skills"]} label="skills" />
        </>
      )}
      <AgentChanges />
      <div className="field-pair">
        {queues.map((queue) => (
          <Form.Item
            key={queue.id}
            name={["strategies", queue.id]}
            label={t("routing.whatIf.strategyOf", { queue: queue.name })}
          >
            <Select allowClear options={options} placeholder={t(`admin.strategyName.${queue.strategy}`)} />
          </Form.Item>
        ))}
      </div>
      <Button type="primary" htmlType="submit" loading={asking}>
        {t("routing.whatIf.ask")}
      </Button>
    </Form>
  );
}

/** Who would not have been there, and who would have known more or less. */
function AgentChanges() {
  const { t } = useTranslation();
  const users = useQuery({ queryKey: ["users"], queryFn: () => api.call(listUsers) });
  const skills = useQuery({ queryKey: ["skills"], queryFn: () => api.call(listSkills) });
  const agents = (users.data?.items ?? []).flatMap(({ agentId, name }) =>
    agentId === null ? [] : [{ value: agentId, label: name }],
  );
  const skillOptions = (skills.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Form.Item name="removeAgents" label={t("routing.whatIf.removeAgents")}>
        <Select mode="multiple" options={agents} showSearch={byLabel} placeholder={t("routing.whatIf.nobody")} />
      </Form.Item>
      <RowsField
        name="skillChanges"
        label={t("routing.whatIf.skillChanges")}
        extra={t("routing.whatIf.skillHint")}
        addLabel={t("routing.whatIf.addChange")}
        blank={{ level: 5 }}
        className="skill-change-row"
      >
        {(place) => (
          <>
            <PlaceSelect name={[place, "agentId"]} options={agents} label={t("routing.columns.agent")} />
            <PlaceSelect name={[place, "skillId"]} options={skillOptions} label={t("admin.field.skill")} />
            <Form.Item name={[place, "level"]} rules={[{ required: true, message: t("admin.required") }]}>
              <InputNumber min={0} max={9} precision={0} aria-label={t("admin.field.level")} />
            </Form.Item>
          </>
        )}
      </RowsField>
    </>
  );
}

const byLabel = { optionFilterProp: "label" };

function PlaceSelect(props: { name: (string | number)[]; options: { value: string; label: string }[]; label: string }) {
  const { t } = useTranslation();
  const { name, options, label } = props;
  return (
    <Form.Item name={name} rules={[{ required: true, message: t("admin.required") }]}>
      <Select options={options} showSearch={byLabel} placeholder={label} aria-label={label} />
    </Form.Item>
  );
}

function Answer({ answer }: { answer: WhatIfAnswer }) {
  const { t } = useTranslation();
  const { percent, count } = useFormats();
  const after = new Map(answer.after.queues.map((queue) => [queue.queueId, queue]));
  const pair = (key: string, of: (queue: QueueDay) => string): TableColumnType<QueueDay> => ({
    key,
    title: t(`routing.whatIf.figure.${key as "offered"}`),
    align: "right",
    render: (_, queue) => {
      const changed = after.get(queue.queueId);
      return (
        <span className="figures">
          {of(queue)} → <strong>{changed === undefined ? "–" : of(changed)}</strong>
        </span>
      );
    },
  });
  return (
    <section className="panel what-if">
      <p>
        {t(answer.reproduced ? "routing.whatIf.reproduced" : "routing.whatIf.notReproduced", {
          events: count(answer.events),
        })}
      </p>
      <Table
        size="small"
        rowKey="queueId"
        pagination={false}
        dataSource={answer.before.queues}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "name", title: t("admin.queues"), dataIndex: "name" },
          pair("offered", (queue) => count(queue.offered)),
          pair("answered", (queue) => count(queue.answered)),
          pair("abandoned", (queue) => count(queue.abandoned)),
          pair("averageWait", (queue) => formatDuration(queue.averageWaitMs)),
          pair("longestWait", (queue) => formatDuration(queue.longestWaitMs)),
          pair("serviceLevel", (queue) => percent(queue.serviceLevel)),
        ]}
      />
      <p className="figures">
        {t("routing.whatIf.figure.occupancy")} {percent(answer.before.occupancy)} →{" "}
        <strong>{percent(answer.after.occupancy)}</strong>
      </p>
    </section>
  );
}

type T = TFunction;

function dayName(t: T, ago: number): string {
  if (ago === 0) return t("routing.whatIf.today");
  if (ago === 1) return t("routing.whatIf.yesterday");
  return new Intl.DateTimeFormat(undefined, { month: "2-digit", day: "2-digit", weekday: "short" }).format(
    startOfDay(ago, new Date()),
  );
}
