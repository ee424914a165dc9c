// The conversation of a chat that is over, from its record (CM-02).

import { useQuery } from "@tanstack/react-query";
import { getChatLog } from "@tellerline/sdk";
import { Rate } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { ChatLines } from "./chat-lines.tsx";
import "./chat.css";

function useChatLog(interactionId: string) {
  return useQuery({
    queryKey: ["chatLog", interactionId],
    queryFn: () => api.call(getChatLog, { path: { interactionId } }),
  });
}

/** Only the lines; nothing while there is no record. */
export function ChatLogLines({ interactionId }: { interactionId: string }) {
  const { data } = useChatLog(interactionId);
  return <ChatLines conversationId={interactionId} lines={data?.lines ?? []} />;
}

export function ChatLog({ interactionId }: { interactionId: string }) {
  const { t } = useTranslation();
  const query = useChatLog(interactionId);
  return (
    <Loaded query={query} empty={({ lines }) => lines.length === 0} emptyText={t("chat.nothingSaid")}>
      {({ lines, rating, page }) => (
        <div className="chat-log">
          <dl className="chat-log-facts">
            {page !== "" && (
              <div>
                <dt>{t("chat.page")}</dt>
                <dd>{page}</dd>
              </div>
            )}
            <div>
              <dt>{t("chat.rating")}</dt>
              <dd>
                {rating === null ? (
                  t("chat.notRated")
                ) : (
                  <>
                    <Rate disabled value={rating.score} aria-label={`${rating.score} / 5`} /> {rating.comment}
                  </>
                )}
              </dd>
            </div>
          </dl>
          <div className="chat-lines">
            <ChatLines conversationId={interactionId} lines={lines} />
          </div>
        </div>
      )}
    </Loaded>
  );
}
