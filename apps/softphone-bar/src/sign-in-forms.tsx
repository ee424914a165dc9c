/** @jsxImportSource preact */
// Into the session, and into work.

import { listMyPhones, type Phone, type Terminal } from "@tellerline/sdk";
import { useEffect, useState } from "preact/hooks";
import type { PartProps } from "./part-props.ts";

/** Login and password: typed into the product's own frame, never into the page around it. */
export function SessionForm({ desk, say }: PartProps) {
  const [busy, setBusy] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const fields = event.currentTarget as HTMLFormElement;
    const text = (name: string) => (fields.elements.namedItem(name) as HTMLInputElement).value;
    const [login, password] = [text("login"), text("password")];
    setBusy(true);
    desk.run(async () => {
      await desk.signInWith(login, password).finally(() => setBusy(false));
    });
  };
  return (
    <form class="row" onSubmit={submit}>
      <strong>{say.bar}</strong>
      <input
        name="login"
        required
        maxLength={120}
        autocomplete="username"
        placeholder={say.login}
        aria-label={say.login}
      />
      <input
        {...{ name: "password", type: "password", required: true, maxLength: 200, autocomplete: "current-password" }}
        placeholder={say.password}
        aria-label={say.password}
      />
      <button type="submit" class="main" disabled={busy} data-action="enter">
        {say.enter}
      </button>
    </form>
  );
}

/** Signing in for work (签入) with a phone. */
export function WorkForm({ desk, say }: PartProps) {
  const [phones, setPhones] = useState<Phone[]>([]);
  const [choice, setChoice] = useState("browser");
  useEffect(() => {
    desk.run(async () => setPhones((await desk.api.call(listMyPhones)).items));
  }, [desk]);
  const phoneless = desk.desk?.capacity.voice === 0;
  const terminal = (): Terminal => {
    if (phoneless) return { kind: "none" };
    return choice === "browser" ? { kind: "browser" } : { kind: "phone", phoneId: choice };
  };
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        desk.run(() => desk.startWork(terminal()));
      }}
    >
      <strong>{desk.me?.name}</strong>
      <span class="state tone-signedOut">{say.agentStates.signedOut}</span>
      {!phoneless && (
        <select aria-label={say.terminal} value={choice} onChange={(event) => setChoice(event.currentTarget.value)}>
          <option value="browser">{say.browser}</option>
          {phones.map((phone) => (
            <option key={phone.id} value={phone.id}>
              {say.phone} {phone.name}
              {phone.registered ? "" : ` · ${say.unregistered}`}
            </option>
          ))}
        </select>
      )}
      <button type="submit" class="main" data-action="signIn">
        {say.signIn}
      </button>
      <button type="button" data-action="leave" onClick={() => desk.run(() => desk.signOut())}>
        {say.leave}
      </button>
    </form>
  );
}
