// Endpoints joined by a network that delays, loses, doubles and reorders datagrams from a seed: for tests on virtual time.

import { type Random, Runner, randomInteger, type Scheduler, SeededRandom } from "@tellerline/base";
import type { EndpointOptions } from "../user-agent/endpoint-options.ts";
import { type Flow, remoteHostOf, transportOf } from "../user-agent/flow.ts";
import type { SipEvent, SipInput, SipOutput } from "../user-agent/protocol.ts";
import { SipEndpoint } from "../user-agent/sip-endpoint.ts";

export interface Weather {
  lossRate: number;
  duplicationRate: number;
  maxDelayMs: number;
}

export const fair: Weather = { lossRate: 0, duplicationRate: 0, maxDelayMs: 0 };

type SipSend = SipOutput & { type: "send" };

export class VirtualNetwork {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #peers = new Map<string, VirtualPeer>();
  weather: Weather = fair;
  /** Called for every message on the wire; false drops it. */
  filter: (text: string, from: string, to: string) => boolean = () => true;

  constructor(scheduler: Scheduler, seed: number) {
    this.#scheduler = scheduler;
    this.#random = new SeededRandom(seed);
  }

  /** Adds an endpoint at an address of its own; by default everybody is let in. */
  peer(address: string, options: Partial<EndpointOptions> = {}): VirtualPeer {
    const peer = new VirtualPeer(this, this.#scheduler, address, {
      random: new SeededRandom(this.#peers.size + 7),
      realm: "test",
      nonceSecret: new TextEncoder().encode("0123456789abcdef"),
      localAddress: () => ({ host: address, port: 5060 }),
      credentials: () => undefined,
      trunkByAddress: () => "trunk",
      isGuest: () => false,
      tracing: false,
      ...options,
    });
    this.#peers.set(address, peer);
    return peer;
  }

  carry(from: string, send: SipSend): void {
    const to = remoteHostOf(send.destination);
    const text = new TextDecoder().decode(send.bytes);
    if (!this.filter(text, from, to) || this.#random.next() < this.weather.lossRate) return;
    const copies = this.#random.next() < this.weather.duplicationRate ? 2 : 1;
    const transport = transportOf(send.destination);
    for (let i = 0; i < copies; i++) {
      const at = this.#scheduler.now() + randomInteger(this.#random, this.weather.maxDelayMs + 1);
      const flow: Flow = {
        transport,
        localAddress: to,
        localPort: 5060,
        remoteAddress: from,
        remotePort: 5060,
        ...(transport !== "udp" && { connectionId: `${transport} ${from}` }),
      };
      this.#scheduler.schedule(at, () => this.#peers.get(to)?.handle({ type: "received", bytes: send.bytes, flow }));
    }
  }
}

export class VirtualPeer {
  readonly endpoint: SipEndpoint;
  readonly address: string;
  /** Everything the endpoint said but traces. */
  readonly events: SipEvent[] = [];
  /** What the test does by itself on an event. */
  onEvent: (event: SipEvent) => void = () => {};
  readonly #runner: Runner<SipInput, SipOutput>;

  constructor(network: VirtualNetwork, scheduler: Scheduler, address: string, options: EndpointOptions) {
    this.address = address;
    this.endpoint = new SipEndpoint(options);
    this.#runner = new Runner<SipInput, SipOutput>(this.endpoint, scheduler, (output) => {
      if (output.type === "send") return network.carry(address, output);
      if (output.type === "trace") return;
      this.events.push(output);
      this.onEvent(output);
    });
  }

  handle(input: SipInput): void {
    this.#runner.handle(input);
  }

  /** The last event of a kind. */
  last<Type extends SipEvent["type"]>(type: Type): (SipEvent & { type: Type }) | undefined {
    return this.events.findLast((event) => event.type === type) as (SipEvent & { type: Type }) | undefined;
  }

  all<Type extends SipEvent["type"]>(type: Type): (SipEvent & { type: Type })[] {
    return this.events.filter((event) => event.type === type) as (SipEvent & { type: Type })[];
  }
}

export const someBody = { contentType: "application/sdp", bytes: new TextEncoder().encode("v=0\r\n") };

export function inviteTo(address: string, legId: string, more: object = {}): SipInput {
  return {
    type: "invite",
    legId,
    target: { target: { transport: "udp", host: address, port: 5060 } },
    requestUri: `sip:bob@${address}`,
    from: "sip:alice@a.test",
    to: `sip:bob@${address}`,
    body: someBody,
    ...more,
  };
}
