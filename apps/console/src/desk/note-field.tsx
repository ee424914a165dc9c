// Where the note of an interaction is written, with what became of it.

import { Alert, Button, Input, Space } from "antd";
import { useTranslation } from "react-i18next";
import { mergeNotes } from "./note-draft.ts";
import { useNote } from "./use-note.ts";
import "./desk-notes.css";

export interface NoteFieldProps {
  note: ReturnType<typeof useNote>;
  rows?: number;
}

export function NoteField({ note, rows = 4 }: NoteFieldProps) {
  const { t } = useTranslation();
  const { text, type, state, settle } = note;
  const theirs = note.note;
  return (
    <div className="note-field" data-note-state={state}>
      {state === "conflict" && theirs !== undefined && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t("deskData.noteConflict", { name: theirs.by ?? "" })}
          description={
            <>
              <p className="note-theirs">{theirs.text}</p>
              <Space wrap>
                <Button type="primary" onClick={() => settle(mergeNotes(theirs.text, text))} data-note-merge>
                  {t("deskData.noteMerge")}
                </Button>
                <Button onClick={() => settle(theirs.text)}>{t("deskData.noteTheirs")}</Button>
              </Space>
            </>
          }
        />
      )}
      <Input.TextArea
        rows={rows}
        maxLength={4000}
        value={text}
        disabled={state === "loading"}
        onChange={(event) => type(event.target.value)}
        placeholder={t("wrapUp.notePlaceholder")}
        aria-label={t("wrapUp.note")}
        data-note-input
      />
      <p className="quiet note-state" role="status">
        {t(`deskData.noteState.${state}`)}
        {state === "saved" && theirs?.by != null && ` · ${theirs.by}`}
      </p>
    </div>
  );
}

/** The note of an interaction that is served. */
export function OwnNote({ interactionId, rows }: { interactionId: string; rows?: number }) {
  const note = useNote(interactionId);
  return <NoteField note={note} {...(rows === undefined ? {} : { rows })} />;
}
