// Every setting of the product: its form, its default and what it means. `npm run config:print` prints this table.

import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1"),
]);

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

export interface Setting {
  schema: z.ZodType;
  default: unknown;
  explains: string;
  secret?: true;
}

export const settings = {
  data: { schema: z.string().min(1), default: "data", explains: "Folder for everything the product writes." },
  host: {
    schema: z.union([z.literal("localhost"), z.ipv4(), z.ipv6()]),
    default: "localhost",
    explains:
      "Address to serve. localhost stays on this machine, plain; any other address (0.0.0.0 for all) opens the network by HTTPS, WSS and SIPS only.",
  },
  "http.port": { schema: port, default: 8080, explains: "Port of console, API, demo bank and SIP over WebSocket." },
  "http.origins": {
    schema: z.union([z.array(z.url()), z.string().transform((text) => text.split(",").filter((part) => part !== ""))]),
    default: [],
    explains: "Other origins whose pages may use the API and the WebSockets, for example https://www.bank.example.",
  },
  "tls.certificate": {
    schema: z.string(),
    default: "",
    explains: "PEM file of the certificate chain; empty: a self-signed one is made.",
  },
  "tls.key": { schema: z.string(), default: "", explains: "PEM file of the private key of tls.certificate." },
  "sip.port": { schema: port, default: 5060, explains: "UDP and TCP port for plain SIP." },
  "sip.tlsPort": { schema: port, default: 5061, explains: "Port for SIP over TLS; served when host is not localhost." },
  "sip.plain": { schema: flag, default: false, explains: "Serve plain SIP (UDP, TCP) although host is not localhost." },
  "sip.realm": { schema: z.string().min(1), default: "tellerline", explains: "Realm of SIP digest authentication." },
  "media.addresses": {
    schema: z.union([
      z.array(z.union([z.ipv4(), z.ipv6()])),
      z.string().transform((text) => text.split(",").filter((part) => part !== "")),
    ]),
    default: [],
    explains: "Addresses told to phones for the sound; empty: the address served, or every address of this host.",
  },
  "media.portMin": { schema: port, default: 20_000, explains: "First UDP port for RTP." },
  "media.portMax": { schema: port, default: 29_999, explains: "Last UDP port for RTP." },
  "media.workers": {
    schema: z.coerce.number().int().min(1).max(64),
    default: 2,
    explains: "Threads of the media process.",
  },
  "database.url": {
    schema: z.string(),
    default: "",
    secret: true,
    explains: "PostgreSQL 15 or newer, a login that may create roles and databases; empty: the embedded server.",
  },
  "database.name": {
    schema: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/),
    default: "tellerline",
    explains: "Name of the database.",
  },
  "database.port": {
    schema: port,
    default: 0,
    explains: "Port of the embedded PostgreSQL on loopback; 0: the first free one from 25432.",
  },
  "log.level": {
    schema: z.enum(["debug", "info", "warn", "error"]),
    default: "info",
    explains: "The least level that is logged.",
  },
  pages: {
    schema: flag,
    default: true,
    explains: "Build and serve the console and the demo bank; without them only the API and SIP.",
  },
  "chat.openPerAddress": {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    default: 100,
    explains: "Chats that one address may open in ten minutes; a whole branch may sit behind one.",
  },
  "callBacks.numbers": {
    schema: z.string().refine(isPattern, "a regular expression"),
    default: "^(\\+?86)?(1[3-9]\\d{9}|0\\d{9,11})$",
    explains:
      "Which numbers visitors of a page may have called back, as a regular expression: calls cost, some numbers very much.",
  },
  "callBacks.perAddress": {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    default: 10,
    explains: "Call-backs that one address may ask for in ten minutes.",
  },
  demo: { schema: flag, default: true, explains: "Seed a demo bank when the database is empty." },
  "sip.t1Ms": {
    schema: z.coerce.number().int().min(10).max(5000),
    default: 500,
    explains: "SIP timer T1 (RFC 3261 §17.1.1.1), in milliseconds.",
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The checked configuration, by setting name. */
export type Config = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]["schema"]> };
