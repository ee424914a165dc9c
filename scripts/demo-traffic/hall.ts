// What customers and agents know of each other, and what is counted. They find each other as people do: by the number that
// the agent's phone shows, masked.

export interface Talk {
  ms: number;
  agentEnds: boolean;
}

export interface Meeting {
  masked: string;
  met: Promise<Talk>;
}

export class Hall {
  readonly counts = { calls: 0, served: 0, selfService: 0, abandoned: 0, early: 0, errors: 0 };
  talking = 0;
  waiting = 0;
  lastError = "";
  readonly #waiting = new Map<string, (talk: Talk) => void>();
  readonly #talkMs: () => number;

  /** @param talkMs draws how long a talk lasts. */
  constructor(talkMs: () => number) {
    this.#talkMs = talkMs;
  }

  /** A caller's number whose last four digits nobody else has now. */
  newNumber(): string {
    for (;;) {
      const number = `138${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
      if (!this.#waiting.has(mask(number))) return number;
    }
  }

  /** The customer asks for a person: resolves when one has answered. */
  expect(number: string): Meeting {
    const masked = mask(number);
    this.waiting++;
    return { masked, met: new Promise((resolve) => this.#waiting.set(masked, resolve)) };
  }

  /** The customer asks for nobody any more. */
  leave({ masked }: Meeting): void {
    if (this.#waiting.delete(masked)) this.waiting--;
  }

  /** The agent has answered the caller whose number he sees. */
  talk(callerName: string): Talk {
    const talk = { ms: this.#talkMs(), agentEnds: Math.random() < 0.3 };
    const resolve = this.#waiting.get(callerName);
    if (resolve !== undefined) {
      this.#waiting.delete(callerName);
      this.waiting--;
      resolve(talk);
    }
    return talk;
  }

  failed(error: Error): void {
    this.counts.errors++;
    this.lastError = error.message.slice(0, 200);
  }
}

function mask(number: string): string {
  return `${number.slice(0, 3)}****${number.slice(-4)}`;
}
