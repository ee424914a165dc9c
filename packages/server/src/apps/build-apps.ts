// Builds the pages when their sources changed since the last build. Vite is a dependency of the product for this reason.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("../../../../", import.meta.url).pathname;
const watched = [
  "packages/server/src/apps",
  "packages/api/src",
  "packages/sdk/src",
  "packages/ui/src",
  "packages/flow/src",
  "package-lock.json",
];

export interface BuiltApp {
  name: string;
  /** The URL prefix it was built for. */
  base: string;
  folder: string;
}

/** Builds `names` as needed; returns where each one's files lie. Throws with Vite's own words if a build fails. */
export async function buildApps(
  names: readonly { name: string; base: string }[],
  progress: (step: string) => void,
): Promise<BuiltApp[]> {
  const built: BuiltApp[] = [];
  for (const { name, base } of names) {
    const source = join(root, "apps", name);
    const folder = join(source, "dist");
    const stamp = join(folder, ".stamp");
    const fingerprint = fingerprintOf([source, ...watched.map((path) => join(root, path))]);
    if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== fingerprint) {
      progress(`building the pages: ${name}`);
      await production(async () => {
        const { build } = await import("vite");
        await build({ root: source, base, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
      });
      mkdirSync(folder, { recursive: true });
      writeFileSync(stamp, fingerprint);
    }
    built.push({ name, base, folder });
  }
  return built;
}

/** Vite builds for development where NODE_ENV says so, as under a test runner: what is shipped is for production. */
async function production(work: () => Promise<void>): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/** Names, sizes and contents of all sources, and of what builds them. */
function fingerprintOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) addTo(hash, path);
  return hash.digest("hex");
}

function addTo(hash: ReturnType<typeof createHash>, path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) {
    hash.update(path).update("\0").update(readFileSync(path));
    return;
  }
  for (const name of readdirSync(path).sort()) {
    const built = name !== "node_modules" && name !== "dist" && !name.includes(".test.") && !name.startsWith(".");
    if (built) addTo(hash, join(path, name));
  }
}
