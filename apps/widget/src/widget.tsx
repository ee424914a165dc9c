/** @jsxImportSource preact */
// The widget: a button, and a panel with the form, the conversation and what comes after it.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ChatConnection, keepVisitorKey } from "./chat-connection.ts";
import { Bubble, download, FieldsForm, Rating } from "./panel-parts.tsx";
import { filled, type Language, type Words, words } from "./words.ts";

export interface Welcome {
  colour: string;
  greeting: Record<Language, string>;
  offlineText: Record<Language, string>;
  askContact: boolean;
  callBack: boolean;
  open: boolean;
}

interface Props {
  base: string;
  entryId: string;
  language: Language;
}

export function Widget({ base, entryId, language }: Props) {
  const say = words[language];
  const [shown, setShown] = useState(false);
  const [, setVersion] = useState(0);
  const changed = () => setVersion((version) => version + 1);
  const [chat, setChat] = useState(() => ChatConnection.kept(base, entryId, changed));
  const [welcome, setWelcome] = useState<Welcome>();
  const [problem, setProblem] = useState(false);
  const current = chat?.forgotten === true ? undefined : chat;
  const look = useCallback(async () => {
    const answer = await fetch(`${base}/api/v1/chat/entries/${entryId}`).catch(() => undefined);
    if (answer?.ok === true) setWelcome((await answer.json()) as Welcome);
    setProblem(answer?.ok !== true);
  }, [base, entryId]);
  useEffect(() => void look(), [look]);
  const before = shown && current === undefined;
  useEffect(() => {
    if (before) void look();
  }, [before, look]);
  useEffect(() => {
    if (shown) current?.read();
  });
  const post = async (path: string, values: Record<string, string>) => {
    const body = { language, visitorKey: keepVisitorKey(), page: location.href.slice(0, 500), ...values };
    return fetch(`${base}/api/v1/chat/entries/${entryId}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }).catch(() => undefined);
  };
  const begin = async (values: Record<string, string>) => {
    const answer = await post("conversations", { ...values, number: (values.number ?? "").replace(/[\s-]/g, "") });
    setProblem(answer?.ok !== true);
    if (answer?.ok === true) setChat(ChatConnection.begun(base, entryId, await answer.json(), changed));
    else void look();
  };
  const unread = current === undefined ? 0 : unreadIn(current);
  return (
    <div style={{ "--colour": welcome?.colour ?? "#1f4e79" }} lang={language}>
      {shown && (
        <section class="panel" role="dialog" aria-label={say.open}>
          <header>
            <strong>{say.open}</strong>
            <button type="button" class="plain" onClick={() => setShown(false)} aria-label={say.close}>
              ×
            </button>
          </header>
          {problem && (
            <p class="notice" role="alert">
              {say.failed}
            </p>
          )}
          {current !== undefined ? (
            <Talk
              chat={current}
              say={say}
              onAgain={() => {
                current.forget();
                setChat(undefined);
                void look();
              }}
            />
          ) : (
            welcome !== undefined && (
              <Before
                welcome={welcome}
                say={say}
                language={language}
                begin={begin}
                leave={(v) => post("messages", v)}
                callBack={(v) => post("call-backs", v)}
              />
            )
          )}
        </section>
      )}
      <button type="button" class="launch" onClick={() => setShown(!shown)} aria-expanded={shown}>
        {say.open}
        {!shown && unread > 0 && <span class="unread">{unread}</span>}
      </button>
    </div>
  );
}

function unreadIn({ lines, state }: ChatConnection): number {
  return lines.filter(({ author, sequence }) => author.side === "agent" && sequence > (state?.read.customer ?? 0))
    .length;
}

function Before(props: {
  welcome: Welcome;
  say: Words;
  language: Language;
  begin(values: Record<string, string>): void;
  leave(values: Record<string, string>): Promise<Response | undefined>;
  callBack(values: Record<string, string>): Promise<Response | undefined>;
}) {
  const { welcome, say, language } = props;
  const [left, setLeft] = useState<boolean>();
  const callBack = welcome.callBack && <CallBack say={say} ask={props.callBack} />;
  const name = { name: "name", label: say.name };
  if (welcome.open) {
    const fields = welcome.askContact ? [name, { name: "number", label: say.number }] : [];
    return (
      <div class="before">
        <p>{welcome.greeting[language]}</p>
        <FieldsForm fields={fields} action={say.start} onSubmit={props.begin} />
        <p class="small">{say.safety}</p>
        {callBack}
      </div>
    );
  }
  if (left === true) return <p class="notice">{say.left}</p>;
  const fields = [
    name,
    { name: "contact", label: say.contact, required: true },
    { name: "text", label: say.message, required: true, long: true },
  ];
  return (
    <div class="before" data-offline>
      <p>{welcome.offlineText[language]}</p>
      {left === false && <p role="alert">{say.failed}</p>}
      <FieldsForm
        fields={fields}
        action={say.leave}
        onSubmit={async (values) => setLeft((await props.leave(values))?.ok === true)}
      />
      {callBack}
    </div>
  );
}

/** Instead of a chat: the visitor leaves a number, and the next agent calls it. */
function CallBack({ say, ask }: { say: Words; ask(values: Record<string, string>): Promise<Response | undefined> }) {
  const [told, setTold] = useState<"kept" | "number" | "often" | "failed">();
  if (told === "kept")
    return (
      <p class="notice" role="status">
        {say.callBackKept}
      </p>
    );
  const submit = async (values: Record<string, string>) => {
    const answer = await ask(values);
    const status = answer?.status ?? 0;
    setTold(answer?.ok === true ? "kept" : status === 400 ? "number" : status === 429 ? "often" : "failed");
  };
  const refusals = { number: say.callBackNumber, often: say.callBackOften, failed: say.failed };
  return (
    <details class="call-back">
      <summary>{say.callBack}</summary>
      {told !== undefined && <p role="alert">{refusals[told]}</p>}
      <FieldsForm
        fields={[
          { name: "name", label: say.name },
          { name: "number", label: say.callBackTo, required: true },
        ]}
        action={say.callBackAsk}
        onSubmit={submit}
      />
    </details>
  );
}

function Talk({ chat, say, onAgain }: { chat: ChatConnection; say: Words; onAgain(): void }) {
  const end = useRef<HTMLDivElement>(null);
  const [refused, setRefused] = useState(false);
  const { state, lines, pending } = chat;
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [lines.length, pending.length]);
  const ended = state?.stage === "ended";
  const send = async (file: File | undefined) => {
    if (file !== undefined) setRefused(!(await chat.sendFile(file)));
  };
  return (
    <>
      <p class="status" role="status">
        {statusOf(chat, say)}
      </p>
      <div class="lines" role="log" aria-live="polite">
        {lines.map((line) => (
          <Bubble key={line.sequence} line={line} chat={chat} say={say} readByStaff={state?.read.staff ?? 0} />
        ))}
        {pending.map(({ clientId, text, refused: not }) => (
          <div key={clientId} class="line mine pending">
            <div class="bubble">{text}</div>
            <span class="meta">{not === true ? say.refused : say.sending}</span>
          </div>
        ))}
        {chat.typing && <p class="notice">{say.typing}</p>}
        <div ref={end} />
      </div>
      {refused && (
        <p class="notice" role="alert">
          {say.fileRefused}
        </p>
      )}
      {ended ? (
        <footer class="after">
          {state?.endReason !== "abandoned" && <Rating chat={chat} say={say} />}
          <button type="button" class="link" onClick={() => void download(chat.transcript(), "chat.txt")}>
            {say.transcript}
          </button>
          <button type="button" class="primary" onClick={onAgain}>
            {say.again}
          </button>
        </footer>
      ) : (
        <Composer chat={chat} say={say} onFile={send} />
      )}
    </>
  );
}

function statusOf({ state, online, ready }: ChatConnection, say: Words): string {
  if (!online) return ready ? say.offline : say.waiting;
  if (state === undefined) return say.waiting;
  if (state.stage === "ended") return say.ended;
  if (state.stage === "talk") return state.agentAway ? say.away : filled(say.served, state.agentName ?? "");
  if (!state.staffed) return say.unstaffed;
  if (state.position === null) return say.waiting;
  return state.position <= 1 ? say.next : filled(say.position, state.position - 1);
}

function Composer(props: { chat: ChatConnection; say: Words; onFile(file: File | undefined): void }) {
  const { chat, say, onFile } = props;
  const [text, setText] = useState("");
  const submit = () => {
    if (text.trim() === "") return;
    chat.say(text.trim());
    setText("");
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        rows={2}
        maxLength={4000}
        value={text}
        placeholder={say.hint}
        aria-label={say.hint}
        onInput={(event) => {
          setText(event.currentTarget.value);
          chat.writes();
        }}
        onKeyDown={(event) => {
          // Enter confirms a word of an input method as well: that one is no sending.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      <div class="tools">
        <label class="link">
          {say.file}
          <input
            type="file"
            aria-label={say.file}
            onChange={(event) => {
              onFile(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
        </label>
        <button type="button" class="link" onClick={() => chat.leave()}>
          {say.end}
        </button>
        <button type="submit" class="primary">
          {say.send}
        </button>
      </div>
    </form>
  );
}
