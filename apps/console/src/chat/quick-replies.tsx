// Ready-made answers: from the button, or by "/" and a few letters in the composer.

import { useQuery } from "@tanstack/react-query";
import { listQuickReplies, type QuickReply } from "@tellerline/sdk";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";

export function useQuickReplies(): readonly QuickReply[] {
  const { data } = useQuery({
    queryKey: ["quickReplies"],
    queryFn: () => api.call(listQuickReplies),
    staleTime: 60_000,
  });
  return data?.items ?? [];
}

/** Those whose name or text contains `search`. */
export function matching(replies: readonly QuickReply[], search: string): readonly QuickReply[] {
  const wanted = search.trim().toLowerCase();
  return replies.filter(({ name, text }) => `${name} ${text}`.toLowerCase().includes(wanted)).slice(0, 8);
}

export interface QuickReplyListProps {
  replies: readonly QuickReply[];
  marked: number;
  onPick(reply: QuickReply): void;
}

export function QuickReplyList({ replies, marked, onPick }: QuickReplyListProps) {
  const { t } = useTranslation();
  return (
    <ul className="quick-replies" aria-label={t("chat.quick")}>
      {replies.length === 0 && <li className="quiet">{t("chat.noQuick")}</li>}
      {replies.map((reply, index) => (
        <li key={reply.id}>
          <button
            type="button"
            className={index === marked ? "marked" : undefined}
            // The composer keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(reply)}
            data-quick-reply={reply.name}
          >
            <strong>{reply.name}</strong>
            <span>{reply.text}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
