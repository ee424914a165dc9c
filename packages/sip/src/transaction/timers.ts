// Timers of RFC 3261 §17 (table 4). All others follow from T1, T2 and T4.

export interface TransactionTimers {
  /** Round-trip estimate: first retransmission interval. */
  t1Ms: number;
  /** Longest retransmission interval of non-INVITE requests and INVITE responses. */
  t2Ms: number;
  /** Longest time a message stays in the network. */
  t4Ms: number;
  /** Timer D: how long a client keeps answering retransmitted refusals with ACK over UDP. */
  dMs: number;
}

export const standardTimers: TransactionTimers = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000, dMs: 32_000 };
