// Fields that several forms use.

import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { listFlows, listQueues, listSkills } from "@tellerline/sdk";
import { Button, Checkbox, Form, Input, InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import type { Texts } from "../i18n/zh-cn.ts";

export type FieldWord = keyof Texts["admin"]["field"];
type Name = string | (string | number)[];

interface FieldProps {
  name: Name;
  label: FieldWord;
}

function useField(label: FieldWord) {
  const { t } = useTranslation();
  return { label: t(`admin.field.${label}`), required: { required: true, message: t("admin.required") } };
}

export function TextField({ name, label, optional = false }: FieldProps & { optional?: boolean }) {
  const field = useField(label);
  return (
    <Form.Item name={name} label={field.label} rules={optional ? [] : [field.required]}>
      <Input autoComplete="off" />
    </Form.Item>
  );
}

export function PasswordField({ name, label, optional = false }: FieldProps & { optional?: boolean }) {
  const field = useField(label);
  return (
    <Form.Item name={name} label={field.label} rules={optional ? [] : [field.required]}>
      <Input.Password autoComplete="new-password" />
    </Form.Item>
  );
}

export function NumberField({ name, label, min, max }: FieldProps & { min: number; max: number }) {
  const field = useField(label);
  return (
    <Form.Item name={name} label={field.label} rules={[field.required]}>
      <InputNumber min={min} max={max} precision={0} className="figures" />
    </Form.Item>
  );
}

/** Seconds for the eye, milliseconds in the value. */
export function SecondsField({ name, label }: FieldProps) {
  const field = useField(label);
  return (
    <Form.Item
      name={name}
      label={field.label}
      rules={[field.required]}
      getValueProps={(ms: number | null) => ({ value: typeof ms === "number" ? ms / 1000 : ms })}
      normalize={(seconds: number | null) => (seconds === null ? null : Math.round(seconds * 1000))}
    >
      <InputNumber min={0} className="figures" />
    </Form.Item>
  );
}

export function SwitchField({ name, label }: FieldProps) {
  const field = useField(label);
  return (
    <Form.Item name={name} label={field.label} valuePropName="checked" layout="horizontal">
      <Switch />
    </Form.Item>
  );
}

export interface SelectFieldProps extends FieldProps {
  options: readonly { value: string; label: string }[];
  mode?: "multiple" | "tags";
  /** Nothing may be chosen. */
  optional?: boolean;
}

export function SelectField({ name, label, options, mode, optional = false }: SelectFieldProps) {
  const field = useField(label);
  return (
    <Form.Item name={name} label={field.label} rules={mode === "multiple" || optional ? [] : [field.required]}>
      <Select
        allowClear={optional}
        {...(mode === undefined ? {} : { mode })}
        options={[...options]}
        showSearch={{ optionFilterProp: "label" }}
        tokenSeparators={[",", " ", "，"]}
      />
    </Form.Item>
  );
}

export function QueuesField({ name }: { name: Name }) {
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => api.call(listQueues) });
  const options = (data?.items ?? []).map((queue) => ({ value: queue.id, label: queue.name }));
  return <SelectField name={name} label="queues" mode="multiple" options={options} />;
}

export function FlowField({ name }: { name: Name }) {
  const { data } = useQuery({ queryKey: ["flows"], queryFn: () => api.call(listFlows) });
  const options = (data?.items ?? []).map((flow) => ({ value: flow.id, label: flow.name }));
  return <SelectField name={name} label="flow" options={options} />;
}

export interface RowsFieldProps {
  name: Name;
  label: string;
  extra?: string;
  addLabel: string;
  /** What a new row begins with. */
  blank: object;
  className: string;
  /** The fields of the row with this place in the list. */
  children(place: number): ReactNode;
}

/** Lines that are added and removed one by one. */
export function RowsField({ name, label, extra, addLabel, blank, className, children }: RowsFieldProps) {
  const { t } = useTranslation();
  return (
    <Form.Item label={label} extra={extra}>
      <Form.List name={name}>
        {(rows, { add, remove }) => (
          <>
            {rows.map((row) => (
              <div key={row.key} className={className}>
                {children(row.name)}
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("common.delete")}
                  onClick={() => remove(row.name)}
                />
              </div>
            ))}
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => add(blank)}>
              {addLabel}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

/** Skills, each with a level 1–9; with `standard` also whether it is used from the sign-in on. */
export function SkillsField({
  name,
  label,
  standard = false,
}: {
  name: (string | number)[];
  label: FieldWord;
  standard?: boolean;
}) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["skills"], queryFn: () => api.call(listSkills) });
  const options = (data?.items ?? []).map((skill) => ({ value: skill.id, label: skill.name }));
  const required = { required: true, message: t("admin.required") };
  return (
    <RowsField
      name={name}
      label={t(`admin.field.${label}`)}
      addLabel={t("admin.field.addSkill")}
      blank={standard ? { level: 5, standard: true } : { level: 5 }}
      className={standard ? "skill-row with-standard" : "skill-row"}
    >
      {(place) => (
        <>
          <Form.Item name={[place, "skillId"]} rules={[required]} noStyle>
            <Select options={options} showSearch={{ optionFilterProp: "label" }} aria-label={t("admin.field.skill")} />
          </Form.Item>
          <Form.Item name={[place, "level"]} rules={[required]} noStyle>
            <InputNumber min={1} max={9} precision={0} aria-label={t("admin.field.level")} />
          </Form.Item>
          {standard && (
            <Form.Item name={[place, "standard"]} valuePropName="checked" noStyle>
              <Checkbox>{t("admin.field.standardSkill")}</Checkbox>
            </Form.Item>
          )}
        </>
      )}
    </RowsField>
  );
}
