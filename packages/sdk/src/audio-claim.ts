// One tab of the browser owns the agent's audio: a Web Lock says which. A tab that does not get it waits in line, and may
// take it by force; the tab that had it is told.
//
//   claim ──▶ mine ──(stolen)──▶ other ──(owner closes)──▶ mine
//     └─────▶ other ──takeOver──▶ mine

export interface AudioClaimEvents {
  onMine(): void;
  onOther(): void;
}

export class AudioClaim {
  readonly #name: string;
  readonly #events: AudioClaimEvents;
  #release: (() => void) | undefined;
  #waiting: AbortController | undefined;
  #ended = false;

  constructor(name: string, events: AudioClaimEvents) {
    this.#name = name;
    this.#events = events;
  }

  claim(): void {
    this.#request({ ifAvailable: true });
  }

  takeOver(): void {
    this.#waiting?.abort();
    this.#request({ steal: true });
  }

  end(): void {
    this.#ended = true;
    this.#waiting?.abort();
    this.#release?.();
  }

  #request(options: LockOptions): void {
    // Without locks (no secure context) there is no microphone either; one tab is then as good as another.
    if (navigator.locks === undefined) {
      this.#events.onMine();
      return;
    }
    const held = async (lock: Lock | null): Promise<void> => {
      if (this.#ended) return;
      if (lock === null) return this.#waitInLine();
      this.#events.onMine();
      await new Promise<void>((resolve) => {
        this.#release = resolve;
      });
    };
    navigator.locks.request(this.#name, options, held).catch((error: unknown) => {
      // A browser may forbid locks to a frame on a page of another site.
      if ((error as DOMException).name === "SecurityError") this.#events.onMine();
      // Stolen, or our own waiting given up.
      else if (!this.#ended && options.signal?.aborted !== true) this.#waitInLine();
    });
  }

  #waitInLine(): void {
    this.#events.onOther();
    this.#waiting = new AbortController();
    this.#request({ signal: this.#waiting.signal });
  }
}
