// After the call: disposition and note, until the time is over. What was filled in is not lost: it is handed in just
// before the deadline.

import type { DeskInteraction, Disposition } from "@tellerline/sdk";
import { Duration, KeyCaps, serverNow } from "@tellerline/ui";
import { Button, Input, Radio } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeskCommands } from "./use-desk.ts";
import { useHotKeyTable } from "./use-hot-keys.ts";

const dispositions: readonly Disposition[] = ["resolved", "followUp", "complaint", "wrongNumber", "noSpeech", "other"];
const handInBeforeMs = 1500;

export function WrapUpForm({ interaction }: { interaction: DeskInteraction }) {
  const { t } = useTranslation();
  const { run, busy } = useDeskCommands();
  const keys = useHotKeyTable();
  const [disposition, setDisposition] = useState<Disposition>();
  const [note, setNote] = useState("");
  const { interactionId, wrapUpEndsAt } = interaction;
  const submit = () =>
    run({
      do: "operate",
      interactionId,
      request: {
        operation: "endWrapUp",
        ...(disposition === undefined ? {} : { disposition }),
        ...(note.trim() === "" ? {} : { note: note.trim() }),
      },
    });
  const handIn = useEffectEvent(() => {
    if (disposition !== undefined || note.trim() !== "") submit();
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
        submit();
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
      <Input.TextArea
        rows={3}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        placeholder={t("wrapUp.notePlaceholder")}
        aria-label={t("wrapUp.note")}
      />
      <div className="wrap-up-foot">
        <Button type="primary" htmlType="submit" loading={busy} id="wrap-up-submit" aria-keyshortcuts={keys.endWrapUp}>
          {t("wrapUp.submit")} <KeyCaps keys={keys.endWrapUp} />
        </Button>
        <span className="quiet">{t("wrapUp.autoSaved")}</span>
      </div>
    </form>
  );
}
