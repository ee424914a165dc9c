// Whom notices can speak to, with their names.

import { useQuery } from "@tanstack/react-query";
import { getNoticeAudiences, type NoticeAudience } from "@tellerline/sdk";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { audienceText } from "./audience-text.ts";

/** The audiences as choices of a list; each is kept in it as text. */
export function useAudiences() {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["noticeAudiences"], queryFn: () => api.call(getNoticeAudiences) });
  const queueName = (id: string) => data?.queues.find((queue) => queue.id === id)?.name ?? "–";
  const nameOf = (audience: NoticeAudience): string => {
    if (audience.kind === "all") return t("notices.everybody");
    if (audience.kind === "team") return t("notices.audienceTeam", { name: audience.team });
    return t("notices.audienceQueue", { name: queueName(audience.queueId) });
  };
  const choice = (audience: NoticeAudience) => ({ value: audienceText(audience), label: nameOf(audience) });
  const teams = (data?.teams ?? []).map((team) => choice({ kind: "team", team }));
  const queues = (data?.queues ?? []).map(({ id }) => choice({ kind: "queue", queueId: id }));
  const groups = [
    { label: t("notices.teams"), options: teams },
    { label: t("notices.queues"), options: queues },
  ];
  return { nameOf, choices: [choice({ kind: "all" }), ...groups.filter(({ options }) => options.length > 0)] };
}
