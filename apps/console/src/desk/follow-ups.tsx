// The tasks of an agent at his desk: open ones by date, those that are late marked; done with one click, back with another.

import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { changeFollowUp, type FollowUp, listFollowUps } from "@tellerline/sdk";
import { useNow } from "@tellerline/ui";
import { App, Checkbox, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { useFormats } from "../shell/use-formats.ts";
import { FollowUpButton } from "./follow-up-form.tsx";
import "./desk-notes.css";

export function FollowUps() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { dateTime } = useFormats();
  const now = useNow();
  const { data } = useQuery({ queryKey: ["followUps"], queryFn: () => api.call(listFollowUps) });
  const change = useMutation({
    mutationFn: ({ id, version, done }: { id: string; version: number; done: boolean }) =>
      api.call(changeFollowUp, { path: { id }, body: { done }, headers: { "If-Match": String(version) } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["followUps"] }),
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  const items = data?.items ?? [];
  const late = (item: FollowUp) => item.doneAt === null && item.dueAt < now;
  return (
    <section className="panel follow-ups" aria-label={t("deskData.followUps")} data-follow-ups>
      <div className="panel-head">
        <h2>{t("deskData.followUps")}</h2>
        <FollowUpButton />
      </div>
      {items.length === 0 && <p className="quiet">{t("deskData.noFollowUps")}</p>}
      <ul>
        {items.map((item) => (
          <li key={item.id} className={item.doneAt === null ? "" : "done"} data-follow-up={item.id}>
            <Checkbox
              checked={item.doneAt !== null}
              disabled={change.isPending}
              onChange={(event) => change.mutate({ id: item.id, version: item.version, done: event.target.checked })}
            >
              {item.text}
            </Checkbox>
            <span className="quiet figures">
              {dateTime(item.dueAt)} {late(item) && <Tag color="error">{t("deskData.late")}</Tag>}
              {item.interactionId !== null && (
                <Link to="/calls/$interactionId" params={{ interactionId: item.interactionId }}>
                  {t("deskData.toRecord")}
                </Link>
              )}{" "}
              {item.by}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
