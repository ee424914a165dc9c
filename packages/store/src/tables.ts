// The tables as TypeScript sees them. Instants are milliseconds since the epoch when read; see `instant` for writing.

import type { ColumnType, Generated, JSONColumnType } from "kysely";

type At = ColumnType<number, Date, Date>;
type AtOrNull = ColumnType<number | null, Date | null, Date | null>;
type Json<T extends object> = JSONColumnType<T>;
interface OfTenant {
  tenant_id: string;
}
interface Versioned extends OfTenant {
  id: string;
  version: Generated<number>;
}

/** Of one day. */
interface Traffic {
  day: string;
  offered: Generated<number>;
  answered: Generated<number>;
  abandoned: Generated<number>;
  answered_in_time: Generated<number>;
  abandoned_in_time: Generated<number>;
  abandoned_short: Generated<number>;
  wait_ms: ColumnType<bigint, bigint | number | undefined, bigint | number>;
  talk_ms: ColumnType<bigint, bigint | number | undefined, bigint | number>;
  longest_wait_ms: ColumnType<bigint, bigint | number | undefined, bigint | number>;
}

export interface Tables {
  tenant: OfTenant & { name: string; created_at: Generated<number>; suspended: Generated<boolean> };
  skill: Versioned & { name: string };
  queue: Versioned & {
    name: string;
    strategy: string;
    required_skills: Json<{ skillId: string; level: number }[]>;
    priority: number;
    ring_timeout_ms: number;
    wrap_up_ms: number;
    service_level_ms: number;
    max_wait_ms: number;
    recording: string;
    auto_answer: boolean;
    hold_frees_agent: Generated<boolean>;
    released_by_agent: Generated<boolean>;
    service_level_formula: Generated<string>;
    short_abandon_ms: Generated<number>;
    routing: JSONColumnType<object, string | undefined, string>;
  };
  user_account: Versioned & {
    login: string;
    name: string;
    role: string;
    language: Generated<string>;
    password_hash: string;
    must_change_password: Generated<boolean>;
    active: boolean;
    failed_attempts: Generated<number>;
    locked_until: AtOrNull;
  };
  agent: OfTenant & {
    id: string;
    user_id: string;
    number: string;
    capacity: JSONColumnType<Record<string, number>, string | undefined, string>;
    mixed_media: Generated<boolean>;
    routing: JSONColumnType<object, string | undefined, string>;
    forwarding: JSONColumnType<object, string | undefined, string>;
    team: Generated<string>;
  };
  agent_skill: OfTenant & {
    agent_id: string;
    skill_id: string;
    level: number;
    standard: Generated<boolean>;
    active: Generated<boolean>;
  };
  agent_queue: OfTenant & { agent_id: string; queue_id: string };
  session: OfTenant & {
    id: string;
    user_id: string;
    token_hash: Buffer;
    created_at: At;
    expires_at: At;
    revoked_at: AtOrNull;
  };
  flow: OfTenant & {
    id: string;
    name: string;
    version: number;
    published_at: At;
    document: Json<Record<string, unknown>>;
  };
  phone_number: Versioned & { number: string; label: string; flow_id: string };
  trunk: Versioned & {
    name: string;
    addresses: Json<string[]>;
    host: string;
    port: number;
    transport: string;
    channels: number;
    outbound: boolean;
    caller_number: string;
  };
  phone: Versioned & { name: string; username: string; ha1: Json<Record<string, string>> };
  journal: OfTenant & { stream: string; sequence: number; at: At; code: string; event: Json<{ type: string }> };
  call_record: OfTenant & {
    interaction_id: string;
    channel: string;
    kind: string;
    trace_id: string;
    customer_number: string;
    dialled_number: string;
    started_at: At;
    answered_at: AtOrNull;
    ended_at: At;
    end_reason: string;
    queue_id: string | null;
    queue_name: string | null;
    agent_ids: string[];
    agent_names: string[];
    wait_ms: number;
    talk_ms: number;
    duration_ms: number;
    disposition: string | null;
    note: string | null;
    segments: Json<object[]>;
    customer_name: string | null;
  };
  recording: OfTenant & {
    id: string;
    interaction_id: string;
    file: string;
    key_id: string;
    started_at: At;
    duration_ms: number;
    bytes: ColumnType<bigint, bigint | number, bigint | number>;
    sha256: string;
    complete: boolean;
    pauses: Json<object[]>;
  };
  sip_message: OfTenant & {
    interaction_id: string;
    ordinal: number;
    at: At;
    leg_id: string;
    direction: string;
    remote: string;
    transport: string;
    first_line: string;
    message: string;
  };
  router_snapshot: OfTenant & {
    stream: string;
    sequence: number;
    at: At;
    snapshot: JSONColumnType<object, string, never>;
  };
  call_back: OfTenant & {
    id: string;
    queue_id: string;
    number: string;
    language: string | null;
    priority: number;
    required_skills: Json<object[]>;
    preferred_skills: Json<object[]>;
    since: At;
    source: "flow" | "agent" | "page";
    origin_id: string | null;
    attributes: Json<object>;
    state: "waiting" | "done" | "failed" | "cancelled";
    attempts: Generated<number>;
    next_at: At;
    interaction_id: string | null;
  };
  agent_day: OfTenant & {
    agent_id: string;
    day: string;
    handled: number;
    missed: number;
    talk_ms: ColumnType<bigint, number, number>;
    wrap_up_ms: ColumnType<bigint, number, number>;
    ready_ms: ColumnType<bigint, number, number>;
    not_ready_ms: ColumnType<bigint, number, number>;
  };
  queue_day: OfTenant & Traffic & { queue_id: string };
  group_day: OfTenant & Traffic & { group_key: string };
  audit: OfTenant & {
    sequence: number;
    at: At;
    actor: string;
    action: string;
    subject: string;
    detail: Json<Record<string, unknown>>;
    previous_hash: Buffer;
    hash: Buffer;
  };
  chat_entry: Versioned & {
    name: string;
    queue_id: string;
    colour: string;
    origins: Json<string[]>;
    languages: Json<string[]>;
    greeting: Json<Record<string, string>>;
    offline_text: Json<Record<string, string>>;
    hours: JSONColumnType<object | null, string | null, string | null>;
    ask_contact: boolean;
    required_skills: Json<{ skillId: string; level: number }[]>;
    preferred_skills: Json<{ skillId: string; level: number }[]>;
    call_back_queue_id: Generated<string | null>;
    idle_ms: number;
    active: boolean;
  };
  conversation: OfTenant & {
    id: string;
    entry_id: string;
    token_hash: Buffer;
    visitor_name: string;
    visitor_number: string;
    visitor_key: string;
    language: string;
    page: string;
    started_at: At;
    customer_read: Generated<number>;
    staff_read: Generated<number>;
  };
  chat_message: OfTenant & {
    conversation_id: string;
    sequence: number;
    at: At;
    author_side: string;
    author_id: string;
    author_name: string;
    client_id: string | null;
    audience: string;
    content: Json<object>;
  };
  chat_file: OfTenant & {
    id: string;
    conversation_id: string;
    name: string;
    media_type: string;
    bytes: number;
    sha256: string;
    stored_at: At;
  };
  chat_rating: OfTenant & { conversation_id: string; score: number; comment: string; at: Generated<number> };
  floor_plan: Versioned & {
    name: string;
    grid_columns: number;
    grid_rows: number;
    seats: Json<object[]>;
    areas: Json<object[]>;
  };
  wallboard: Versioned & { name: string; columns: number; tiles: Json<object[]> };
  quick_reply: Versioned & { name: string; text: string };
  customer: Versioned & {
    name: string;
    tier: string;
    note: string;
    language: Generated<string>;
    adviser_id: string | null;
  };
  customer_rule: Versioned & {
    name: string;
    active: boolean;
    queue_id: string | null;
    condition: Json<object>;
    priority_by: number;
    skill_id: string | null;
    skill_level: number | null;
    skill_demand: string | null;
  };
  blocked_number: Versioned & {
    kind: Generated<string>;
    number: string;
    reason: string;
    action: string;
    valid_until: AtOrNull;
    refused: Generated<number>;
    refused_at: AtOrNull;
  };
  customer_identity: OfTenant & { kind: string; value: string; customer_id: string };
  interaction_note: OfTenant & {
    interaction_id: string;
    text: string;
    version: number;
    author_id: string;
    author_name: string;
    at: At;
  };
  lost_call_claim: OfTenant & {
    interaction_id: string;
    agent_id: string;
    agent_name: string;
    at: At;
  };
  follow_up: Versioned & {
    agent_id: string;
    interaction_id: string | null;
    text: string;
    due_at: At;
    done_at: AtOrNull;
    author_id: string;
    author_name: string;
    created_at: At;
  };
  notice: Versioned & {
    title: string;
    text: string;
    audience: Json<{ kind: string; team?: string; queueId?: string }>;
    urgency: string;
    must_confirm: boolean;
    valid_from: At;
    valid_until: At;
    withdrawn_at: AtOrNull;
    author_id: string;
    author_name: string;
    created_at: At;
    words: Generated<number>;
  };
  notice_receipt: OfTenant & { notice_id: string; user_id: string; words: number; read_at: At };
  colleague_message: OfTenant & {
    id: string;
    at: At;
    from_agent: string;
    from_name: string;
    to_agent: string | null;
    to_team: string | null;
    text: string;
  };
  message_read: OfTenant & { agent_id: string; thread: string; up_to: string };
  bank_account: OfTenant & { id: string; number: string; holder: string; currency: string; balance_minor: bigint };
  bank_card: OfTenant & {
    id: string;
    account_id: string;
    number_index: Buffer;
    last_digits: string;
    password_hash: string;
    failed_attempts: Generated<number>;
    lost_at: AtOrNull;
    lost_reference: string | null;
  };
}

/** The views of the lookup role: from a key to its tenant. */
export interface LookupViews {
  tenant_of_login: { login: string; tenant_id: string; user_id: string };
  tenant_of_session: { token_hash: Buffer; tenant_id: string; session_id: string };
  tenant_of_number: { number: string; tenant_id: string; flow_id: string };
  tenant_of_phone: { username: string; tenant_id: string; phone_id: string };
  tenant_of_chat_entry: { entry_id: string; tenant_id: string };
  tenant_of_conversation: { token_hash: Buffer; tenant_id: string; conversation_id: string };
  tenant_of_trunk: { tenant_id: string; trunk_id: string; addresses: string[] };
  tenant_list: { tenant_id: string; name: string; suspended: boolean };
  tenant_sums: { tenant_id: string; name: string; agents: number; records: number; records_today: number };
}

/** An instant as PostgreSQL takes it. */
export function instant(ms: number): Date {
  return new Date(ms);
}
