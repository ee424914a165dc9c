// SIP, media and calls as one part of the process: starts them, joins them to the switchboard, brings the media process
// back when it is lost.

import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Log, Random, Scheduler } from "@tellerline/base";
import { type MediaClient, startMedia } from "@tellerline/media";
import { type Listen, ListenError, type SipEvent, SipTransports } from "@tellerline/sip";
import type { Store } from "@tellerline/store";
import { type CallCommand, type CallEvent, VoiceHost } from "@tellerline/voice";
import type { CallPort } from "../centre/centre.ts";
import { PromptBook } from "../centre/prompt-book.ts";
import { Switchboard } from "../centre/switchboard.ts";
import { browserUsername, type PhoneAccount, Terminals } from "../centre/terminals.ts";
import type { Config } from "../config/schema.ts";
import type { TelephonyStatus } from "../configuration/telephony-rows.ts";
import type { SipSocket } from "../http/http-server.ts";
import type { Certificate } from "../http/self-signed.ts";
import { explainListen } from "../operations/explain-listen.ts";
import { measureRecording } from "../operations/measure-recording.ts";
import type { Metrics } from "../operations/metrics.ts";
import type { Secrets } from "../system/secrets.ts";
import { announcedAddress } from "./announced-address.ts";
import { SipBook } from "./sip-book.ts";
import { TrunkWatch } from "./trunk-watch.ts";

export interface TelephonyOptions {
  config: Config;
  data: string;
  secrets: Secrets;
  scheduler: Scheduler;
  random: Random;
  log: Log;
  tls: Certificate | undefined;
}

const recordingKeyId = "r1";
const endCallsMs = 5000;
const mediaRetryMs = 1000;

export class Telephony implements CallPort {
  readonly terminals = new Terminals();
  readonly switchboard: Switchboard;
  metrics: Metrics | undefined;
  readonly #options: TelephonyOptions;
  readonly #host: VoiceHost;
  readonly #trunks: TrunkWatch;
  readonly #book: SipBook;
  #media: MediaClient | undefined;
  #transports: SipTransports | undefined;
  #stopping = false;

  static async start(options: TelephonyOptions): Promise<Telephony> {
    const telephony = new Telephony(options);
    try {
      await telephony.#startMedia();
      await telephony.#startSip();
      return telephony;
    } catch (error) {
      await telephony.stop();
      throw explainSip(error);
    }
  }

  private constructor(options: TelephonyOptions) {
    const { scheduler, random, log, config, secrets } = options;
    this.#options = options;
    this.#book = new SipBook(join(options.data, "sip-book.jsonl"));
    this.#trunks = new TrunkWatch(scheduler, (command) => this.#transports?.handle(command));
    this.switchboard = new Switchboard({
      telephony: {
        bindings: (aor) => this.#transports?.bindings(aor) ?? [],
        accept: (legId, callId) => this.#host.accept(legId, { callId }),
        refuse: (legId, status, reason) => this.#host.refuse(legId, status, reason),
        place: (callId) => this.#host.place(callId),
        callOfLeg: (legId) => this.#host.callOfLeg(legId),
        trunkStatus: (trunkId) => this.#trunks.status(trunkId),
      },
      ...{ terminals: this.terminals, prompts: new PromptBook(), scheduler, random, log, realm: config["sip.realm"] },
      sealKey: secrets.key("bank seal").toString("base64"),
      recordingPlace: (tenantId, recordingId) => this.#recordingPlace(tenantId, recordingId),
    });
    this.#host = new VoiceHost({
      ...{ scheduler, random, log },
      sip: { handle: (command) => this.#transports?.handle(command) },
      media: () => this.#media,
      onIncoming: (call) => this.switchboard.incoming(call),
      onCallEvent: (callId, event) => this.#callEvent(callId, event),
      onFinished: (callId) => this.switchboard.callFinished(callId),
      announce: (target) => announcedAddress(config, target, (aor) => this.#transports?.bindings(aor) ?? []),
    });
  }

  get addresses(): readonly string[] {
    return (this.#transports?.addresses ?? []).map(({ transport, host, port }) => `${transport}:${host}:${port}`);
  }

  get mediaUp(): boolean {
    return this.#media !== undefined;
  }

  get legs(): number {
    return this.#transports?.sizes.legs ?? 0;
  }

  open(callId?: string): void {
    if (callId !== undefined) this.#host.place(callId);
    else this.#transports?.handle({ type: "setReady", ready: true });
  }

  command(callId: string, command: CallCommand): boolean {
    this.switchboard.trunks.commanded(callId, command);
    const obeyed = this.#host.command(callId, command);
    // Of a call that there is no more nothing more is heard.
    if (!obeyed) this.switchboard.trunks.finished(callId);
    return obeyed;
  }

  /** Takes over a browser's SIP connection. */
  adopt(socket: SipSocket): void {
    const { remoteAddress, remotePort, secure, localAddress, localPort } = socket;
    this.#transports?.adoptWebSocket(socket, { remoteAddress, remotePort, secure, localAddress, localPort });
  }

  readonly recordingPath = (file: string): string => join(this.#options.data, "recordings", file);

  readonly recordingKey = (tenantId: string, keyId: string): Buffer | undefined =>
    keyId === recordingKeyId ? this.#options.secrets.key(`recordings ${keyId} ${tenantId}`) : undefined;

  /** Reads phones and trunks of all tenants again. */
  async reload(store: Store): Promise<void> {
    const phones = new Map<string, PhoneAccount>();
    for (const tenantId of this.switchboard.centres.keys()) {
      const rows = await store.inTenant(tenantId, (tx) =>
        tx.selectFrom("phone").select(["id", "username", "ha1"]).execute(),
      );
      for (const row of rows) phones.set(row.username, { tenantId, phoneId: row.id, ha1: row.ha1 });
    }
    this.terminals.setPhones(phones);
    const addresses = await store.lookup.selectFrom("tenant_of_trunk").selectAll().execute();
    const configured = [...this.switchboard.centres.values()].flatMap((centre) => centre.configuration.trunks);
    this.#trunks.configure(
      configured,
      new Map(addresses.flatMap((row) => row.addresses.map((address) => [address, row.trunk_id] as const))),
    );
  }

  status(ha1: TelephonyStatus["ha1"]): TelephonyStatus {
    return {
      registeredContact: (username) => this.switchboard.registeredContact(username),
      trunk: (trunkId) => ({
        status: this.#trunks.status(trunkId),
        busyChannels: this.switchboard.trunks.busy(trunkId),
      }),
      ha1,
    };
  }

  /** The browser phone of an agent may no longer register. */
  revokeBrowser(agentId: string): void {
    this.terminals.revokeBrowser(agentId);
    this.#transports?.handle({ type: "removeBindings", aor: this.switchboard.aor(browserUsername(agentId)) });
  }

  /** Hangs every call up and waits until their files are closed, for a while. */
  async endCalls(): Promise<void> {
    this.#stopping = true;
    this.#transports?.handle({ type: "setDraining", draining: true });
    for (const centre of this.switchboard.centres.values()) {
      // Chats go on where they are when the product is started again.
      for (const [interactionId, { call }] of centre.interactions)
        if (call !== undefined) centre.end(interactionId, "failed");
    }
    const { scheduler } = this.#options;
    for (let waited = 0; waited < endCallsMs && this.#host.sizes.calls > 0; waited += 50) {
      await new Promise<void>((resolve) => scheduler.schedule(scheduler.now() + 50, resolve));
    }
    this.#host.endAll("shutdown");
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#trunks.stop();
    await this.#transports?.close();
    await this.#media?.close();
    this.#book.close();
  }

  #recordingPlace(tenantId: string, recordingId: string): { path: string; file: string; key: string; keyId: string } {
    const day = new Date(this.#options.scheduler.now()).toISOString().slice(0, 10);
    const file = join(tenantId, day, `${recordingId}.tlr`);
    const path = this.recordingPath(file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const key = this.recordingKey(tenantId, recordingKeyId) as Buffer;
    return { path, file, key: key.toString("base64"), keyId: recordingKeyId };
  }

  async #startMedia(): Promise<void> {
    const { config, data, log } = this.#options;
    const media = await startMedia({
      folder: join(data, "media"),
      workers: config["media.workers"],
      portMin: config["media.portMin"],
      portMax: config["media.portMax"],
      address: config.host === "localhost" ? "127.0.0.1" : "0.0.0.0",
      log,
    });
    media.onEvent((event) => this.#host.mediaEvent(event));
    media.onLost(() => this.#mediaLost());
    this.#media = media;
    this.#host.mediaBack();
  }

  #callEvent(callId: string, event: CallEvent): void {
    const lost = event.type === "recordingClosed" && event.error === "mediaLost";
    const tenantId = lost ? this.switchboard.tenantOf(callId) : undefined;
    if (!lost || tenantId === undefined) {
      this.switchboard.callEvent(callId, event);
      return;
    }
    // The process that could have told how long it is has died: the file itself tells.
    const found = measureRecording(event.path, (keyId) => this.recordingKey(tenantId, keyId));
    if (!found.ok) this.#options.log.error("recording.unreadable", { path: event.path, problem: found.problem });
    this.switchboard.callEvent(callId, found.ok ? { ...event, ...found.value } : event);
  }

  #mediaLost(): void {
    this.#media = undefined;
    if (this.#stopping) return;
    this.#options.log.error("media.lost");
    this.metrics?.mediaRestarted();
    this.#host.mediaLost();
    void this.#restartMedia();
  }

  async #restartMedia(): Promise<void> {
    const { scheduler, log } = this.#options;
    while (!this.#stopping && this.#media === undefined) {
      try {
        await this.#startMedia();
        log.info("media.back");
      } catch (error) {
        log.error("media.restartFailed", { message: (error as Error).message });
        await new Promise<void>((resolve) => scheduler.schedule(scheduler.now() + mediaRetryMs, resolve));
      }
    }
  }

  async #startSip(): Promise<void> {
    const { config, secrets, scheduler, random, log, tls } = this.#options;
    const realm = config["sip.realm"];
    const host = config.host === "localhost" ? "127.0.0.1" : config.host;
    const listen: Listen[] = [];
    if (config.host === "localhost" || config["sip.plain"]) {
      listen.push(
        { transport: "udp", host, port: config["sip.port"] },
        { transport: "tcp", host, port: config["sip.port"] },
      );
    }
    if (tls !== undefined)
      listen.push({ transport: "tls", host, port: config["sip.tlsPort"], key: tls.key, cert: tls.certificate });
    const left = this.#book.open();
    this.#transports = await SipTransports.open({
      ...{ scheduler, listen, log },
      endpoint: {
        ...{ random, realm, ready: false, nonceSecret: secrets.key("sip nonces"), userAgent: "Tellerline" },
        credentials: (username) => this.terminals.credentials(username, scheduler.now()),
        trunkByAddress: (address) => this.#trunks.byAddress(address),
        isGuest: () => false,
        // Whatever name or address a phone knows us by: users are ours by their user part.
        canonicalAor: (uri) => canonicalAor(uri, realm),
        timers: { t1Ms: config["sip.t1Ms"] },
        limits: { maxLegsPerSource: 2000, maxMessagesPerSecond: 5000 },
      },
      webSocketAddress: { host: "tellerline.invalid", port: 443 },
      onEvent: (event) => this.#sipEvent(event),
    });
    this.#takeLeftOvers(left);
  }

  #sipEvent(event: SipEvent): void {
    if (event.type === "refused") this.metrics?.sipRefused(event.reason);
    if (event.type === "optionsResult") this.#trunks.answered(event.probeId, event.alive, event.status);
    this.#host.sipEvent(event);
    this.switchboard.sipEvent(event);
    this.#book.note(event, (legId) => this.#transports?.ticket(legId));
  }

  /** Phones that still talk to a run that was killed are hung up; those registered with it are known again. */
  #takeLeftOvers({ tickets, bindings }: ReturnType<SipBook["open"]>): void {
    const reason = { protocol: "Q.850", cause: 41, text: "controller lost" } as const;
    for (const ticket of tickets) this.#transports?.handle({ type: "farewell", ticket, reason });
    for (const binding of bindings) this.#transports?.handle({ type: "restoreBinding", binding });
    if (tickets.length > 0) this.#options.log.warn("telephony.leftOverCallsEnded", { legs: tickets.length });
  }
}

/** Which setting mends it, where SIP cannot listen. */
function explainSip(error: unknown): unknown {
  if (!(error instanceof ListenError)) return error;
  const { transport, port } = error.address;
  return explainListen(error, `SIP ${transport.toUpperCase()}`, port, transport === "tls" ? "sip.tlsPort" : "sip.port");
}

function canonicalAor(uri: string, realm: string): string | undefined {
  const user = /^sips?:([^@;?]+)@/i.exec(uri)?.[1];
  return user === undefined ? undefined : `sip:${user}@${realm}`;
}
