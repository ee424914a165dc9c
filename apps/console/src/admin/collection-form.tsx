// The form of one thing, in a drawer. If somebody else changed it meanwhile, it says so and offers to load it again.

import { ApiError } from "@tellerline/sdk";
import { Alert, App, Button, Drawer, Form } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "../api.ts";
import { problemCode, problemDetail, problemText } from "../problem-text.ts";
import { type CollectionSpec, fieldPath } from "./collection-spec.ts";

export interface CollectionFormProps<Item extends { id: string; version: number }, Input, Values> {
  spec: CollectionSpec<Item, Input, Values>;
  /** Undefined for a new one. */
  item: Item | undefined;
  onClose(): void;
}

export function CollectionForm<Item extends { id: string; version: number }, Input, Values extends object>({
  spec,
  item: opened,
  onClose,
}: CollectionFormProps<Item, Input, Values>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [item, setItem] = useState(opened);
  const [refused, setRefused] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const what = t(`admin.${spec.name}`);
  const save = async (values: Values) => {
    setBusy(true);
    setRefused(undefined);
    try {
      const input = spec.toInput(values);
      if (item === undefined) await spec.create(input);
      else await spec.update(item.id, `"${item.version}"`, input);
      await queryClient.invalidateQueries({ queryKey: [spec.name] });
      message.success(t("admin.saved"));
      onClose();
    } catch (error) {
      setRefused(error);
      const wrong = error instanceof ApiError ? (error.problem.errors ?? []) : [];
      form.setFields(wrong.map(({ field, message: text }) => ({ name: fieldPath(field) as never, errors: [text] })));
    } finally {
      setBusy(false);
    }
  };
  const reload = async () => {
    const { items } = await queryClient.fetchQuery({ queryKey: [spec.name], queryFn: spec.list, staleTime: 0 });
    const fresh = items.find((candidate) => candidate.id === item?.id);
    if (fresh === undefined) return onClose();
    setItem(fresh);
    form.setFieldsValue(spec.toValues(fresh) as never);
    setRefused(undefined);
  };
  const changed = problemCode(refused) === "changedMeanwhile";
  return (
    <Drawer
      open
      onClose={onClose}
      size={spec.formWidth ?? 440}
      title={t(item === undefined ? "admin.newOf" : "admin.editOf", { what })}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" loading={busy} onClick={form.submit}>
            {t("common.save")}
          </Button>
        </div>
      }
    >
      {refused !== undefined && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={problemText(refused)}
          description={problemDetail(refused)}
          action={
            changed && (
              <Button size="small" onClick={reload}>
                {t("admin.reload")}
              </Button>
            )
          }
        />
      )}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={busy}
        initialValues={item === undefined ? spec.blank : spec.toValues(item)}
        onFinish={save}
        scrollToFirstError
      >
        {spec.fields(item !== undefined)}
      </Form>
    </Drawer>
  );
}
