// How many messages one agent may send: a person does not need more, a program gone wild does no harm.

export const messagesPerMinute = 30;
const windowMs = 60_000;

export class MessageRate {
  readonly #sent = new Map<string, number[]>();

  /** Counts one message. @returns false if it is one too many. */
  count(agentId: string, now: number): boolean {
    const recent = (this.#sent.get(agentId) ?? []).filter((at) => at > now - windowMs);
    const allowed = recent.length < messagesPerMinute;
    if (allowed) recent.push(now);
    this.#sent.set(agentId, recent);
    return allowed;
  }
}
