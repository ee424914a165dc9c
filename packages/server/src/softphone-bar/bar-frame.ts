// The page inside <softphone-bar>. It lies on our own origin, so that neither the session nor the sound ever belongs to the
// page around it; the browser shows it only inside the one origin that asked, and only where some tenant allows that.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { barPermissionQuerySchema } from "@tellerline/api";
import type { FastifyInstance } from "fastify";
import { ProblemError } from "../http/problem-error.ts";
import type { BarEmbedding } from "./bar-embedding.ts";

export interface BarFrameOptions {
  /** Where the built pages of the bar lie. */
  folder: string;
  embedding: BarEmbedding;
}

/** GET /softphone/frame?page=<origin>: the frame, for pages of that origin. */
export function registerBarFrame(app: FastifyInstance, { folder, embedding }: BarFrameOptions): void {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const limited = { config: { rateLimit: { max: 3000, timeWindow: 60_000 } } };
  app.get("/softphone/frame", limited, async (request, reply) => {
    const asked = barPermissionQuerySchema.safeParse(request.query);
    if (!asked.success) throw new ProblemError("invalidRequest", "page must be the origin of the page around.");
    const { page } = asked.data;
    const own = new URL(page).host === request.headers.host;
    if (!own && !embedding.allowedBySomebody(page))
      throw new ProblemError("foreignOrigin", `No tenant allows pages of ${page} to embed the softphone bar.`);
    const policy = String(reply.getHeader("content-security-policy"));
    return reply
      .removeHeader("x-frame-options")
      .header("content-security-policy", policy.replace("frame-ancestors 'self'", `frame-ancestors ${page}`))
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(html);
  });
}
