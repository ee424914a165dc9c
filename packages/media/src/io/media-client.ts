// The controller's end of the media protocol.

import type { Log } from "@tellerline/base";
import type { CommandOf, CommandType, MediaEvent, Outcome, ResultOf } from "../protocol.ts";

export interface MediaOptions {
  /** Private folder (made 0700) for socket, token, pid file and log of the process. */
  folder: string;
  /** Worker threads; default: one per core but one, at least 1. */
  workers?: number;
  /** RTP ports, shared out among the workers; default 20000–29999. */
  portMin?: number;
  portMax?: number;
  /** Local address RTP sockets are bound to and, unless a leg says otherwise, announced in SDP. Default 127.0.0.1. */
  address?: string;
  log: Log;
  /** Program and arguments instead of `node …/media-main.ts`. */
  command?: string[];
  /** Without a controller for so long, the process ends its calls and exits; default 30,000. */
  controllerTimeoutMs?: number;
}

export interface MediaClient {
  readonly pid: number;
  /** A process of an earlier controller was found and taken over; its calls were ended. */
  readonly leftOver: boolean;
  /** Sends a command; the outcome is an error value, never a rejection (`mediaLost` when the process goes). */
  request<T extends CommandType>(command: CommandOf<T>): Promise<Outcome<ResultOf<T>>>;
  /** Returns the function that unsubscribes. */
  onEvent(listener: (event: MediaEvent) => void): () => void;
  /** The process died or its socket broke, once; all calls are gone. The caller starts anew. */
  onLost(listener: () => void): () => void;
  /** Ends all calls and the process, cleanly; resolves when it is gone. */
  close(): Promise<void>;
  /** Leaves the process running for the next controller. */
  detach(): void;
}
