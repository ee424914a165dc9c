// The five usual ways to count a service level. They differ in what becomes of those who gave up; a bank chooses one per
// queue and must know which (docs/figures.md).

export const serviceLevelFormulas = [
  "ofAll",
  "ofAnswered",
  "abandonedInTimeMet",
  "abandonedInTimeExcluded",
  "shortAbandonedMet",
] as const;

export type ServiceLevelFormula = (typeof serviceLevelFormulas)[number];

/** Interactions of a queue in a span of time. "In time": within the queue's target. */
export interface ServiceCounts {
  answered: number;
  abandoned: number;
  answeredInTime: number;
  abandonedInTime: number;
  /** Gave up before anybody could have answered (within the queue's short-abandon time). */
  abandonedShort: number;
}

/**
 * The share of interactions served as promised, 0–1; null while there is none to divide by.
 *
 *   ofAll                    answered in time ÷ (answered + abandoned)
 *   ofAnswered               answered in time ÷ answered
 *   abandonedInTimeMet       (answered in time + abandoned in time) ÷ (answered + abandoned)
 *   abandonedInTimeExcluded  answered in time ÷ (answered + abandoned − abandoned in time)
 *   shortAbandonedMet        (answered in time + abandoned short) ÷ (answered + abandoned)
 */
export function serviceLevel(counts: ServiceCounts, formula: ServiceLevelFormula): number | null {
  const { answered, abandoned, answeredInTime, abandonedInTime, abandonedShort } = counts;
  const all = answered + abandoned;
  switch (formula) {
    case "ofAll":
      return share(answeredInTime, all);
    case "ofAnswered":
      return share(answeredInTime, answered);
    case "abandonedInTimeMet":
      return share(answeredInTime + abandonedInTime, all);
    case "abandonedInTimeExcluded":
      return share(answeredInTime, all - abandonedInTime);
    case "shortAbandonedMet":
      return share(answeredInTime + abandonedShort, all);
  }
}

function share(part: number, whole: number): number | null {
  return whole <= 0 ? null : part / whole;
}
