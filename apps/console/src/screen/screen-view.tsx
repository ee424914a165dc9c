// The screen of an agent, live, as large as there is room. Shown without scripts in a frame of its own.

import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Replayer } from "rrweb";
import { ScreenFeed, type ScreenFeedEvents, type ScreenState } from "./screen-feed.ts";
import { screenUrl } from "./screen-url.ts";
import "rrweb/dist/style.css";
import "./screen.css";

/** So much later it is shown, so that movements are smooth. */
const delayMs = 300;

export function ScreenView({ agentId, reason }: { agentId: string; reason: string }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<ScreenState>({ line: "connecting", pages: 0 });
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const root = place.current;
    if (root === null) return undefined;
    const query = reason === "" ? "" : `?reason=${encodeURIComponent(reason)}`;
    const url = screenUrl(`agents/${agentId}/screen${query}`);
    const screen = new Screen(root, setShown);
    const feed = new ScreenFeed(url, {
      onPage: () => screen.clear(),
      onEvents: (events) => void screen.add(events),
      onState: setState,
    });
    feed.open();
    return () => {
      feed.close();
      screen.dispose();
    };
  }, [agentId, reason]);
  const word = state.line !== "open" ? state.line : state.pages === 0 ? "noPage" : "waiting";
  return (
    <div className="screen-view">
      <div ref={place} className="screen-place" data-shown={shown} />
      {(!shown || word !== "waiting") && (
        <p className="screen-word" role="status">
          {t(`screen.${word}`)}
        </p>
      )}
    </div>
  );
}

type Events = Parameters<ScreenFeedEvents["onEvents"]>[0];

/** One replayer per page of the agent, scaled into its place. */
class Screen {
  readonly #root: HTMLElement;
  readonly #tell: (shown: boolean) => void;
  readonly #observer: ResizeObserver;
  #replayer: Replayer | undefined;
  #size = { width: 0, height: 0 };
  #early: Events = [];
  #loading = false;
  #over = false;

  constructor(root: HTMLElement, tell: (shown: boolean) => void) {
    this.#root = root;
    this.#tell = tell;
    this.#observer = new ResizeObserver(() => this.#fit());
    this.#observer.observe(root);
  }

  async add(events: Events): Promise<void> {
    if (this.#replayer !== undefined) {
      for (const event of events) this.#replayer.addEvent(event);
      return;
    }
    this.#early.push(...events);
    if (this.#loading) return;
    this.#loading = true;
    const { Replayer } = await import("rrweb");
    this.#loading = false;
    const first = this.#early[0];
    if (this.#over || first === undefined) return;
    const replayer = new Replayer([], { root: this.#root, liveMode: true, mouseTail: false, showWarning: false });
    replayer.on("resize", (size) => {
      this.#size = size as { width: number; height: number };
      this.#fit();
    });
    replayer.startLive(first.timestamp - delayMs);
    this.#replayer = replayer;
    const early = this.#early;
    this.#early = [];
    for (const event of early) replayer.addEvent(event);
    this.#tell(true);
  }

  /** What comes now is another page. */
  clear(): void {
    this.#replayer?.destroy();
    this.#replayer = undefined;
    this.#early = [];
    this.#root.replaceChildren();
    this.#tell(false);
  }

  dispose(): void {
    this.#over = true;
    this.#observer.disconnect();
    this.clear();
  }

  #fit(): void {
    const { width, height } = this.#size;
    const frame = this.#root.querySelector<HTMLElement>(".replayer-wrapper");
    if (frame === null || width === 0) return;
    const scale = Math.min(1, this.#root.clientWidth / width, this.#root.clientHeight / height);
    frame.style.transform = `scale(${scale})`;
  }
}
