// The script tag's program: the element <softphone-bar>. It holds a frame on the product's origin, passes what the page
// asks to it and what happened to the page, and knows neither password nor session.
//
//   empty ── server known ──▶ loading ── hello ──▶ open        loading ── nothing heard ──▶ refused

import type {
  BarCommandMessage,
  BarCommands,
  BarFrameMessage,
  BarSnapshot,
  SoftphoneBarElement,
} from "@tellerline/sdk";

type Operate = BarCommands["operate"];

const script = document.currentScript as HTMLScriptElement | null;
const helloWithinMs = 3000;
const style = `:host{display:block}iframe{display:block;width:100%;height:48px;border:0;color-scheme:light}
p{margin:0;padding:12px 14px;font:14px system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:#c1272d;background:#fff;border:1px solid #d9dfdd}`;
const refusal = {
  "zh-CN": "软电话条未能载入：本页面的来源未获准嵌入，或无法连接服务器。请联系系统管理员。",
  "en-US": "The softphone bar did not load: pages of this origin may not embed it, or the server cannot be reached.",
};

class SoftphoneBar extends HTMLElement implements SoftphoneBarElement {
  static readonly observedAttributes = ["server", "lang"];
  snapshot: BarSnapshot = { agent: undefined, call: undefined };
  readonly #root = this.attachShadow({ mode: "open" });
  readonly #waiting = new Map<number, { done(): void; refuse(problem: unknown): void }>();
  #frame: HTMLIFrameElement | undefined;
  #queue: BarCommandMessage[] | undefined = [];
  #lastId = 0;
  readonly #listener = (message: MessageEvent<BarFrameMessage>) => this.#hear(message);

  connectedCallback(): void {
    addEventListener("message", this.#listener);
    this.#load();
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.#listener);
    this.#close();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (this.isConnected && before !== after) this.#load();
  }

  signIn(how: { token: string }): Promise<void> {
    return this.#ask("signIn", how);
  }

  signOut(): Promise<void> {
    return this.#ask("signOut");
  }

  startWork(terminal?: Parameters<BarCommands["startWork"]>[0]): Promise<void> {
    return this.#ask("startWork", terminal);
  }

  setState(...args: Parameters<BarCommands["setState"]>): Promise<void> {
    return this.#ask("setState", ...args);
  }

  dial(number: string): Promise<void> {
    return this.#ask("dial", number);
  }

  operate(...args: Parameters<Operate>): Promise<void> {
    return this.#ask("operate", ...args);
  }

  attach(data: Record<string, string | null>): Promise<void> {
    return this.#ask("attach", data);
  }

  /** The product's origin: the attribute, or where the script came from. */
  get #server(): string {
    return new URL(this.getAttribute("server") ?? script?.src ?? location.href, location.href).origin;
  }

  get #language(): "zh-CN" | "en-US" {
    const wanted = this.getAttribute("lang") ?? document.documentElement.lang;
    return wanted.startsWith("en") ? "en-US" : "zh-CN";
  }

  #load(): void {
    this.#close();
    const frame = document.createElement("iframe");
    const query = new URLSearchParams({ page: location.origin, lang: this.#language });
    frame.src = `${this.#server}/softphone/frame?${query}`;
    frame.allow = "microphone; autoplay";
    frame.title = this.#language === "zh-CN" ? "软电话条" : "Softphone bar";
    const sheet = document.createElement("style");
    sheet.textContent = style;
    this.#root.replaceChildren(sheet, frame);
    this.#frame = frame;
    frame.addEventListener("load", () => setTimeout(() => this.#giveUp(frame), helloWithinMs));
  }

  #close(): void {
    this.#root.replaceChildren();
    this.#frame = undefined;
    this.#queue = [];
    this.snapshot = { agent: undefined, call: undefined };
    this.#refuseAll();
  }

  #refuseAll(): void {
    const problem = { code: "unreachable", title: refusal[this.#language] };
    for (const { refuse } of this.#waiting.values()) refuse(problem);
    this.#waiting.clear();
  }

  #giveUp(frame: HTMLIFrameElement): void {
    if (this.#frame !== frame || this.#queue === undefined) return;
    const text = document.createElement("p");
    text.setAttribute("role", "alert");
    text.textContent = refusal[this.#language];
    frame.replaceWith(text);
    this.#refuseAll();
  }

  #ask(name: keyof BarCommands, ...args: unknown[]): Promise<void> {
    this.#lastId += 1;
    const message: BarCommandMessage = { tellerline: "command", id: this.#lastId, name, args };
    return new Promise((done, refuse) => {
      this.#waiting.set(message.id, { done, refuse });
      if (this.#queue === undefined) this.#post(message);
      else this.#queue.push(message);
    });
  }

  #post(message: BarCommandMessage): void {
    this.#frame?.contentWindow?.postMessage(message, this.#server);
  }

  #hear({ source, origin, data }: MessageEvent<BarFrameMessage>): void {
    const frame = this.#frame;
    if (frame === undefined || source !== frame.contentWindow || origin !== this.#server) return;
    switch (data.tellerline) {
      case "hello": {
        const queue = this.#queue ?? [];
        this.#queue = undefined;
        for (const message of queue) this.#post(message);
        return;
      }
      case "height":
        frame.style.height = `${data.px}px`;
        return;
      case "answer": {
        const waiting = this.#waiting.get(data.id);
        this.#waiting.delete(data.id);
        if (data.problem === undefined) waiting?.done();
        else waiting?.refuse(data.problem);
        return;
      }
      case "event":
        if (data.name === "change") this.snapshot = data.detail as BarSnapshot;
        this.dispatchEvent(new CustomEvent(data.name, { detail: data.detail, bubbles: true, composed: true }));
        return;
      default:
    }
  }
}

if (customElements.get("softphone-bar") === undefined) customElements.define("softphone-bar", SoftphoneBar);
