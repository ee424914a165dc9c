// Structured logs through pino: one JSON line per event, into a file of the data folder and, if wanted, to the terminal.

import type { Log, LogFields } from "@tellerline/base";
import { type DestinationStream, type Logger, pino } from "pino";

class PinoLog implements Log {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  debug(event: string, fields: LogFields = {}): void {
    this.#logger.debug(fields, event);
  }

  info(event: string, fields: LogFields = {}): void {
    this.#logger.info(fields, event);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.#logger.warn(fields, event);
  }

  error(event: string, fields: LogFields = {}): void {
    this.#logger.error(fields, event);
  }

  with(fields: LogFields): Log {
    return new PinoLog(this.#logger.child(fields));
  }
}

/** A log that writes lines of `level` and above to `destination`. */
export function createLog(level: string, destination: DestinationStream): Log {
  const options = { level, messageKey: "event", base: undefined, timestamp: pino.stdTimeFunctions.isoTime };
  return new PinoLog(pino(options, destination));
}
