// npm run audit:verify: recomputes the audit chain of every tenant; exit code 1 if one is broken. Works beside a running
// product, or starts the embedded database for the time it takes.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Store, verifyAudit } from "@tellerline/store";
import { loadConfig } from "../config/load-config.ts";
import { Secrets } from "../system/secrets.ts";
import { Database } from "./database.ts";

const { config } = loadConfig(process.env);
const data = resolve(config.data);
const running = join(data, "database-url");
const database = existsSync(running)
  ? { url: readFileSync(running, "utf8"), stop: () => Promise.resolve() }
  : await Database.start(config, data, () => {});
const secret = new Secrets(join(data, "secrets")).text("database roles");
const store = new Store({ adminUrl: database.url, database: config["database.name"], secret });
try {
  for (const tenant of await store.lookup.selectFrom("tenant_list").selectAll().execute()) {
    const { entries, brokenAt } = await verifyAudit(store, tenant.tenant_id);
    if (brokenAt === undefined) console.log(`ok      ${tenant.name}: ${entries} entries`);
    else {
      console.log(`BROKEN  ${tenant.name}: at entry ${brokenAt.sequence}: ${brokenAt.why}`);
      process.exitCode = 1;
    }
  }
} finally {
  await store.close();
  await database.stop();
}
