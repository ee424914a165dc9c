// One port for console, demo bank, API, events and SIP over WebSocket. Every answer to the API is JSON of the contract or
// a problem document; nothing of an inner error reaches a user.

import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import websocket from "@fastify/websocket";
import { type ApiOperation, allows, apiOperations, type OperationName, openApiDocument } from "@tellerline/api";
import type { Log } from "@tellerline/base";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { z } from "zod";
import type { Accounts, SignedIn } from "../accounts/accounts.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Call, Handler, Handlers } from "./handlers.ts";
import { OriginList } from "./origin-list.ts";
import { ProblemError } from "./problem-error.ts";

export interface HttpServerOptions {
  host: string;
  port: number;
  /** PEM texts; without them the server speaks plain HTTP. */
  tls: { certificate: string; key: string } | undefined;
  origins: readonly string[];
  accounts: Accounts;
  events: EventHub;
  handlers: Handlers;
  /** Takes a WebSocket that speaks the subprotocol `sip` (RFC 7118). */
  adoptSipSocket(socket: SipSocket): void;
  /** Built pages: URL prefix → folder. */
  pages: readonly { prefix: string; folder: string; embeddable?: boolean }[];
  /** The state of each part, for /health and /ready. */
  health(): Promise<Record<string, boolean>>;
  metrics(): Promise<string>;
  /** Routes of a domain that are no operations of the table: sockets, bytes. */
  extend?(app: FastifyInstance, ground: HttpGround): Promise<void>;
  log: Log;
}

/** What every route needs. */
export interface HttpGround {
  /** Throws `foreignOrigin`. */
  checkOrigin(request: FastifyRequest): void;
  isOwnOrigin(request: FastifyRequest): boolean;
  /** Throws `notSignedIn`. */
  authenticate(request: FastifyRequest): Promise<SignedIn>;
  bearerOf(request: FastifyRequest): string | undefined;
  embedding(request: FastifyRequest, reply: FastifyReply): Embedding;
}

type Embedding = Pick<Call<OperationName>, "origin" | "ownOrigin" | "allowOrigin">;

/** A browser's SIP connection as the SIP transports take it. */
export interface SipSocket {
  remoteAddress: string;
  remotePort: number;
  localAddress: string;
  localPort: number;
  secure: boolean;
  send(text: string): void;
  close(): void;
  onMessage(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
}

const cookieName = "__Host-tellerline";
const tokenProtocol = "tellerline.token.";
const maxSipMessageBytes = 64 << 10;
const maxEventMessageBytes = 1024;
const maxDrainedBytes = 16 << 20;
/** A whole branch sits behind one address; a stranger who opens more than that is none. */
const maxSipSocketsPerAddress = 3000;

/** Starts listening; throws an Error with one clear line when the port is taken or may not be used. */
export async function startHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(options.tls === undefined
      ? {}
      : { https: { cert: options.tls.certificate, key: options.tls.key, minVersion: "TLSv1.2" as const } }),
    bodyLimit: 1 << 20,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Ant Design writes its styles at run time.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        mediaSrc: ["'self'", "blob:"],
        connectSrc: ["'self'", "ws:", "wss:"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: options.tls !== undefined,
    crossOriginEmbedderPolicy: false,
  });
  await app.register(rateLimit, { global: false });
  await app.register(websocket, { options: { maxPayload: maxSipMessageBytes, handleProtocols: chooseProtocol } });
  const origins = new OriginList(options.origins);
  setErrorHandling(app, options.log);
  const ground = groundOf(options, origins);
  registerOperations(app, options, ground);
  registerEvents(app, options, origins);
  registerSip(app, options, origins);
  registerOperation(app, options);
  await options.extend?.(app, ground);
  await registerPages(app, options.pages);
  await app.listen({ host: options.host, port: options.port });
  return app;
}

/** `tellerline` comes with the token of a session as a second one, which is never chosen and so never repeated. */
function chooseProtocol(offered: Set<string>): string | false {
  return ["sip", "tellerline"].find((known) => offered.has(known)) ?? false;
}

function setErrorHandling(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const problem = error instanceof ProblemError ? error : asProblem(error);
    if (problem.code === "internal")
      log.error("http.failed", {
        traceId: request.id,
        url: request.routeOptions.url,
        message: error.message,
        stack: error.stack,
      });
    if (problem.code === "tooLarge") answerTooLarge(request, reply, problem);
    else void sendProblem(request, reply, problem);
  });
}

/**
 * Reads the rest of a body that is a little too large before it answers: a connection closed in the middle of the
 * sending would be all the sender hears, not what is wrong. A larger or endless one is cut off.
 */
function answerTooLarge(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): void {
  const bytes = Number(request.headers["content-length"]);
  if (!(bytes <= maxDrainedBytes)) {
    void sendProblem(request, reply, problem);
    return;
  }
  reply.removeHeader("connection");
  request.raw.once("end", () => void sendProblem(request, reply, problem));
  request.raw.resume();
}

function asProblem(error: Error & { statusCode?: number; code?: string }): ProblemError {
  if (error.statusCode === 413) return new ProblemError("tooLarge");
  if (error.statusCode === 429) return new ProblemError("tooManyRequests", error.message);
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new ProblemError("invalidRequest", error.message);
  if (error.code === "ECONNREFUSED" || error.code === "57P01")
    return new ProblemError("unavailable", "The database does not answer.");
  return new ProblemError("internal");
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): FastifyReply {
  const body = problem.toProblem(request.id);
  // As bytes: for a text a charset would be added, which the media type does not have (RFC 9457 §6.1).
  return reply
    .status(body.status)
    .header("content-type", "application/problem+json")
    .send(Buffer.from(JSON.stringify(body)));
}

function groundOf(options: HttpServerOptions, origins: OriginList): HttpGround {
  return {
    checkOrigin: (request) => origins.check(request),
    isOwnOrigin: (request) => origins.has(request),
    authenticate: (request) => authenticate(options.accounts, request),
    bearerOf,
    embedding: (request, reply) => {
      const { origin } = request.headers;
      // What a page of another origin may read depends on who asks.
      reply.header("vary", "origin").header("cross-origin-resource-policy", "cross-origin");
      return {
        ...{ origin, ownOrigin: origins.has(request) },
        allowOrigin: () => {
          if (origin !== undefined) reply.header("access-control-allow-origin", origin);
        },
      };
    },
  };
}

/** A browser asks first (CORS); whether the request itself is obeyed is decided when it comes. */
function registerPreflight(app: FastifyInstance): void {
  app.options("/api/v1/chat/*", (request, reply) =>
    reply
      .header("access-control-allow-origin", request.headers.origin ?? "null")
      .header("access-control-allow-methods", "GET, POST")
      .header("access-control-allow-headers", "content-type, authorization")
      .header("access-control-max-age", "600")
      .header("vary", "origin")
      .status(204)
      .send(),
  );
}

function registerOperations(app: FastifyInstance, options: HttpServerOptions, ground: HttpGround): void {
  registerPreflight(app);
  for (const [name, operation] of Object.entries(apiOperations) as [OperationName, ApiOperation][]) {
    const handler = options.handlers[name] as Handler<OperationName>;
    const strict = operation.needs === "public";
    app.route({
      method: operation.method,
      url: `/api/v1${operation.path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
      // Per address: a whole branch may sign in behind one at eight o'clock. Guessing is stopped by the lock-out per login.
      config: { rateLimit: strict ? { max: 300, timeWindow: 60_000 } : { max: 12_000, timeWindow: 60_000 } },
      handler: async (request, reply) => {
        if (operation.needs !== "visitor") ground.checkOrigin(request);
        const anybody = operation.needs === "public" || operation.needs === "visitor";
        const session = anybody ? undefined : await ground.authenticate(request);
        if (session !== undefined) requireRight(session, operation);
        const call = { ...readCall(name, operation, request, reply, session), ...ground.embedding(request, reply) };
        const answer = await handler(call);
        if (operation.answer instanceof z.ZodType) return reply.header("cache-control", "no-store").send(answer);
        return reply.header("cache-control", "private, no-store").type(operation.answer.mediaType).send(answer);
      },
    });
  }
}

function requireRight(session: SignedIn, operation: ApiOperation): void {
  const needs = operation.needs;
  if (needs === "session" || needs === "public" || needs === "visitor") return;
  if (!allows(session.rights, needs)) throw new ProblemError("forbidden", `This needs the right ${needs}.`);
}

function readCall(
  name: OperationName,
  operation: ApiOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  session: SignedIn | undefined,
): Omit<Call<OperationName>, keyof Embedding> {
  const params = request.params as Record<string, string>;
  for (const [field, value] of Object.entries(params)) {
    if (!z.uuid().safeParse(value).success) throw new ProblemError("notFound", `${field} is not an id.`);
  }
  const ifMatch = request.headers["if-match"]?.replaceAll('"', "");
  return {
    params,
    query: check(operation.query, request.query) as Call<typeof name>["query"],
    body: check(operation.body, request.body) as Call<typeof name>["body"],
    version: ifMatch === undefined ? undefined : Number(ifMatch),
    session: session as SignedIn,
    address: request.ip,
    bearer: bearerOf(request),
    setCookie: (token) => {
      // Browsers take Secure cookies from http://localhost as well.
      const attributes = { path: "/", httpOnly: true, secure: true, sameSite: "strict" as const };
      if (token === undefined) reply.clearCookie(cookieName, attributes);
      else reply.setCookie(cookieName, token, attributes);
    },
  };
}

function check(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({ field: issue.path.join("."), message: issue.message }));
  throw new ProblemError("invalidRequest", undefined, errors);
}

async function authenticate(accounts: Accounts, request: FastifyRequest): Promise<SignedIn> {
  const token = tokenOf(request);
  const session = token === undefined ? undefined : await accounts.authenticate(token);
  if (session === undefined) throw new ProblemError("notSignedIn");
  return session;
}

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  if (header?.startsWith("Bearer ") === true) return header.slice(7);
  // A browser can add no header to a WebSocket, but subprotocols.
  return request.ws ? socketToken(request.headers["sec-websocket-protocol"]) : undefined;
}

function socketToken(offered: string | undefined): string | undefined {
  const all = offered?.split(",").map((one) => one.trim()) ?? [];
  return all.find((one) => one.startsWith(tokenProtocol))?.slice(tokenProtocol.length);
}

function tokenOf(request: FastifyRequest): string | undefined {
  return bearerOf(request) ?? request.cookies[cookieName];
}

function registerEvents(app: FastifyInstance, options: HttpServerOptions, origins: OriginList): void {
  app.get("/api/v1/events", { websocket: true }, async (socket, request) => {
    try {
      origins.check(request);
      const session = await authenticate(options.accounts, request);
      const { epoch, since } = request.query as { epoch?: string; since?: string };
      const from =
        epoch !== undefined && /^\d{1,15}$/.test(since ?? "") ? { epoch, sequence: Number(since) } : undefined;
      const leave = options.events.subscribe(
        {
          session,
          send: (text) => socket.send(text),
          close: (code, reason) => socket.close(code, reason),
          buffered: () => socket.bufferedAmount,
        },
        from,
      );
      socket.on("close", leave);
      socket.on("error", leave);
      socket.on("message", (data) => {
        if ((data as Buffer).length > maxEventMessageBytes) socket.close(1009);
      });
    } catch (error) {
      socket.close(4401, error instanceof ProblemError ? error.code : "internal");
    }
  });
}

function registerSip(app: FastifyInstance, options: HttpServerOptions, origins: OriginList): void {
  const open = new Map<string, number>();
  app.get("/sip", { websocket: true }, (socket, request) => {
    try {
      origins.check(request);
    } catch {
      socket.close(4403, "foreignOrigin");
      return;
    }
    if (socket.protocol !== "sip") {
      socket.close(1002, "subprotocol sip (RFC 7118) is needed");
      return;
    }
    const held = open.get(request.ip) ?? 0;
    if (held >= maxSipSocketsPerAddress) {
      socket.close(1013, "too many connections of this address");
      return;
    }
    open.set(request.ip, held + 1);
    socket.on("close", () => {
      const left = (open.get(request.ip) ?? 1) - 1;
      if (left === 0) open.delete(request.ip);
      else open.set(request.ip, left);
    });
    socket.on("error", () => socket.terminate());
    options.adoptSipSocket({
      remoteAddress: request.ip,
      remotePort: request.socket.remotePort ?? 0,
      localAddress: request.socket.localAddress ?? "127.0.0.1",
      localPort: request.socket.localPort ?? 0,
      secure: options.tls !== undefined,
      send: (text) => socket.send(text),
      close: () => socket.close(1001),
      onMessage: (listener) => socket.on("message", (data) => listener(data as Buffer)),
      onClose: (listener) => socket.on("close", listener),
    });
  });
}

function registerOperation(app: FastifyInstance, options: HttpServerOptions): void {
  const document = JSON.stringify(openApiDocument());
  app.get("/api/openapi.json", (_request, reply) => reply.type("application/json").send(document));
  app.get("/health", async (_request, reply) => {
    const parts = await options.health();
    return reply.status(parts.process === false ? 503 : 200).send({ status: "up", parts });
  });
  app.get("/ready", async (_request, reply) => {
    const parts = await options.health();
    const ready = Object.values(parts).every(Boolean);
    return reply.status(ready ? 200 : 503).send({ status: ready ? "ready" : "notReady", parts });
  });
  app.get("/metrics", async (_request, reply) => reply.type("text/plain; version=0.0.4").send(await options.metrics()));
}

/** The built pages; a path of a single-page application that is no file shows the application. */
async function registerPages(app: FastifyInstance, pages: HttpServerOptions["pages"]): Promise<void> {
  for (const [index, page] of pages.entries()) {
    await app.register(fastifyStatic, {
      root: page.folder,
      prefix: page.prefix,
      decorateReply: index === 0,
      wildcard: false,
      // Names of built files carry their hash; the page itself must always be fresh.
      setHeaders: (response, path) => {
        const cache = path.endsWith(".html") ? "no-cache" : "public, max-age=31536000, immutable";
        response.header("cache-control", page.embeddable === true ? "public, max-age=300" : cache);
        if (page.embeddable === true) response.header("cross-origin-resource-policy", "cross-origin");
      },
    });
  }
  const longestFirst = pages.toSorted((a, b) => b.prefix.length - a.prefix.length);
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
    const page = longestFirst.find(({ prefix }) => request.url.startsWith(prefix));
    if (!wantsPage || page === undefined || request.url.startsWith("/api/")) {
      return sendProblem(request, reply, new ProblemError("notFound"));
    }
    return reply.header("cache-control", "no-cache").sendFile("index.html", page.folder);
  });
}
