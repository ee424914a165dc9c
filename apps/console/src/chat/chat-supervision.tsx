// What a leader who watches a chat can do from where he reads it: whisper, write to both, take it over, stop.

import type { SupervisionWish } from "@tellerline/sdk";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { wishWord } from "../live/leader-choices.ts";
import { useLeaderWork } from "../live/leader-work.ts";

const modes = ["listen", "coach", "bargeIn"] as const;
export type SupervisionMode = (typeof modes)[number];

export function ChatSupervision({ interactionId, mode }: { interactionId: string; mode: SupervisionMode }) {
  const { t } = useTranslation();
  const { supervise } = useLeaderWork();
  const change = (wish: SupervisionWish) => supervise.mutate({ interactionId, body: { mode: wish } });
  return (
    <div className="chat-operations" role="toolbar" aria-label={t("floor.actions")}>
      {modes.map((each) => (
        <Button
          key={each}
          type={each === mode ? "primary" : "default"}
          aria-pressed={each === mode}
          disabled={supervise.isPending}
          onClick={() => each !== mode && change(each)}
          data-chat-supervision={each}
        >
          {wishWord(t, "chat", each)}
        </Button>
      ))}
      <Button disabled={supervise.isPending} onClick={() => change("intercept")} data-chat-supervision="intercept">
        {wishWord(t, "chat", "intercept")}
      </Button>
      <Button danger disabled={supervise.isPending} onClick={() => change("off")} data-chat-supervision="off">
        {wishWord(t, "chat", "off")}
      </Button>
    </div>
  );
}
