// Whose screen is watched and by whom (SV-04). One page of an agent is shown, the one he looked at last; nothing is kept.
//
//   watched ─▶ the agent's pages connect ─▶ the front one is asked for a snapshot ─▶ its parts go to every watcher

import type { ScreenFrame, ScreenPageFrame, ScreenWish } from "@tellerline/api";

/** A page of an agent. */
export interface ScreenPage {
  send(wish: ScreenWish): void;
}

export interface ScreenWatcher {
  send(frame: ScreenFrame): void;
}

interface Screen {
  /** The one looked at last is the last. */
  pages: ScreenPage[];
  numbers: Map<ScreenPage, number>;
  watchers: Set<ScreenWatcher>;
  /** Whose parts are relayed: the front page once its snapshot was asked for. */
  shown: ScreenPage | undefined;
}

export class Screens {
  readonly #screens = new Map<string, Screen>();
  readonly #changed: (agentId: string) => void;
  #pages = 0;

  /** @param changed the agent begins to be watched, or is no longer. */
  constructor(changed: (agentId: string) => void) {
    this.#changed = changed;
  }

  isWatched(agentId: string): boolean {
    return (this.#screens.get(agentId)?.watchers.size ?? 0) > 0;
  }

  /** @returns what ends the watching. */
  watch(agentId: string, watcher: ScreenWatcher): () => void {
    const screen = this.#screen(agentId);
    screen.watchers.add(watcher);
    watcher.send({ type: "watching", pages: screen.pages.length });
    if (screen.watchers.size === 1) this.#changed(agentId);
    // Who comes in the middle needs the whole page, and the others can begin anew with it.
    this.#show(screen, screen.pages.at(-1));
    return () => {
      if (!screen.watchers.delete(watcher)) return;
      if (screen.watchers.size === 0) this.#changed(agentId);
      this.#tidy(agentId);
    };
  }

  /** A page of the agent connects. @returns what it says goes in here, and how it leaves. */
  connect(agentId: string, page: ScreenPage): { hear(frame: ScreenPageFrame): void; leave(): void } {
    const screen = this.#screen(agentId);
    screen.pages.push(page);
    screen.numbers.set(page, ++this.#pages);
    this.#tellPages(screen);
    this.#show(screen, page);
    return {
      hear: (frame) => {
        if (frame.type === "part") {
          if (screen.shown === page) tell(screen, frame);
        } else if (screen.shown !== page) {
          screen.pages = [...screen.pages.filter((one) => one !== page), page];
          this.#show(screen, page);
        }
      },
      leave: () => {
        screen.pages = screen.pages.filter((one) => one !== page);
        screen.numbers.delete(page);
        this.#tellPages(screen);
        if (screen.shown === page) this.#show(screen, screen.pages.at(-1));
        this.#tidy(agentId);
      },
    };
  }

  #show(screen: Screen, page: ScreenPage | undefined): void {
    screen.shown = page;
    if (page === undefined || screen.watchers.size === 0) return;
    tell(screen, { type: "page", page: screen.numbers.get(page) ?? 0 });
    page.send({ type: "snapshot" });
  }

  #tellPages(screen: Screen): void {
    tell(screen, { type: "watching", pages: screen.pages.length });
  }

  #screen(agentId: string): Screen {
    let screen = this.#screens.get(agentId);
    if (screen === undefined) {
      screen = { pages: [], numbers: new Map(), watchers: new Set(), shown: undefined };
      this.#screens.set(agentId, screen);
    }
    return screen;
  }

  #tidy(agentId: string): void {
    const screen = this.#screens.get(agentId);
    if (screen?.pages.length === 0 && screen.watchers.size === 0) this.#screens.delete(agentId);
  }
}

function tell(screen: Screen, frame: ScreenFrame): void {
  for (const watcher of screen.watchers) watcher.send(frame);
}
