// How often each number called lately (RT-04). Kept in memory: after a restart counting begins anew.

/** As many calls of one number as a rule can ask for; and as many numbers. */
const mostCalls = 101;
const mostNumbers = 50_000;

export class CallFrequency {
  /** The number that called latest is last. */
  readonly #calls = new Map<string, number[]>();

  note(number: string, now: number): void {
    const calls = this.#calls.get(number) ?? [];
    this.#calls.delete(number);
    calls.push(now);
    if (calls.length > mostCalls) calls.shift();
    this.#calls.set(number, calls);
    if (this.#calls.size <= mostNumbers) return;
    const [oldest] = this.#calls.keys();
    if (oldest !== undefined) this.#calls.delete(oldest);
  }

  /** Calls of the number in the last `withinMs`, the present one included. */
  count(number: string, withinMs: number, now: number): number {
    const calls = this.#calls.get(number) ?? [];
    let count = 0;
    while (count < calls.length && now - (calls[calls.length - 1 - count] ?? 0) <= withinMs) count++;
    return count;
  }
}
