// A second machine on this one: a network namespace that reaches us over two links, so that this host has an address on
// each.
//
//   this host  near[0] ──── link 0 ──── far[0]  namespace
//              near[1] ──── link 1 ──── far[1]

import { spawnSync } from "node:child_process";

const links = [0, 1] as const;

export class Lan {
  readonly namespace = `tl-${process.pid}`;
  /** Our addresses, one per link. */
  readonly near: readonly [string, string];
  /** The other machine's. */
  readonly far: readonly [string, string];

  private constructor() {
    const net = 64 + (process.pid % 64);
    this.near = [`10.${net}.1.1`, `10.${net}.2.1`];
    this.far = [`10.${net}.1.2`, `10.${net}.2.2`];
  }

  /** Whether namespaces may be made here; throws instead of saying no where peers are required. */
  static possible(): boolean {
    const name = `tl-probe-${process.pid}`;
    const can = spawnSync("ip", ["netns", "add", name]).status === 0;
    if (can) ip("netns", "del", name);
    else if (process.env.REQUIRE_PEERS === "1") throw new Error("network namespaces are required: run as root");
    return can;
  }

  static open(): Lan {
    const lan = new Lan();
    const { namespace } = lan;
    try {
      ip("netns", "add", namespace);
      ip("-n", namespace, "link", "set", "lo", "up");
      for (const link of links) {
        const [near, far] = [lan.#name(link, "n"), lan.#name(link, "f")];
        ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace);
        ip("addr", "add", `${lan.near[link]}/24`, "dev", near);
        ip("link", "set", near, "up");
        ip("-n", namespace, "addr", "add", `${lan.far[link]}/24`, "dev", far);
        ip("-n", namespace, "link", "set", far, "up");
      }
    } catch (error) {
      lan.close();
      throw error;
    }
    return lan;
  }

  /** The command that runs `command` on the other machine. */
  there(...command: string[]): string[] {
    return ["ip", "netns", "exec", this.namespace, ...command];
  }

  /** Takes it away; whatever runs there must have ended. */
  close(): void {
    for (const link of links) spawnSync("ip", ["link", "del", this.#name(link, "n")]);
    spawnSync("ip", ["netns", "del", this.namespace]);
  }

  #name(link: number, side: "n" | "f"): string {
    return `tl${process.pid}${side}${link}`;
  }
}

function ip(...args: string[]): void {
  const { status, stderr } = spawnSync("ip", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr.trim()}`);
}
