/** @jsxImportSource preact */
// The parts of the panel: forms before a chat, lines, satisfaction. Texts are only ever put into text nodes.

import { useEffect, useState } from "preact/hooks";
import type { ChatConnection, Line } from "./chat-connection.ts";
import { filled, type Words } from "./words.ts";

export interface FormField {
  name: string;
  label: string;
  required?: boolean;
  long?: boolean;
}

export function FieldsForm(props: {
  fields: readonly FormField[];
  action: string;
  onSubmit(values: Record<string, string>): void;
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget as HTMLFormElement);
        props.onSubmit(Object.fromEntries([...data].map(([name, value]) => [name, typed(value)])));
      }}
    >
      {props.fields.map(({ name, label, required = false, long = false }) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, one of two
        <label key={name}>
          {label}
          {long ? (
            <textarea name={name} rows={4} maxLength={3500} required={required} />
          ) : (
            <input name={name} maxLength={40} required={required} />
          )}
        </label>
      ))}
      <button type="submit" class="primary">
        {props.action}
      </button>
    </form>
  );
}

function typed(value: FormDataEntryValue | null): string {
  return typeof value === "string" ? value.trim() : "";
}

export function Notice({ line, say }: { line: Line; say: Words }) {
  const { content } = line;
  if (content.type !== "notice") return null;
  const texts: Record<string, string> = {
    joined: say.joined,
    left: say.gone,
    transferred: say.transferred,
    tookOver: say.tookOver,
    ended: say.ended,
  };
  const text = texts[content.notice];
  return text === undefined ? null : <p class="notice">{filled(text, content.name ?? "")}</p>;
}

export function Bubble(props: { line: Line; chat: ChatConnection; say: Words; readByStaff: number }) {
  const { line, chat, say, readByStaff } = props;
  const { content, author } = line;
  if (content.type === "notice") return <Notice line={line} say={say} />;
  const mine = author.side === "customer";
  return (
    <div class={`line ${mine ? "mine" : "theirs"}`} data-sequence={line.sequence}>
      {!mine && <span class="who">{author.name}</span>}
      <div class="bubble">
        {content.type === "text" ? content.text : <FileLine content={content} chat={chat} say={say} />}
      </div>
      <span class="meta">
        {new Date(line.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}
        {mine && <span data-mark> {line.sequence <= readByStaff ? say.read : say.sent}</span>}
      </span>
    </div>
  );
}

function FileLine(props: { content: Extract<Line["content"], { type: "file" }>; chat: ChatConnection; say: Words }) {
  const { content, chat, say } = props;
  const { fileId } = content;
  const picture = content.mediaType.startsWith("image/");
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!picture) return;
    let made: string | undefined;
    chat
      .file(fileId)
      .then((blob) => {
        if (blob === undefined) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      })
      .catch(() => {});
    return () => {
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [chat, fileId, picture]);
  return (
    <>
      {url !== undefined && <img src={url} alt={content.name} />}
      <button type="button" class="link" onClick={() => void download(chat.file(content.fileId), content.name)}>
        {say.download} {content.name}
      </button>
    </>
  );
}

/** Hands bytes to the browser as a file. */
export async function download(fetching: Promise<Blob | undefined>, name: string): Promise<void> {
  const blob = await fetching;
  if (blob === undefined) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function Rating({ chat, say }: { chat: ChatConnection; say: Words }) {
  const [score, setScore] = useState(0);
  const [done, setDone] = useState(false);
  if (done) return <p class="notice">{say.thanks}</p>;
  return (
    <form
      class="rating"
      onSubmit={(event) => {
        event.preventDefault();
        const comment = new FormData(event.currentTarget as HTMLFormElement).get("comment");
        chat.rate(score, typed(comment)).catch(() => {});
        setDone(true);
      }}
    >
      <fieldset>
        <legend>{say.rate}</legend>
        {[1, 2, 3, 4, 5].map((n) => (
          <label key={n} class="star" data-on={n <= score}>
            <input
              type="radio"
              name="score"
              checked={n === score}
              onChange={() => setScore(n)}
              aria-label={filled(say.stars, n)}
            />
            <span aria-hidden="true">★</span>
          </label>
        ))}
      </fieldset>
      <input name="comment" maxLength={500} placeholder={say.comment} aria-label={say.comment} />
      <button type="submit" class="primary" disabled={score === 0}>
        {say.submit}
      </button>
    </form>
  );
}
