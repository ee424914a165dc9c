// Which address of ours a peer reaches: the one it is on the same network with, or the announced one.

import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";

/** The address to name to a peer at `remoteHost` where a listener is bound to every address. */
export function addressTowards(remoteHost: string, announcedHost: string | undefined): string {
  const family = isIP(remoteHost) === 6 ? "IPv6" : "IPv4";
  if (remoteHost === "localhost" || remoteHost.startsWith("127.")) return "127.0.0.1";
  if (remoteHost === "::1") return "::1";
  const candidates = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter((one) => one.family === family && !one.internal),
  );
  for (const one of candidates) {
    const prefix = Number(one.cidr?.split("/")[1] ?? "32");
    const network = new BlockList();
    network.addSubnet(one.address, prefix, family === "IPv6" ? "ipv6" : "ipv4");
    if (isIP(remoteHost) !== 0 && network.check(remoteHost, family === "IPv6" ? "ipv6" : "ipv4")) return one.address;
  }
  return announcedHost ?? candidates[0]?.address ?? "127.0.0.1";
}

export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || host === "";
}
