// The frame's side of the talk with the page around it. The page's origin is the one the product has allowed in this
// frame's policy: to no other is anything said, and of no other is anything heard.

import type { BarCommandMessage, BarEventDetails, BarFrameMessage, BarProblem } from "@tellerline/sdk";

export class PageLink {
  readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Begins to listen, and says that it does. */
  open(command: (message: BarCommandMessage) => Promise<void>, problemOf: (error: unknown) => BarProblem): void {
    addEventListener("message", ({ source, origin, data }: MessageEvent<BarCommandMessage>) => {
      if (source !== parent || origin !== this.origin || data?.tellerline !== "command") return;
      const { id } = data;
      command(data).then(
        () => this.#post({ tellerline: "answer", id }),
        (error: unknown) => this.#post({ tellerline: "answer", id, problem: problemOf(error) }),
      );
    });
    this.#post({ tellerline: "hello" });
    const measured = () => this.#post({ tellerline: "height", px: Math.ceil(document.body.offsetHeight) });
    new ResizeObserver(measured).observe(document.body);
  }

  tell<Name extends keyof BarEventDetails>(name: Name, detail: BarEventDetails[Name]): void {
    this.#post({ tellerline: "event", name, detail });
  }

  #post(message: BarFrameMessage): void {
    parent.postMessage(message, this.origin);
  }
}
