// The certificate of an installation that was given none: self-signed, for the addresses of this host, kept in the data
// folder so that a browser's exception holds.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificate {
  certificate: string;
  key: string;
}

/** The certificate of `folder` for `host`, made anew when it is missing or made for other addresses. */
export async function selfSigned(folder: string, host: string): Promise<Certificate> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const addresses = [...new Set([host, "127.0.0.1", ...ownAddresses()])]
    .filter((a) => a !== "0.0.0.0" && a !== "::")
    .sort();
  const paths = {
    certificate: join(folder, "self-signed.pem"),
    key: join(folder, "self-signed.key"),
    for: join(folder, "self-signed.json"),
  };
  const wanted = JSON.stringify(addresses);
  if (existsSync(paths.for) && readFileSync(paths.for, "utf8") === wanted) {
    return { certificate: readFileSync(paths.certificate, "utf8"), key: readFileSync(paths.key, "utf8") };
  }
  const made = await generate([{ name: "commonName", value: "tellerline" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + 825 * 86_400_000),
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [{ type: 2, value: "localhost" }, ...addresses.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  writeFileSync(paths.key, made.private, { mode: 0o600 });
  writeFileSync(paths.certificate, made.cert);
  writeFileSync(paths.for, wanted);
  return { certificate: made.cert, key: made.private };
}

/** Every address of this host that is not loopback or link-local. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal && !entry.address.startsWith("fe80"))
    .map((entry) => entry.address);
}
