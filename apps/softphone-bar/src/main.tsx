/** @jsxImportSource preact */
// The frame inside <softphone-bar>: reads who asked for it, and draws the bar whenever something changed.

import { render } from "preact";
import { Bar } from "./bar.tsx";
import "./bar.css";
import { BarDesk } from "./bar-desk.ts";
import { PageLink } from "./page-link.ts";
import { wordsOf } from "./words.ts";

const query = new URLSearchParams(location.search);
const language = query.get("lang") === "en-US" ? "en-US" : "zh-CN";
const place = document.getElementById("bar");
document.documentElement.lang = language;

// By itself, as a page, it is of no use: it works for the page around it.
if (place !== null && parent !== window) {
  const desk = new BarDesk(new PageLink(query.get("page") ?? location.origin), () => draw());
  const draw = () => {
    desk.tick();
    render(<Bar desk={desk} say={wordsOf(language)} />, place);
  };
  draw();
  // Times go on between the messages of the server.
  setInterval(draw, 1000);
  void desk.start();
}
