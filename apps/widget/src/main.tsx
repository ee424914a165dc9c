/** @jsxImportSource preact */
// The script tag's program: puts the widget into a shadow root of its own, so that neither styles the other.

import { render } from "preact";
import css from "./widget.css?inline";
import { Widget } from "./widget.tsx";

const script = document.currentScript as HTMLScriptElement | null;

function start(): void {
  const entryId = script?.dataset.entry;
  if (script === null || entryId === undefined || document.querySelector("tellerline-chat") !== null) return;
  const host = document.createElement("tellerline-chat");
  const root = host.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = css;
  const place = document.createElement("div");
  root.append(style, place);
  document.body.append(host);
  const base = new URL(script.src).origin;
  const show = () => {
    const wanted = script.dataset.language ?? document.documentElement.lang;
    const language = wanted.startsWith("en") ? "en-US" : "zh-CN";
    render(<Widget base={base} entryId={entryId} language={language} />, place);
  };
  show();
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["lang"] });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
