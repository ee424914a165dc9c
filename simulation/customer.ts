// What customers of the demo bank do at the keypad.

import { type Random, randomExponential, randomInteger } from "@tellerline/base";

export type Plan = "balance" | "lost" | "agent" | "forgetful" | "silent" | "random" | "impatient" | "hasty";

export const plans: readonly Plan[] = [
  "balance",
  "lost",
  "agent",
  "forgetful",
  "silent",
  "random",
  "impatient",
  "hasty",
];

const card = "6222020000000003#";
const rightPassword = "135790";
const wrongPassword = "975310";

/** What must be seen nowhere but in the vault. */
export const secretDigits: readonly string[] = [card.slice(0, -1), rightPassword, wrongPassword];

export class Customer {
  readonly #plan: Plan;
  readonly #random: Random;
  #served = false;
  /** After how long he hangs up whatever happens, or never. */
  readonly patienceMs: number | undefined;

  constructor(plan: Plan, random: Random) {
    this.#plan = plan;
    this.#random = random;
    this.patienceMs = plan === "impatient" ? randomExponential(random, 60_000) : undefined;
  }

  /** Presses keys while the prompt still plays. */
  get hurries(): boolean {
    return this.#plan === "hasty";
  }

  /** The keys he presses after hearing these prompts. */
  answer(heard: readonly string[]): { keys: string; delayMs: number } {
    const delayMs = 200 + randomInteger(this.#random, 3_000);
    if (this.#plan === "silent") return { keys: "", delayMs };
    if (this.#plan === "random") return { keys: "0123456789*#"[randomInteger(this.#random, 12)] as string, delayMs };
    return { keys: this.#keys(heard.at(-1) ?? ""), delayMs };
  }

  #keys(prompt: string): string {
    switch (prompt) {
      case "choose-language":
        return this.#random.next() < 0.5 ? "1" : "2";
      case "main-menu":
        if (this.#served) return "0";
        this.#served = true;
        return { balance: "1", lost: "2", agent: "0" }[this.#plan as string] ?? "1";
      case "enter-card-number":
        return card;
      case "enter-password":
        return this.#plan === "forgetful" && this.#random.next() < 0.8 ? wrongPassword : rightPassword;
      case "confirm-lost":
        return "1";
      case "anything-else":
        return this.#random.next() < 0.3 ? "1" : "";
      case "all-busy":
        return "1";
      case "nobody-there":
        return this.#random.next() < 0.5 ? "2" : "";
      default:
        return "";
    }
  }
}
