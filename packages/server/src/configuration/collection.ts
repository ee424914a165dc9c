// What all lists an administrator edits have in common: versions against overwriting each other, the audit in the same
// transaction, and telling the running centre.

import type { Clock, Random } from "@tellerline/base";
import { newId } from "@tellerline/base";
import { appendAudit, type Store, type TenantTransaction } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import { ProblemError } from "../http/problem-error.ts";

export interface ConfigurationContext {
  store: Store;
  clock: Clock;
  random: Random;
  /** Called after a change is committed: the centre reads its configuration again, consoles are told. */
  changed(tenantId: string, subject: string): Promise<void>;
}

/** The statements of one kind of thing; all run as the tenant. */
export interface Rows<Input, Item> {
  subject: string;
  list(tx: TenantTransaction, tenantId: string): Promise<Item[]>;
  insert(tx: TenantTransaction, tenantId: string, id: string, input: Input): Promise<void>;
  /** @returns false if there is no such row of that version. */
  update(
    tx: TenantTransaction,
    tenantId: string,
    id: string,
    version: number | undefined,
    input: Input,
  ): Promise<boolean>;
  remove(tx: TenantTransaction, id: string): Promise<boolean>;
  /** What the audit keeps of an input; secrets are left out. */
  describe(input: Input): Record<string, unknown>;
}

interface Request<Input> {
  session: SignedIn;
  params: Record<string, string>;
  body: Input;
  version: number | undefined;
}

export interface Collection<Input, Item> {
  list(request: { session: SignedIn }): Promise<{ items: Item[] }>;
  create(request: Request<Input>): Promise<Item>;
  update(request: Request<Input>): Promise<Item>;
  remove(request: Omit<Request<Input>, "body">): Promise<Record<string, never>>;
}

/** Handlers for one kind of thing. */
export function collection<Input, Item extends { id: string }>(
  context: ConfigurationContext,
  rows: Rows<Input, Item>,
): Collection<Input, Item> {
  const write = async (
    session: SignedIn,
    action: string,
    id: string,
    detail: Record<string, unknown>,
    work: (tx: TenantTransaction) => Promise<void>,
  ) => {
    const { tenantId, me } = session;
    try {
      await context.store.inTenant(tenantId, async (tx) => {
        await work(tx);
        await appendAudit(tx, tenantId, {
          at: context.clock.now(),
          actor: me.userId,
          action: `${rows.subject}.${action}`,
          subject: id,
          detail,
        });
      });
    } catch (error) {
      throw asProblem(error, rows.subject);
    }
    await context.changed(tenantId, rows.subject);
  };
  const one = async (session: SignedIn, id: string): Promise<Item> => {
    const items = await context.store.inTenant(session.tenantId, (tx) => rows.list(tx, session.tenantId));
    const item = items.find((candidate) => candidate.id === id);
    if (item === undefined) throw new ProblemError("notFound", `There is no ${rows.subject} with this id.`);
    return item;
  };
  return {
    list: async ({ session }) => ({
      items: await context.store.inTenant(session.tenantId, (tx) => rows.list(tx, session.tenantId)),
    }),
    create: async ({ session, body }) => {
      const id = newId(context.clock.now(), context.random);
      await write(session, "create", id, rows.describe(body), (tx) => rows.insert(tx, session.tenantId, id, body));
      return one(session, id);
    },
    update: async ({ session, params, body, version }) => {
      const id = params.id as string;
      await write(session, "update", id, rows.describe(body), async (tx) => {
        if (await rows.update(tx, session.tenantId, id, version, body)) return;
        await one(session, id);
        throw new ProblemError("changedMeanwhile");
      });
      return one(session, id);
    },
    remove: async ({ session, params }) => {
      const id = params.id as string;
      await write(session, "remove", id, {}, async (tx) => {
        if (!(await rows.remove(tx, id)))
          throw new ProblemError("notFound", `There is no ${rows.subject} with this id.`);
      });
      return {};
    },
  };
}

/** What the database refused, as something a person can mend. */
function asProblem(error: unknown, subject: string): unknown {
  const { code, constraint, detail } = error as { code?: string; constraint?: string; detail?: string };
  if (code === "23505") {
    // Row security keeps the values from us; the constraint's name ends with the column.
    const name = /(name|login|number|username)(_key|_idx)?$/.exec(constraint ?? "")?.[1] ?? "name";
    return new ProblemError("alreadyExists", undefined, [
      { field: name, message: `another ${subject} has it already` },
    ]);
  }
  if (code === "23503") {
    return (detail ?? "").includes("is still referenced")
      ? new ProblemError("inUse", `This ${subject} is still used elsewhere (${constraint}); take it out there first.`)
      : new ProblemError("invalidRequest", "It names something that does not exist.", [
          { field: constraint ?? "", message: "unknown id" },
        ]);
  }
  return error;
}
