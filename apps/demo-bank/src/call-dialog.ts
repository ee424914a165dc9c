// The dialog of the call button: permission, connecting, keypad, mute, timer, end.

import { BankCall, type CallStage } from "./bank-call.ts";
import { element } from "./element.ts";
import { followLevel } from "./level.ts";
import type { CallProblem, Language, Words } from "./words.ts";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

export class CallDialog {
  readonly #language: Language;
  readonly #words: Words;
  readonly #dialog: HTMLDialogElement;
  readonly #body = element("div", { class: "call-body" });
  readonly #audio = element("audio", { autoplay: true, id: "remote-audio" });
  readonly #levelBar = element("span");
  readonly #clock = element("output", { class: "call-clock" }, "0:00");
  #call: BankCall;
  #muted = false;
  #pressed = "";
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLevel: (() => void) | undefined;

  constructor(language: Language, words: Words) {
    this.#language = language;
    this.#words = words;
    this.#call = this.#newCall();
    this.#dialog = element(
      "dialog",
      { class: "call", "aria-label": words.dialog.title, tabindex: "-1" },
      element("h2", {}, words.dialog.title),
      this.#body,
      this.#audio,
    );
    this.#dialog.addEventListener("cancel", (event) => {
      // Escape must not end a call by accident.
      if (this.#isUp()) event.preventDefault();
    });
    // The page's own keyboard, wherever the focus went when the dialog's contents changed.
    document.addEventListener("keydown", this.#onKey);
    this.#dialog.addEventListener("close", () => {
      document.removeEventListener("keydown", this.#onKey);
      this.#call.hangUp();
      this.#tidy();
      this.#dialog.remove();
    });
  }

  open(): void {
    document.body.append(this.#dialog);
    this.#show("idle");
    this.#dialog.showModal();
  }

  #newCall(): BankCall {
    return new BankCall({
      onStage: (stage, problem) => this.#show(stage, problem),
      onMicrophone: (stream) => {
        this.#stopLevel = followLevel(stream, this.#levelBar);
      },
      onRemote: (stream) => {
        this.#audio.srcObject = stream;
        this.#audio.play().catch(() => {});
      },
    });
  }

  #isUp(): boolean {
    return ["asking", "connecting", "connected"].includes(this.#call.stage);
  }

  #show(stage: CallStage, problem?: CallProblem): void {
    this.#dialog.dataset.stage = stage;
    if (stage === "connected") this.#timer ??= setInterval(() => this.#tick(), 500);
    if (stage === "ended" || stage === "failed") this.#tidy();
    this.#body.replaceChildren(...this.#contents(stage, problem));
    if (stage !== "idle") (this.#body.querySelector<HTMLElement>(".main") ?? this.#dialog).focus();
  }

  #contents(stage: CallStage, problem: CallProblem | undefined): Node[] {
    const { dialog } = this.#words;
    switch (stage) {
      case "idle":
        return [
          element("p", {}, dialog.why),
          this.#buttons([dialog.cancel, () => this.#dialog.close()], [dialog.start, () => this.#start(), "main"]),
        ];
      case "asking":
      case "connecting":
        return [
          element("p", { role: "status", class: "call-status waiting" }, dialog.connecting),
          this.#level(),
          this.#buttons([dialog.hangUp, () => this.#call.hangUp(), "end"]),
        ];
      case "connected":
        return this.#connected();
      case "ended":
        return [
          element("p", { role: "status", class: "call-status" }, dialog.ended),
          element("p", {}, `${dialog.thanks} ${dialog.duration} ${this.#clock.textContent}`),
          this.#buttons([dialog.close, () => this.#dialog.close(), "main"]),
        ];
      case "failed":
        return [
          element("p", { role: "alert", class: "call-problem" }, this.#words.problems[problem ?? "failed"]),
          this.#buttons([dialog.close, () => this.#dialog.close()], [dialog.again, () => this.#start(), "main"]),
        ];
    }
  }

  #start(): void {
    if (this.#call.stage !== "idle") this.#call = this.#newCall();
    this.#muted = false;
    this.#pressed = "";
    this.#call.start(this.#language).catch(() => {});
  }

  #connected(): Node[] {
    const { dialog } = this.#words;
    const pressed = element("output", { class: "call-pressed", "aria-label": dialog.keypad }, this.#pressed);
    const mute = element("button", { type: "button", "aria-pressed": String(this.#muted) }, dialog.mute);
    mute.addEventListener("click", () => {
      this.#muted = !this.#muted;
      this.#call.mute(this.#muted);
      mute.setAttribute("aria-pressed", String(this.#muted));
      mute.textContent = this.#muted ? dialog.unmute : dialog.mute;
    });
    return [
      element(
        "div",
        { class: "call-line" },
        element("p", { role: "status", class: "call-status" }, dialog.connected),
        this.#clock,
      ),
      this.#level(),
      pressed,
      element(
        "div",
        { class: "call-keys", role: "group", "aria-label": dialog.keypad },
        ...keys.map((key) => element("button", { type: "button", onclick: () => this.#press(key) }, key)),
      ),
      element("p", { class: "call-hint" }, `${dialog.keypadHint} ${dialog.hint}`),
      element(
        "div",
        { class: "call-buttons" },
        mute,
        element("button", { type: "button", class: "end", onclick: () => this.#call.hangUp() }, dialog.hangUp),
      ),
    ];
  }

  #press(key: string): void {
    this.#call.press(key);
    // Digits may be a password: what was pressed is counted, not shown.
    this.#pressed = `${this.#pressed}●`.slice(-24);
    const shown = this.#body.querySelector(".call-pressed");
    if (shown !== null) shown.textContent = this.#pressed;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (this.#call.stage !== "connected" || !keys.includes(event.key) || event.repeat) return;
    event.preventDefault();
    this.#press(event.key);
  };

  #level(): HTMLElement {
    const { microphone } = this.#words.dialog;
    return element(
      "div",
      { class: "call-level" },
      element("span", {}, microphone),
      element("span", { class: "meter", role: "img", "aria-label": microphone }, this.#levelBar),
    );
  }

  #buttons(...buttons: readonly [string, () => void, string?][]): HTMLElement {
    return element(
      "div",
      { class: "call-buttons" },
      ...buttons.map(([label, onclick, kind]) =>
        element("button", { type: "button", class: kind ?? "", onclick, autofocus: kind === "main" }, label),
      ),
    );
  }

  #tick(): void {
    const seconds = Math.floor((Date.now() - (this.#call.connectedAt ?? Date.now())) / 1000);
    this.#clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  #tidy(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stopLevel?.();
    this.#stopLevel = undefined;
    this.#audio.srcObject = null;
  }
}
