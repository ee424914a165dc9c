// What an operation of the API is made of.

import type { z } from "zod";
import type { Right } from "./rights.ts";

export interface ApiOperation {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below /api/v1, with `{name}` for parameters. */
  path: string;
  summary: string;
  /** "public" needs no session, "visitor" none either but a page that may embed us, "session" any, otherwise the right. */
  needs: Right | "public" | "visitor" | "session";
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The JSON answer; a binary answer names its media type instead. */
  answer: z.ZodType | { mediaType: string };
}
