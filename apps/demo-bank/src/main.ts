// The web site of an invented bank, with the call button that Tellerline answers.

import { CallDialog } from "./call-dialog.ts";
import { element } from "./element.ts";
import { type Language, words } from "./words.ts";
import "./site.css";

const remembered = "demo-bank-language";

function firstLanguage(): Language {
  const kept = localStorage.getItem(remembered);
  if (kept === "zh-CN" || kept === "en-US") return kept;
  return navigator.language.startsWith("zh") ? "zh-CN" : "en-US";
}

function page(language: Language, change: (language: Language) => void): HTMLElement[] {
  const say = words[language];
  const other: Language = language === "zh-CN" ? "en-US" : "zh-CN";
  const call = () => new CallDialog(language, say).open();
  return [
    element(
      "header",
      { class: "top" },
      element("span", { class: "brand" }, element("span", { class: "mark", "aria-hidden": "true" }), say.bank),
      element("ul", { class: "menu" }, ...say.menu.map((item) => element("li", {}, item))),
      element("button", { type: "button", class: "language", lang: other, onclick: () => change(other) }, say.other),
    ),
    element(
      "main",
      {},
      element(
        "section",
        { class: "hero" },
        element(
          "div",
          {},
          element("h1", {}, say.heroTitle),
          element("p", {}, say.heroText),
          element("button", { type: "button", class: "call-button", id: "call", onclick: call }, say.call),
          element("p", { class: "small" }, `${say.callHint} · ${say.phone}`),
        ),
        element("div", { class: "art", "aria-hidden": "true" }),
      ),
      element(
        "section",
        { class: "products" },
        ...say.cards.map(([title, text]) => element("article", {}, element("h2", {}, title), element("p", {}, text))),
      ),
    ),
    element("footer", {}, say.note),
  ];
}

function show(language: Language): void {
  document.documentElement.lang = language;
  document.title = words[language].bank;
  const site = document.getElementById("site");
  site?.replaceChildren(
    ...page(language, (other) => {
      localStorage.setItem(remembered, other);
      show(other);
    }),
  );
}

show(firstLanguage());
