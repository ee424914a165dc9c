// One endpoint and a peer that is only text: for tests of single answers.

import { SeededRandom } from "@tellerline/base";
import type { EndpointOptions } from "../user-agent/endpoint-options.ts";
import type { Flow } from "../user-agent/flow.ts";
import type { SipEvent, SipInput } from "../user-agent/protocol.ts";
import { SipEndpoint } from "../user-agent/sip-endpoint.ts";

export const udpFlow: Flow = {
  ...{ transport: "udp", localAddress: "10.0.0.1", localPort: 5060 },
  ...{ remoteAddress: "10.0.0.9", remotePort: 5080 },
};

export class BenchEndpoint {
  readonly endpoint: SipEndpoint;
  readonly events: SipEvent[] = [];
  /** What was sent by the last input. */
  sent: { text: string; flow: Flow | undefined }[] = [];
  now = 1_000_000;

  constructor(options: Partial<EndpointOptions> = {}) {
    this.endpoint = new SipEndpoint({
      ...{ random: new SeededRandom(1), realm: "bank.test", nonceSecret: new Uint8Array(16).fill(1), tracing: false },
      ...{ trunkByAddress: () => undefined, isGuest: () => false },
      localAddress: () => ({ host: "10.0.0.1", port: 5060 }),
      credentials: (username) => (username.startsWith("10") ? { password: `pw-${username}` } : undefined),
      ...options,
    });
  }

  feed(input: SipInput | { type: "timeout" }): void {
    this.sent = [];
    for (const output of this.endpoint.handle(input, this.now)) {
      if (output.type !== "send") this.events.push(output);
      else {
        const flow = "flow" in output.destination ? output.destination.flow : undefined;
        this.sent.push({ text: new TextDecoder().decode(output.bytes), flow });
      }
    }
  }

  receive(text: string | Uint8Array, flow: Flow = udpFlow): void {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text.replace(/\r?\n/g, "\r\n")) : text;
    this.feed({ type: "received", bytes, flow });
  }

  /** The status of the last answer, undefined if there was none. */
  get status(): number | undefined {
    const line = this.sent.at(-1)?.text.split("\r\n", 1)[0] ?? "";
    const match = /^SIP\/2\.0 (\d{3})/.exec(line);
    return match === null ? undefined : Number(match[1]);
  }

  header(name: string): string | undefined {
    return new RegExp(`^${name}: (.*)$`, "im").exec(this.sent.at(-1)?.text ?? "")?.[1]?.trim();
  }

  last<Type extends SipEvent["type"]>(type: Type): (SipEvent & { type: Type }) | undefined {
    return this.events.findLast((event) => event.type === type) as (SipEvent & { type: Type }) | undefined;
  }
}

let serial = 0;

export interface RequestParts {
  method?: string;
  uri?: string;
  from?: string;
  to?: string;
  branch?: string;
  callId?: string;
  cseq?: number;
  cseqMethod?: string;
  headers?: string;
  body?: string;
}

/** A request as a phone at 10.0.0.9:5080 would write it. */
export function request(parts: RequestParts = {}): string {
  serial += 1;
  const { method = "INVITE", uri = "sip:95500@bank.test", body = "" } = parts;
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP 10.0.0.9:5080;branch=${parts.branch ?? `z9hG4bK-${serial}`};rport`,
    "Max-Forwards: 70",
    `From: ${parts.from ?? "<sip:1001@bank.test>;tag=f1"}`,
    `To: ${parts.to ?? "<sip:95500@bank.test>"}`,
    `Call-ID: ${parts.callId ?? `call-${serial}`}`,
    `CSeq: ${parts.cseq ?? 1} ${parts.cseqMethod ?? method}`,
    ...(parts.headers ?? "Contact: <sip:1001@10.0.0.9:5080>").split("\n").filter((line) => line !== ""),
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\n");
}
