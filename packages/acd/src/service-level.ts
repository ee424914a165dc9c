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
  const { met, counted } = serviceLevelParts(counts, formula);
  return counted <= 0 ? null : met / counted;
}

/** What is divided: of several queues, each by its own formula, both parts are summed. */
export function serviceLevelParts(
  counts: ServiceCounts,
  formula: ServiceLevelFormula,
): { met: number; counted: number } {
  const { answered, abandoned, answeredInTime, abandonedInTime, abandonedShort } = counts;
  const all = answered + abandoned;
  switch (formula) {
    case "ofAll":
      return { met: answeredInTime, counted: all };
    case "ofAnswered":
      return { met: answeredInTime, counted: answered };
    case "abandonedInTimeMet":
      return { met: answeredInTime + abandonedInTime, counted: all };
    case "abandonedInTimeExcluded":
      return { met: answeredInTime, counted: all - abandonedInTime };
    case "shortAbandonedMet":
      return { met: answeredInTime + abandonedShort, counted: all };
  }
}
