// Synthetic customers: they come when they like (a Poisson process), choose a language, ask for their balance, think about a
// lost card, want a person, or give up.

import type { DemoAccess } from "@tellerline/testkit";
import type { Hall } from "./hall.ts";
import type { Call, Telephones } from "./telephones.ts";

export interface CustomersOptions {
  product: { host: string; port: number };
  access: DemoAccess;
  telephones: Telephones;
  hall: Hall;
  /** Calls per second, on average. */
  rate: number;
  /** No more calls than this at a time. */
  maxCalls: number;
}

type Wish = "agent" | "balance" | "lostCard" | "nothing";

const shares: [Wish, number][] = [
  ["agent", 0.45],
  ["balance", 0.35],
  ["lostCard", 0.1],
  ["nothing", 0.1],
];

export class Customers {
  readonly #options: CustomersOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CustomersOptions) {
    this.#options = options;
  }

  start(): void {
    const gapMs = (-Math.log(1 - Math.random()) / this.#options.rate) * 1000;
    this.#timer = setTimeout(() => {
      const { telephones, maxCalls, hall } = this.#options;
      if (telephones.calls.size < maxCalls) void this.#live().catch((error: Error) => hall.failed(error));
      this.start();
    }, gapMs);
  }

  /** Nobody comes any more, and those who are there hang up. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const call of [...this.#options.telephones.calls.values()]) call.hangUp();
  }

  async #live(): Promise<void> {
    const { telephones, product, access, hall } = this.#options;
    const number = hall.newNumber();
    hall.counts.calls++;
    const call = await telephones.dial(product, access.number, number, 400 + 50 * Math.floor(Math.random() * 12));
    if (!(await call.answered)) {
      const { status } = await call.ended;
      throw new Error(`a call was refused with ${status}`);
    }
    const wish = draw();
    if (wish === "nothing") {
      await call.wait(1000 + Math.random() * 6000);
      hall.counts.early++;
    } else if (await press(call, Math.random() < 0.8 ? "1" : "2", 1500, 4000)) {
      if (wish === "agent") await this.#askForAgent(call, number);
      else await this.#serveHimself(call, wish);
    }
    call.hangUp();
    await call.ended;
  }

  async #askForAgent(call: Call, number: string): Promise<void> {
    const { hall } = this.#options;
    const meeting = hall.expect(number);
    try {
      if (!(await press(call, "0", 1500, 5000))) return;
      const patienceMs = Math.random() < 0.08 ? 4000 + Math.random() * 6000 : 30_000 + Math.random() * 90_000;
      const talk = await Promise.race([meeting.met, call.wait(patienceMs).then(() => undefined)]);
      if (talk === undefined) {
        hall.counts.abandoned++;
        return;
      }
      hall.talking++;
      await call.wait(talk.agentEnds ? talk.ms + 60_000 : talk.ms);
      hall.talking--;
      hall.counts.served++;
    } finally {
      hall.leave(meeting);
    }
  }

  async #serveHimself(call: Call, wish: "balance" | "lostCard"): Promise<void> {
    const { access, hall } = this.#options;
    const card = access.cards[Math.floor(Math.random() * access.cards.length)];
    if (card === undefined) return;
    if (!(await press(call, wish === "balance" ? "1" : "2", 1500, 5000))) return;
    if (!(await press(call, `${card.number}#`, 2000, 4000))) return;
    if (!(await press(call, `${card.password}#`, 2000, 4000))) return;
    // A card that is reported lost stays so: the demo's cards are only asked about, and kept at the last question.
    if (wish === "lostCard" && !(await press(call, "2", 3000, 6000))) return;
    await call.wait(4000 + Math.random() * 6000);
    hall.counts.selfService++;
  }
}

function draw(): Wish {
  let at = Math.random();
  for (const [wish, share] of shares) {
    if (at < share) return wish;
    at -= share;
  }
  return "agent";
}

/** Listens for a while, then presses. @returns whether the call is still up when it is done. */
async function press(call: Call, keys: string, fromMs: number, toMs: number): Promise<boolean> {
  if (!(await call.wait(fromMs + Math.random() * (toMs - fromMs)))) return false;
  return call.wait(call.voice.press(keys));
}
