// Beside what is served: its number to copy, the note, attached data, and what is to be done later (AG-06).

import { CopyOutlined } from "@ant-design/icons";
import type { DeskInteraction } from "@tellerline/sdk";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { AttachedData } from "./attached-data.tsx";
import { FollowUpButton } from "./follow-up-form.tsx";
import { OwnNote } from "./note-field.tsx";

export function InteractionNotes({ interaction }: { interaction: DeskInteraction }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { interactionId, channel, state, supervision, answeredAt } = interaction;
  const serves = answeredAt !== null && supervision === undefined && state !== "wrapUp";
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(interactionId);
      message.success(t("deskData.copied"));
    } catch {
      message.info(interactionId);
    }
  };
  return (
    <section className="panel interaction-notes" aria-label={t("deskData.title")} data-notes-of={interactionId}>
      <div className="interaction-notes-head">
        <span className="quiet">
          {t("deskData.id")} <code className="interaction-id">{interactionId}</code>
        </span>
        <Button size="small" type="text" icon={<CopyOutlined />} onClick={() => void copy()} data-copy-id>
          {t("deskData.copy")}
        </Button>
        {(serves || state === "wrapUp") && <FollowUpButton interactionId={interactionId} />}
      </div>
      <div className="interaction-notes-columns">
        {serves && (
          <section>
            <h3>{t("wrapUp.note")}</h3>
            <OwnNote interactionId={interactionId} />
          </section>
        )}
        {(serves || channel === "chat") && <AttachedData interaction={interaction} mayChange={serves} />}
      </div>
    </section>
  );
}
