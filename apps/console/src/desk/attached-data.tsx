// Data attached to an interaction: seen, set and taken away by who serves it (AG-06). It goes with the interaction.

import { CloseOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { attachData, type DeskInteraction, getAttachedData } from "@tellerline/sdk";
import { App, Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { useFormats } from "../shell/use-formats.ts";

export interface AttachedDataProps {
  interaction: DeskInteraction;
  mayChange: boolean;
}

export function AttachedData({ interaction, mayChange }: AttachedDataProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { interactionId, attributes } = interaction;
  const [form, setForm] = useState({ name: "", value: "" });
  const save = useMutation({
    mutationFn: (set: Record<string, string | null>) =>
      api.call(attachData, { path: { interactionId }, body: { set } }),
    onSuccess: (data) => {
      queryClient.setQueryData(["attachedData", interactionId], data);
      setForm({ name: "", value: "" });
    },
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  const ready = form.name.trim() !== "" && form.value.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) save.mutate({ [form.name.trim()]: form.value.trim() });
  };
  const entries = Object.entries(attributes);
  return (
    <section aria-label={t("deskData.data")} data-attached>
      <h3>{t("deskData.data")}</h3>
      {entries.length === 0 && <p className="quiet">{t("deskData.noData")}</p>}
      <dl className="attached">
        {entries.map(([name, value]) => (
          <div key={name} data-attribute={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            {mayChange && name !== "page" && (
              <span className="attached-tools">
                <Button
                  size="small"
                  type="text"
                  icon={<EditOutlined />}
                  aria-label={`${t("common.edit")} ${name}`}
                  onClick={() => setForm({ name, value })}
                />
                <Button
                  size="small"
                  type="text"
                  icon={<CloseOutlined />}
                  aria-label={`${t("common.delete")} ${name}`}
                  onClick={() => save.mutate({ [name]: null })}
                />
              </span>
            )}
          </div>
        ))}
      </dl>
      {mayChange && (
        <form className="attached-form" onSubmit={submit}>
          <Input
            size="small"
            maxLength={40}
            placeholder={t("deskData.name")}
            aria-label={t("deskData.name")}
            value={form.name}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
            data-attach-name
          />
          <Input
            size="small"
            maxLength={500}
            placeholder={t("deskData.value")}
            aria-label={t("deskData.value")}
            value={form.value}
            onChange={(event) => setForm({ ...form, value: event.target.value })}
            data-attach-value
          />
          <Button
            size="small"
            htmlType="submit"
            icon={<PlusOutlined />}
            disabled={!ready}
            loading={save.isPending}
            data-attach-save
          >
            {t("deskData.attach")}
          </Button>
        </form>
      )}
      <Changes interactionId={interactionId} />
    </section>
  );
}

/** Who attached what and when, looked up when it is opened. */
function Changes({ interactionId }: { interactionId: string }) {
  const { t } = useTranslation();
  const { time } = useFormats();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ["attachedData", interactionId],
    queryFn: () => api.call(getAttachedData, { path: { interactionId } }),
    enabled: open,
    staleTime: 0,
  });
  return (
    <details className="attached-changes" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("deskData.changes")}</summary>
      {data?.changes.length === 0 && <p className="quiet">{t("deskData.noData")}</p>}
      <ol>
        {data?.changes.map((change, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: changes are only ever added at the end
          <li key={`${change.at}-${index}`}>
            <time className="figures quiet">{time(change.at)}</time> {change.by ?? t("deskData.flow")}:{" "}
            {change.value === null ? t("deskData.removed", { name: change.name }) : `${change.name} = ${change.value}`}
          </li>
        ))}
      </ol>
    </details>
  );
}
