// Erlang C: the queue of one kind of customers with endless patience and n equal agents (M/M/n). What the router must come
// to in that corner, and a first answer to "how many agents".

export interface ErlangQueue {
  arrivalsPerSecond: number;
  handleSeconds: number;
  agents: number;
}

export interface ErlangAnswer {
  /** Probability that a customer waits at all. */
  waits: number;
  /** Probability that he waits at most `targetSeconds`. */
  serviceLevel: number;
  /** Average wait of all customers, s. */
  averageWaitSeconds: number;
}

/**
 * A. K. Erlang 1917; a = λ·h, B(n) = a·B(n−1) ÷ (n + a·B(n−1)), C = n·B ÷ (n − a·(1 − B)),
 * P(wait ≤ t) = 1 − C·e^(−(n − a)·t/h), ASA = C·h ÷ (n − a). Undefined when n ≤ a: the queue grows without end.
 */
export function erlangC(
  { arrivalsPerSecond, handleSeconds, agents }: ErlangQueue,
  targetSeconds: number,
): ErlangAnswer | undefined {
  const load = arrivalsPerSecond * handleSeconds;
  if (!(agents > load) || !Number.isInteger(agents)) return undefined;
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (load * blocked) / (n + load * blocked);
  const waits = (agents * blocked) / (agents - load * (1 - blocked));
  return {
    waits,
    serviceLevel: 1 - waits * Math.exp((-(agents - load) * targetSeconds) / handleSeconds),
    averageWaitSeconds: (waits * handleSeconds) / (agents - load),
  };
}
