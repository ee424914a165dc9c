// The note of an interaction while it is written: saved a moment after the last key, before the page goes, and when asked.
//
//   typed ─▶ draft ─ 0.8 s ─▶ PUT If-Match ─▶ saved            409 ─▶ conflict: both texts before him, he decides

import { useMutation, useQuery } from "@tanstack/react-query";
import { ApiError, getInteractionNote, type InteractionNote, saveInteractionNote } from "@tellerline/sdk";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api, queryClient } from "../api.ts";
import { keepNote, keptNote, type NoteDraft } from "./note-draft.ts";

const saveAfterMs = 800;

export type NoteState = "loading" | "saved" | "unsaved" | "saving" | "conflict" | "failed";

const key = (interactionId: string) => ["note", interactionId];

/** Takes a note that the server tells of, unless a newer one is known. */
export function noteArrived(note: InteractionNote): void {
  queryClient.setQueryData<InteractionNote>(key(note.interactionId), (known) =>
    known !== undefined && known.version > note.version ? known : note,
  );
}

export function useNote(interactionId: string) {
  const query = useQuery({
    queryKey: key(interactionId),
    queryFn: () => api.call(getInteractionNote, { path: { interactionId } }),
  });
  const [draft, setDraft] = useState<NoteDraft | undefined>(() => keptNote(interactionId));
  const [conflict, setConflict] = useState(false);
  const latest = useRef(draft);
  const write = (next: NoteDraft | undefined) => {
    latest.current = next;
    setDraft(next);
    keepNote(interactionId, next);
  };
  const save = useMutation({
    mutationFn: ({ text, base }: NoteDraft) =>
      api.call(saveInteractionNote, {
        path: { interactionId },
        body: { text },
        headers: { "If-Match": String(base) },
        keepalive: true,
      }),
    onSuccess: (note, sent) => {
      noteArrived(note);
      setConflict(false);
      // What was typed meanwhile is written on what has just been saved.
      const now = latest.current;
      write(now === undefined || now.text === sent.text ? undefined : { text: now.text, base: note.version });
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.code !== "changedMeanwhile") return;
      const { data } = await query.refetch();
      // What was sent as the page went did arrive: the reload found nothing new.
      if (data?.text === latest.current?.text) write(undefined);
      else setConflict(true);
    },
  });
  const flush = async (): Promise<void> => {
    const now = latest.current;
    if (now === undefined || conflict || save.isPending) return;
    await save.mutateAsync(now).catch(() => undefined);
  };
  const saveNow = useEffectEvent(() => void flush());
  useEffect(() => {
    if (draft === undefined || conflict) return;
    const timer = setTimeout(() => saveNow(), saveAfterMs);
    return () => clearTimeout(timer);
  }, [draft, conflict]);
  useEffect(() => {
    const leaving = () => saveNow();
    addEventListener("pagehide", leaving);
    return () => {
      removeEventListener("pagehide", leaving);
      leaving();
    };
  }, []);
  const note = query.data;
  const state: NoteState = conflict
    ? "conflict"
    : save.isPending
      ? "saving"
      : save.isError && draft !== undefined
        ? "failed"
        : draft !== undefined
          ? "unsaved"
          : note === undefined
            ? "loading"
            : "saved";
  return {
    ...{ note, state, flush },
    text: draft?.text ?? note?.text ?? "",
    type: (text: string) => write({ text, base: latest.current?.base ?? note?.version ?? 0 }),
    /** Ends a conflict: this text is saved on what the other wrote. */
    settle: (text: string) => {
      write({ text, base: note?.version ?? 0 });
      setConflict(false);
    },
  };
}
