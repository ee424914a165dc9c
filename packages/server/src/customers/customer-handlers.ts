// Who the customer of an interaction is and what was had with him, on every channel (AG-04, CM-02).
//
//   interaction ─▶ identity (number, or the browser of a chat) ─▶ customer ─▶ all his identities ─▶ history

import type { AnswerOf, BodyOf, RecordSummary } from "@tellerline/api";
import { type Clock, newId, type Random } from "@tellerline/base";
import { appendAudit, type Store, type TenantTransaction } from "@tellerline/store";
import { type SqlBool, sql } from "kysely";
import type { SignedIn } from "../accounts/accounts.ts";
import { maskNumber } from "../centre/mask-number.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { recordSummaryOf, requireRecord } from "../records/record-handlers.ts";

export interface CustomerHandlerOptions {
  store: Pick<Store, "inTenant">;
  switchboard: Switchboard;
  clock: Clock;
  random: Random;
}

interface Identity {
  kind: "number" | "visitor";
  value: string;
}

/** Of whom we speak: by what he is recognised, and what he says of himself. */
interface Subject {
  identities: Identity[];
  number: string;
  givenName: string | null;
}

const historyLength = 50;

export function customerHandlers(options: CustomerHandlerOptions): Handlers<"getCustomer" | "saveCustomer"> {
  const { store, clock, random } = options;
  return {
    getCustomer: ({ session, params }) =>
      store.inTenant(session.tenantId, async (tx) => {
        const subject = await subjectOf(tx, options.switchboard, session, params.interactionId as string);
        return view(tx, session, subject);
      }),
    saveCustomer: ({ session, params, body, version }) =>
      store.inTenant(session.tenantId, async (tx) => {
        const { tenantId, me } = session;
        const subject = await subjectOf(tx, options.switchboard, session, params.interactionId as string);
        if (subject.identities.length === 0)
          throw new ProblemError("notPossibleNow", "This customer has neither a number nor anything to know him by.");
        await requireAgent(tx, body.adviserId);
        const known = await findCustomer(tx, subject.identities);
        const id = known?.id ?? newId(clock.now(), random);
        if (known === undefined)
          await tx
            .insertInto("customer")
            .values({ tenant_id: tenantId, id, ...columns(body) })
            .execute();
        else await change(tx, id, version, body);
        for (const identity of subject.identities)
          await tx
            .insertInto("customer_identity")
            .values({ tenant_id: tenantId, customer_id: id, ...identity })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        const action = known === undefined ? "customer.create" : "customer.update";
        await appendAudit(tx, tenantId, {
          ...{ at: clock.now(), actor: me.userId, action, subject: id },
          detail: { interactionId: params.interactionId, tier: body.tier, adviserId: body.adviserId },
        });
        return view(tx, session, subject);
      }),
  };
}

type CustomerInput = BodyOf<"saveCustomer">;

/** What is not said stays as it is. */
function columns({ name, tier, note, language, adviserId }: CustomerInput) {
  return {
    ...{ name, tier, note },
    ...(language === undefined ? {} : { language }),
    ...(adviserId === undefined ? {} : { adviser_id: adviserId }),
  };
}

async function requireAgent(tx: TenantTransaction, agentId: string | null | undefined): Promise<void> {
  if (agentId === undefined || agentId === null) return;
  const found = await tx.selectFrom("agent").select("id").where("id", "=", agentId).executeTakeFirst();
  if (found === undefined)
    throw new ProblemError("invalidRequest", "There is no such agent.", [
      { field: "adviserId", message: "unknown agent" },
    ]);
}

async function change(
  tx: TenantTransaction,
  id: string,
  version: number | undefined,
  body: CustomerInput,
): Promise<void> {
  let query = tx
    .updateTable("customer")
    .set((e) => ({ ...columns(body), version: e("version", "+", 1) }))
    .where("id", "=", id);
  if (version !== undefined) query = query.where("version", "=", version);
  const { numUpdatedRows } = await query.executeTakeFirst();
  if (numUpdatedRows === 0n) throw new ProblemError("changedMeanwhile");
}

/** The customer of an interaction that the caller has on his desk, or may read the record of. */
async function subjectOf(
  tx: TenantTransaction,
  switchboard: Switchboard,
  session: SignedIn,
  interactionId: string,
): Promise<Subject> {
  const centre = switchboard.centre(session.tenantId);
  const running = centre.interactions.get(interactionId);
  const mine = running?.machine.takingPart.includes(session.me.agentId ?? "") === true;
  if (running !== undefined && (mine || session.rights.has("records.read"))) {
    const { customerNumber, customerName } = running.machine.head;
    return subject(tx, interactionId, customerNumber, customerName ?? null);
  }
  const row = await requireRecord(tx, session, interactionId);
  return subject(tx, interactionId, row.customer_number, row.customer_name);
}

async function subject(
  tx: TenantTransaction,
  interactionId: string,
  number: string,
  givenName: string | null,
): Promise<Subject> {
  const identities: Identity[] = [];
  if (/^\+?\d{5,}$/.test(number)) identities.push({ kind: "number", value: number });
  const chat = await tx
    .selectFrom("conversation")
    .select("visitor_key")
    .where("id", "=", interactionId)
    .executeTakeFirst();
  if (chat !== undefined) identities.push({ kind: "visitor", value: chat.visitor_key });
  return { identities, number, givenName };
}

/** By the number first: a browser may be shared. */
async function findCustomer(tx: TenantTransaction, identities: readonly Identity[]) {
  for (const { kind, value } of identities) {
    const found = await tx
      .selectFrom("customer")
      .innerJoin("customer_identity", "customer_identity.customer_id", "customer.id")
      .leftJoin("agent", "agent.id", "customer.adviser_id")
      .leftJoin("user_account", "user_account.id", "agent.user_id")
      .select(["customer.id", "customer.name", "customer.tier", "customer.note", "customer.version"])
      .select(["customer.language", "customer.adviser_id as adviserId", "user_account.name as adviserName"])
      .where("customer_identity.kind", "=", kind)
      .where("customer_identity.value", "=", value)
      .executeTakeFirst();
    if (found !== undefined) return found;
  }
  return undefined;
}

async function view(tx: TenantTransaction, session: SignedIn, subject: Subject): Promise<AnswerOf<"getCustomer">> {
  const customer = await findCustomer(tx, subject.identities);
  const more =
    customer === undefined
      ? []
      : await tx
          .selectFrom("customer_identity")
          .select(["kind", "value"])
          .where("customer_id", "=", customer.id)
          .execute();
  const all = [...subject.identities, ...more];
  const values = (kind: string) => [...new Set(all.filter((one) => one.kind === kind).map(({ value }) => value))];
  type Profile = NonNullable<AnswerOf<"getCustomer">["profile"]>;
  return {
    profile:
      customer === undefined
        ? null
        : {
            ...customer,
            ...{ tier: customer.tier as Profile["tier"], language: customer.language as Profile["language"] },
          },
    number: session.rights.has("customers.unmask") ? subject.number : maskNumber(subject.number),
    givenName: subject.givenName === "" ? null : subject.givenName,
    history: await history(tx, session, values("number"), values("visitor")),
  };
}

async function history(
  tx: TenantTransaction,
  session: SignedIn,
  numbers: string[],
  visitorKeys: string[],
): Promise<RecordSummary[]> {
  if (numbers.length === 0 && visitorKeys.length === 0) return [];
  const rows = await tx
    .selectFrom("call_record")
    .selectAll()
    .where(
      sql<SqlBool>`(customer_number = any(${numbers}::text[]) or interaction_id in
        (select id from conversation where visitor_key = any(${visitorKeys}::text[])))`,
    )
    .orderBy("started_at", "desc")
    .limit(historyLength)
    .execute();
  return rows.map((row) => recordSummaryOf(row, 0, session));
}
