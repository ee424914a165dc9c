// After the call: disposition and note, until the time is over. What was filled in is not lost: it is handed in just
// before the deadline.

import type { DeskInteraction, Disposition } from "@tellerline/sdk";
import { Duration, KeyCaps, serverNow } from "@tellerline/ui";
import { Button, Radio } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { NoteField } from "./note-field.tsx";
import { useDeskCommands } from "./use-desk.ts";
import { useHotKeyTable } from "./use-hot-keys.ts";
import { useNote } from "./use-note.ts";

const dispositions: readonly Disposition[] = ["resolved", "followUp", "complaint", "wrongNumber", "noSpeech", "other"];
const handInBeforeMs = 1500;

export function WrapUpForm({ interaction }: { interaction: DeskInteraction }) {
  const { t } = useTranslation();
  const { run, busy } = useDeskCommands();
  const keys = useHotKeyTable();
  const [disposition, setDisposition] = useState<Disposition>();
  const { interactionId, wrapUpEndsAt } = interaction;
  const note = useNote(interactionId);
  // The note can be written until the wrap-up is over: what was typed last is saved before.
  const submit = async () => {
    await note.flush();
    const request = { operation: "endWrapUp" as const, ...(disposition === undefined ? {} : { disposition }) };
    run({ do: "operate", interactionId, request });
  };
  const handIn = useEffectEvent(() => {
    if (disposition !== undefined) void submit();
    else void note.flush();
  });
  useEffect(() => {
    if (wrapUpEndsAt === null) return;
    const timer = setTimeout(() => handIn(), Math.max(0, wrapUpEndsAt - serverNow() - handInBeforeMs));
    return () => clearTimeout(timer);
  }, [wrapUpEndsAt]);
  return (
    <form
      className="wrap-up"
      aria-label={t("wrapUp.title")}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="wrap-up-head">
        <h3>{t("wrapUp.disposition")}</h3>
        {wrapUpEndsAt !== null && (
          <span className="wrap-up-time">
            <span className="quiet">{t("wrapUp.remaining")}</span>{" "}
            <Duration until={wrapUpEndsAt} label={t("wrapUp.remaining")} />
          </span>
        )}
      </div>
      <Radio.Group
        value={disposition}
        onChange={(event) => setDisposition(event.target.value as Disposition)}
        optionType="button"
        options={dispositions.map((value) => ({ value, label: t(`disposition.${value}`) }))}
      />
      <NoteField note={note} rows={3} />
      <div className="wrap-up-foot">
        <Button type="primary" htmlType="submit" loading={busy} id="wrap-up-submit" aria-keyshortcuts={keys.endWrapUp}>
          {t("wrapUp.submit")} <KeyCaps keys={keys.endWrapUp} />
        </Button>
        <span className="quiet">{t("wrapUp.autoSaved")}</span>
      </div>
    </form>
  );
}
