// The product in one process: everything that runs, in the order it starts, and ends in the reverse.
//
//   data folder ▶ PostgreSQL ▶ migrations ▶ journal ▶ demo bank ▶ media ▶ SIP ▶ centres ▶ recovery ▶ pages ▶ HTTP

import { rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { BusinessGateway, SandboxBank } from "@tellerline/bank";
import { type Log, newId } from "@tellerline/base";
import { JournalWriter, migrate, Store } from "@tellerline/store";
import { accountHandlers } from "./accounts/account-handlers.ts";
import { Accounts } from "./accounts/accounts.ts";
import { platformTenantId } from "./accounts/platform-tenant.ts";
import { buildApps } from "./apps/build-apps.ts";
import { callBackHandlers } from "./call-backs/call-back-handlers.ts";
import { type CallBackPort, CallBacks } from "./call-backs/call-backs.ts";
import { Centre, serverCode } from "./centre/centre.ts";
import { deskHandlers } from "./centre/desk-handlers.ts";
import { forwardingHandlers } from "./centre/forwarding-handlers.ts";
import { JournalStream } from "./centre/journal-stream.ts";
import { phoneHandlers } from "./centre/phone-handlers.ts";
import { skillHandlers } from "./centre/skill-handlers.ts";
import type { Switchboard } from "./centre/switchboard.ts";
import { phoneSecrets } from "./centre/terminals.ts";
import { chatLogHandlers } from "./chat/chat-log-handlers.ts";
import { ChatRooms } from "./chat/chat-rooms.ts";
import { registerChatSockets } from "./chat/chat-sockets.ts";
import { registerFileRoutes } from "./chat/file-routes.ts";
import { visitorHandlers } from "./chat/visitor-handlers.ts";
import type { Config } from "./config/schema.ts";
import { configurationHandlers } from "./configuration/configuration-handlers.ts";
import { blockHandlers } from "./customer-rules/block-handlers.ts";
import { customerHandlers } from "./customers/customer-handlers.ts";
import { type DemoAccess, readDemoAccess, seedDemoBank } from "./demo/seed-demo-bank.ts";
import { attachedDataHandlers } from "./desk-data/attached-data-handlers.ts";
import { followUpHandlers } from "./desk-data/follow-up-handlers.ts";
import { noteHandlers } from "./desk-data/note-handlers.ts";
import { EventHub } from "./events/event-hub.ts";
import type { Handlers } from "./http/handlers.ts";
import { startHttpServer } from "./http/http-server.ts";
import { type Certificate, ownAddresses, selfSigned } from "./http/self-signed.ts";
import { SessionSockets } from "./http/session-sockets.ts";
import { lostCallHandlers } from "./lost-calls/lost-call-handlers.ts";
import { messageHandlers } from "./notices/message-handlers.ts";
import { noticeHandlers } from "./notices/notice-handlers.ts";
import { lockDataFolder } from "./operations/data-lock.ts";
import { Database } from "./operations/database.ts";
import { explainListen } from "./operations/explain-listen.ts";
import { Metrics } from "./operations/metrics.ts";
import { endOrphan, type RecoveryOptions, recoverRecords } from "./operations/recovery.ts";
import { recordHandlers } from "./records/record-handlers.ts";
import { RecordWriter } from "./records/record-writer.ts";
import { routingHandlers } from "./routing/routing-handlers.ts";
import { whatIfHandlers } from "./routing/what-if-handlers.ts";
import { BarEmbedding, barHandlers } from "./softphone-bar/bar-embedding.ts";
import { registerBarFrame } from "./softphone-bar/bar-frame.ts";
import { registerScreenSockets } from "./supervision/screen-sockets.ts";
import { supervisionHandlers } from "./supervision/supervision-handlers.ts";
import { Secrets } from "./system/secrets.ts";
import { SystemRandom } from "./system/system-random.ts";
import { SystemScheduler } from "./system/system-scheduler.ts";
import { Telephony } from "./telephony/telephony.ts";

export interface ProductOptions {
  config: Config;
  log: Log;
  progress(step: string): void;
}

export interface Product {
  /** URL of the console. */
  url: string;
  demoBankUrl: string;
  sip: readonly string[];
  demo: DemoAccess | undefined;
  /** Rejects if something the product cannot live without ends. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

/** What has been started, to be ended in reverse order. */
class Stack {
  readonly #ends: (() => Promise<void> | void)[] = [];

  defer(end: () => Promise<void> | void): void {
    this.#ends.push(end);
  }

  async unwind(log: Log): Promise<void> {
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      try {
        await end();
      } catch (error) {
        log.error("stop.failed", { message: (error as Error).message });
      }
    }
  }
}

/** Starts everything; on failure ends what was started and throws an error with one clear line. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const stack = new Stack();
  try {
    return await start(options, stack);
  } catch (error) {
    await stack.unwind(options.log);
    throw error;
  }
}

/** What every part is started with. */
interface Ground extends ProductOptions {
  stack: Stack;
  scheduler: SystemScheduler;
  random: SystemRandom;
  /** The data folder, absolute. */
  data: string;
  secrets: Secrets;
}

interface Storage {
  database: Database;
  store: Store;
  journal: JournalWriter;
  bank: SandboxBank;
  ha1(username: string, password: string): Record<string, string>;
}

interface Floor {
  events: EventHub;
  telephony: Telephony;
  chats: ChatRooms;
  callBacks: CallBacks;
  tls: Certificate | undefined;
}

async function start(options: ProductOptions, stack: Stack): Promise<Product> {
  const data = resolve(options.config.data);
  stack.defer(lockDataFolder(data));
  const secrets = new Secrets(join(data, "secrets"));
  const ground: Ground = {
    ...options,
    ...{ stack, scheduler: new SystemScheduler(), random: new SystemRandom(), data, secrets },
  };
  const storage = await startStorage(ground);
  const floor = await startFloor(ground, storage);
  const { url } = await startWeb(ground, storage, floor);
  const { telephony } = floor;
  return {
    ...{ url, demoBankUrl: `${url}bank/`, sip: telephony.addresses, demo: readDemoAccess(data) },
    failed: storage.database.lost.then((reason) => Promise.reject(new Error(reason))),
    stop: async () => {
      // Before their calls end: who waits to be called back waits on after the next start.
      await floor.callBacks.stop();
      await stopGracefully(stack, telephony, telephony.switchboard, options.log);
    },
  };
}

/** PostgreSQL, migrations, the journal, the demo bank. */
async function startStorage({
  config,
  log,
  progress,
  stack,
  scheduler,
  random,
  data,
  secrets,
}: Ground): Promise<Storage> {
  const name = config["database.name"];
  const secret = secrets.text("database roles");
  const database = await Database.start(config, data, progress);
  stack.defer(() => database.stop());
  // For commands beside the running product, such as audit:verify.
  const urlFile = join(data, "database-url");
  writeFileSync(urlFile, database.url, { mode: 0o600 });
  stack.defer(() => rmSync(urlFile, { force: true }));
  const ran = await migrate(database.url, name, secret);
  if (ran.length > 0) progress(`bringing the database up to date: ${ran.join(", ")}`);
  const store = new Store({ adminUrl: database.url, database: name, secret });
  stack.defer(() => store.close());
  const journal = new JournalWriter(store, join(data, "spool"), scheduler, log);
  stack.defer(() => journal.close());
  await journal.recover();

  const bank = new SandboxBank({
    ...{ store, clock: scheduler, random },
    sealKey: secrets.key("bank seal"),
    indexKey: secrets.key("bank index"),
  });
  const ha1 = (username: string, password: string) => phoneSecrets(config["sip.realm"], username, password);
  if (config.demo) {
    const addTenant = (id: string, tenant: string) => database.addTenant(name, id, tenant);
    const seeded = await seedDemoBank({ store, bank, clock: scheduler, random, dataFolder: data, addTenant, ha1 });
    if (seeded !== undefined) progress("seeding the demo bank");
  }
  return { database, store, journal, bank, ha1 };
}

/** Media, SIP, and the centre of every tenant, after what a killed run left is put in order. */
async function startFloor(ground: Ground, { store, journal, bank }: Storage): Promise<Floor> {
  const { config, log, progress, stack, scheduler, random, data, secrets } = ground;
  const events = new EventHub(scheduler, newId(scheduler.now(), random));
  const records = new RecordWriter(store, journal, scheduler, log);
  stack.defer(() => records.drain());
  const gateway = new BusinessGateway({ system: bank, scheduler, log, timeoutMs: 8000 });
  const tls = config.host === "localhost" ? undefined : await certificate(config, data);

  progress("starting media and SIP");
  const telephony = await Telephony.start({ config, data, secrets, scheduler, random, log, tls });
  stack.defer(() => telephony.stop());
  const { recordingPath, recordingKey, switchboard } = telephony;
  const chats = new ChatRooms({
    ...{ store, scheduler, random, log, filesFolder: join(data, "chat-files") },
    fileKey: (tenantId) => secrets.key(`chat files ${tenantId}`),
    openPerAddress: config["chat.openPerAddress"],
  });
  stack.defer(() => chats.close());
  const runId = newId(scheduler.now(), random);
  const shared = { store, journal, records, events, bank: gateway, calls: telephony, scheduler, random, log, runId };
  for (const { tenant_id: tenantId } of await store.lookup.selectFrom("tenant_list").selectAll().execute()) {
    if (tenantId === platformTenantId) continue;
    const recovery: RecoveryOptions = {
      ...{ store, records, clock: scheduler, log, recordingPath, recordingKey },
      continueStream: (tenant, id, after) => new JournalStream(journal, tenant, id, serverCode, after),
    };
    const { written, openChats } = await recoverRecords(tenantId, recovery);
    if (written > 0) progress(`wrote ${written} records that an earlier run could not`);
    const centre = await Centre.start({ ...shared, tenantId });
    switchboard.addCentre(tenantId, centre);
    for (const lost of await chats.add(tenantId, centre, openChats)) endOrphan(tenantId, lost, recovery);
  }
  await telephony.reload(store);
  telephony.open();
  switchboard.lookForTerminals();
  const changed = (tenantId: string) =>
    events.publish(tenantId, { right: "live.read" }, { type: "callBacks.changed", data: {} });
  const callBacks = new CallBacks({ ...{ store, scheduler, random, log }, port: callBackPort(switchboard), changed });
  for (const [tenantId, centre] of switchboard.centres) {
    centre.requestCallBack = (wish) => void callBacks.request(tenantId, wish);
    await callBacks.load(tenantId);
  }
  return { events, telephony, chats, callBacks, tls };
}

/** Accounts, the API, the pages, the sockets. @returns the URL of the console. */
async function startWeb(ground: Ground, storage: Storage, floor: Floor): Promise<{ url: string }> {
  const { events, telephony, chats, tls } = floor;
  const { config, log, progress, stack, scheduler, random } = ground;
  const { store, journal } = storage;
  const accounts = new Accounts(store, scheduler, random);
  const desks = new SessionSockets();
  const { switchboard } = telephony;
  accounts.onEnded(({ sessionIds, reason, session, left }) => {
    events.endSessions(sessionIds, reason);
    desks.endSessions(sessionIds);
    // With his last session an agent's browser phone loses its password and its registration.
    const { agentId } = session.me;
    if (left > 0 || agentId === null) return;
    telephony.revokeBrowser(agentId);
    const seat = switchboard.centres.get(session.tenantId)?.seats.get(agentId);
    if (seat !== undefined) seat.browser = null;
  });
  const metrics = new Metrics({
    ...{ switchboard, events },
    journalBacklog: () => journal.backlog,
    legs: () => telephony.legs,
    chats: () => chats.counts,
  });
  telephony.metrics = metrics;
  const embedding = new BarEmbedding(chats, config["http.origins"] as string[]);
  const handlers = allHandlers(ground, storage, { ...floor, embedding }, accounts);
  const apps = config.pages ? await buildApps(pages, progress) : [];
  const http = await startHttpServer({
    ...{ host: config.host, port: config["http.port"], tls, origins: config["http.origins"] as string[] },
    ...{ accounts, events, handlers, log },
    adoptSipSocket: (socket) => telephony.adopt(socket),
    pages: apps.map(({ base, folder }) => ({ prefix: base, folder, embeddable: embeddable.has(base) })),
    extend: async (app, http) => {
      registerChatSockets(app, http, chats, desks);
      registerScreenSockets(app, http, {
        ...{ store, clock: scheduler, centre: (tenantId) => switchboard.centre(tenantId) },
        holds: (session, close) => desks.add(session, close),
      });
      await registerFileRoutes(app, http, chats);
      const bar = apps.find(({ name }) => name === "softphone-bar");
      if (bar !== undefined) registerBarFrame(app, { folder: bar.folder, embedding });
    },
    health: async () => ({ process: true, database: await store.isUp(), media: telephony.mediaUp }),
    metrics: () => metrics.text(),
  }).catch((error: unknown) => {
    throw explainListen(error, "HTTP", config["http.port"], "http.port");
  });
  stack.defer(() => http.close());
  const { port } = http.server.address() as AddressInfo;
  const shownHost = config.host === "localhost" ? "localhost" : shown(config.host);
  return { url: `${tls === undefined ? "http" : "https"}://${shownHost}:${port}/` };
}

const pages = [
  { name: "console", base: "/" },
  { name: "demo-bank", base: "/bank/" },
  { name: "widget", base: "/widget/" },
  { name: "softphone-bar", base: "/softphone/" },
];

/** Their scripts are loaded by pages of other origins. */
const embeddable: ReadonlySet<string> = new Set(["/widget/", "/softphone/"]);

function allHandlers(
  ground: Ground,
  { store, ha1 }: Storage,
  { events, telephony, chats, callBacks, embedding }: Floor & { embedding: BarEmbedding },
  accounts: Accounts,
): Handlers {
  const { scheduler: clock, random, config } = ground;
  const { switchboard, terminals, recordingPath, recordingKey } = telephony;
  const changed = async (tenantId: string, subject: string) => {
    await switchboard.centres.get(tenantId)?.reload();
    await telephony.reload(store);
    await chats.reload(tenantId);
    events.publish(tenantId, { right: "configuration.read" }, { type: "configuration.changed", data: { subject } });
  };
  return {
    ...accountHandlers(accounts),
    ...blockHandlers({
      ...{ store, clock, random, changed },
      running: (tenantId, id) => switchboard.centres.get(tenantId)?.interactions.get(id)?.machine.head,
    }),
    ...configurationHandlers({
      ...{ store, clock, random, telephony: telephony.status(ha1), changed },
      userChanged: (tenantId, userId) => {
        accounts.forget(tenantId, userId);
        events.reconnectUser(tenantId, userId);
      },
      signedInAgents: (tenantId) => switchboard.centres.get(tenantId)?.views.signedIn() ?? 0,
    }),
    ...deskHandlers(switchboard),
    ...skillHandlers(switchboard, clock),
    ...forwardingHandlers(switchboard, clock),
    ...barHandlers(embedding),
    ...visitorHandlers(chats),
    ...chatLogHandlers(store),
    ...customerHandlers({ store, switchboard, clock, random }),
    ...attachedDataHandlers(store, switchboard),
    ...noteHandlers({ store, clock, switchboard, events }),
    ...followUpHandlers({ store, clock, random, switchboard, events }),
    ...callBackHandlers({
      ...{ store, clock, switchboard, callBacks, chats },
      webNumbers: new RegExp(config["callBacks.numbers"]),
      perAddress: config["callBacks.perAddress"],
    }),
    ...lostCallHandlers({ store, clock, switchboard, events }),
    ...noticeHandlers({ store, clock, random, switchboard, events }),
    ...messageHandlers({ store, clock, random, switchboard, events }),
    ...phoneHandlers({
      store,
      clock,
      switchboard,
      terminals,
      revokeBrowser: (id) => telephony.revokeBrowser(id),
      iceServers: [],
    }),
    ...supervisionHandlers({ store, clock, switchboard }),
    ...recordHandlers({ store, clock, recordingPath, recordingKey }),
    ...routingHandlers({ store, clock }),
    ...whatIfHandlers({ store, clock }),
  };
}

function callBackPort(switchboard: Switchboard): CallBackPort {
  return {
    begin: (tenantId, one, ended) => switchboard.callBack(switchboard.centre(tenantId), one, ended),
    end: (tenantId, interactionId) => switchboard.centre(tenantId).end(interactionId, "forced"),
  };
}

async function stopGracefully(stack: Stack, telephony: Telephony, switchboard: Switchboard, log: Log): Promise<void> {
  switchboard.drain();
  await telephony.endCalls();
  for (const centre of switchboard.centres.values()) await centre.stop();
  await stack.unwind(log);
}

async function certificate(config: Config, data: string): Promise<Certificate> {
  if (config["tls.certificate"] === "") return selfSigned(join(data, "tls"), config.host);
  const { readFileSync } = await import("node:fs");
  return { certificate: readFileSync(config["tls.certificate"], "utf8"), key: readFileSync(config["tls.key"], "utf8") };
}

/** How a URL names us: by an address that others can reach. */
function shown(served: string): string {
  const host = served === "0.0.0.0" || served === "::" ? (ownAddresses()[0] ?? "localhost") : served;
  return host.includes(":") ? `[${host}]` : host;
}
