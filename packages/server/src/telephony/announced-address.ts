// Which of our addresses a peer must send its sound to, on a host that has several.

import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import type { InviteTarget } from "@tellerline/sip";
import type { Config } from "../config/schema.ts";

type Bindings = (aor: string) => { flow: { localAddress?: string; remoteAddress?: string } }[];

/** The address to name in SDP towards a party, or undefined for the media process's own. */
export function announcedAddress(config: Config, target: InviteTarget, bindings: Bindings): string | undefined {
  if (config.host === "localhost") return undefined;
  const configured = (config["media.addresses"] as string[])[0];
  if (configured !== undefined) return configured;
  const remote = remoteOf(target, bindings);
  return (
    (remote === undefined ? undefined : sameNetwork(remote)) ?? (isWildcard(config.host) ? firstOwn() : config.host)
  );
}

function remoteOf(target: InviteTarget, bindings: Bindings): string | undefined {
  if ("flow" in target) return target.flow.remoteAddress;
  if ("target" in target) return target.target.host;
  return bindings(target.aor).at(-1)?.flow.remoteAddress;
}

function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Our address on the network the peer is in. */
function sameNetwork(remote: string): string | undefined {
  if (!isIPv4(remote)) return undefined;
  if (remote.startsWith("127.")) return "127.0.0.1";
  for (const list of Object.values(networkInterfaces())) {
    for (const own of list ?? []) {
      if (
        own.family === "IPv4" &&
        (number(own.address) & number(own.netmask)) === (number(remote) & number(own.netmask))
      )
        return own.address;
    }
  }
  return undefined;
}

function firstOwn(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find((own) => own.family === "IPv4" && !own.internal)?.address;
}

function number(address: string): number {
  return address.split(".").reduce((sum, part) => (sum << 8) | Number(part), 0);
}
