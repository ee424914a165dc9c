// A notice is written, or changed.

import { useMutation } from "@tanstack/react-query";
import { createNotice, type Notice, type NoticeInput, updateNotice } from "@tellerline/sdk";
import { serverNow } from "@tellerline/ui";
import { App, Checkbox, DatePicker, Form, Input, Modal, Radio, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { audienceOf, audienceText } from "./audience-text.ts";
import { useAudiences } from "./use-audiences.ts";
import { noticeChanged } from "./use-inbox.ts";

interface Values {
  title: string;
  text: string;
  audience: string;
  urgency: Notice["urgency"];
  mustConfirm: boolean;
  from?: Dayjs | null;
  until: Dayjs;
}

const usualDays = 7;

function valuesOf(notice: Notice | undefined): Partial<Values> {
  if (notice === undefined)
    return { audience: "all", urgency: "normal", mustConfirm: false, until: dayjs(serverNow()).add(usualDays, "day") };
  const { title, text, audience, urgency, mustConfirm, validFrom, validUntil } = notice;
  return {
    ...{ title, text, audience: audienceText(audience), urgency, mustConfirm },
    ...{ from: dayjs(validFrom), until: dayjs(validUntil) },
  };
}

function inputOf({ title, text, audience, urgency, mustConfirm, from, until }: Values): NoticeInput {
  return {
    ...{ title, text, audience: audienceOf(audience), urgency, mustConfirm, validUntil: until.valueOf() },
    ...(from == null ? {} : { validFrom: from.valueOf() }),
  };
}

export interface NoticeFormProps {
  /** A new one when undefined. */
  notice: Notice | undefined;
  onClose(): void;
}

export function NoticeForm({ notice, onClose }: NoticeFormProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const save = useMutation({
    mutationFn: (values: Values) => {
      const body = inputOf(values);
      if (notice === undefined) return api.call(createNotice, { body });
      return api.call(updateNotice, {
        path: { id: notice.id },
        body,
        headers: { "If-Match": String(notice.version) },
      });
    },
    onSuccess: () => {
      message.success(t(notice === undefined ? "notices.published" : "notices.changed"));
      noticeChanged();
      onClose();
    },
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  return (
    <Modal
      open
      title={t(notice === undefined ? "notices.publish" : "notices.change")}
      okText={t(notice === undefined ? "notices.publishNow" : "common.save")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
      onCancel={onClose}
      width={560}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={valuesOf(notice)}
        onFinish={(values) => save.mutate(values)}
      >
        <NoticeFields />
        {notice !== undefined && <p className="quiet">{t("notices.changeHint")}</p>}
      </Form>
    </Modal>
  );
}

function NoticeFields() {
  const { t } = useTranslation();
  const { choices } = useAudiences();
  const required = [{ required: true, whitespace: true, message: t("admin.required") }];
  return (
    <>
      <Form.Item name="title" label={t("notices.title")} rules={required}>
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item name="text" label={t("notices.text")} rules={required}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={5000} />
      </Form.Item>
      <Form.Item name="audience" label={t("notices.audience")}>
        <Select showSearch={{ optionFilterProp: "label" }} options={choices} />
      </Form.Item>
      <div className="notice-dates">
        <Form.Item name="from" label={t("notices.from")}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" placeholder={t("notices.fromHint")} />
        </Form.Item>
        <Form.Item
          name="until"
          label={t("notices.end")}
          dependencies={["from"]}
          rules={[
            { required: true, message: t("admin.required") },
            ({ getFieldValue }) => ({
              validator: (_, until: Dayjs | null) => {
                const from = (getFieldValue("from") as Dayjs | null | undefined)?.valueOf() ?? 0;
                const inOrder = until == null || until.valueOf() > Math.max(from, serverNow());
                return inOrder ? Promise.resolve() : Promise.reject(new Error(t("notices.endAfter")));
              },
            }),
          ]}
        >
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" />
        </Form.Item>
      </div>
      <Form.Item name="urgency" label={t("notices.urgency")}>
        <Radio.Group
          options={(["normal", "urgent"] as const).map((value) => ({
            value,
            label: t(`notices.urgencyName.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="mustConfirm" valuePropName="checked" extra={t("notices.receiptHint")}>
        <Checkbox>{t("notices.receipt")}</Checkbox>
      </Form.Item>
    </>
  );
}
