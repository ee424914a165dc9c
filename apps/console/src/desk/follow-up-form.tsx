// A task with a date: for oneself or for a colleague, with or without the interaction it comes from (AG-06).

import { CalendarOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { createFollowUp, getDirectory } from "@tellerline/sdk";
import { App, Button, DatePicker, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";

interface Values {
  text: string;
  due: { valueOf(): number };
  agentId: string;
}

const mine = "mine";

export function FollowUpButton({ interactionId = null }: { interactionId?: string | null }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" icon={<CalendarOutlined />} onClick={() => setOpen(true)} data-follow-up-new>
        {t("deskData.newFollowUp")}
      </Button>
      {open && <FollowUpDialog interactionId={interactionId} onClose={() => setOpen(false)} />}
    </>
  );
}

function FollowUpDialog({ interactionId, onClose }: { interactionId: string | null; onClose(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const directory = useQuery({ queryKey: ["directory"], queryFn: () => api.call(getDirectory) });
  const save = useMutation({
    mutationFn: ({ text, due, agentId }: Values) =>
      api.call(createFollowUp, {
        body: { text, dueAt: due.valueOf(), interactionId, ...(agentId === mine ? {} : { agentId }) },
      }),
    onSuccess: () => {
      message.success(t("deskData.followUpSaved"));
      queryClient.invalidateQueries({ queryKey: ["followUps"] }).catch(() => {});
      onClose();
    },
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  const colleagues = (directory.data?.agents ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Modal
      open
      title={t("deskData.newFollowUp")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ agentId: mine }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="text" label={t("deskData.what")} rules={[{ required: true, message: t("admin.required") }]}>
          <Input.TextArea rows={2} maxLength={500} autoFocus data-follow-up-text />
        </Form.Item>
        <Form.Item name="due" label={t("deskData.due")} rules={[{ required: true, message: t("admin.required") }]}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="agentId" label={t("deskData.forWhom")}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={[{ value: mine, label: t("deskData.myself") }, ...colleagues]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
