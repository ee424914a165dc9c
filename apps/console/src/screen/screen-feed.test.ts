import { describe, expect, it } from "vitest";
import { ScreenFeed } from "./screen-feed.ts";

function feed() {
  const told: unknown[] = [];
  const made = new ScreenFeed("ws://nowhere", {
    onPage: () => told.push("page"),
    onEvents: (events) => told.push(events),
    onState: (state) => told.push(state),
  });
  const hear = (text: string, last = true) => made.hear({ type: "part", last, text });
  return { told, hear, page: (page: number) => made.hear({ type: "page", page }) };
}

describe("SV-04 what is heard of a watched screen", () => {
  it("SV-04 parts are put together to events, also where a letter was cut in two", () => {
    const { told, hear } = feed();
    const text = JSON.stringify([{ type: 3, timestamp: 1, data: { text: "😀 客户" } }]);
    const cut = text.indexOf("\ude00");
    hear(text.slice(0, cut), false);
    hear(text.slice(cut), true);
    expect(told).toEqual([JSON.parse(text)]);
  });

  it("SV-04 with another page what was not complete of the one before is gone; what is no events is passed over", () => {
    const { told, hear, page } = feed();
    hear('[{"type":2,', false);
    page(2);
    hear('[{"type":4}]');
    hear('"timestamp":1}]');
    hear('{"type":4}');
    expect(told).toEqual(["page", [{ type: 4 }]]);
  });
});
