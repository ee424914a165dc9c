-- Chat: entries on web pages, conversations with what was said in them, files, ratings, quick replies; customers.

-- Where visitors come in: one per page or purpose. Its id stands in the script tag and is no secret.
create table chat_entry (
  tenant_id uuid not null references tenant,
  id uuid not null unique,
  name text not null,
  queue_id uuid not null,
  colour text not null,
  -- Pages that may embed it, beside our own origin.
  origins jsonb not null,
  languages jsonb not null,
  -- Texts per language.
  greeting jsonb not null,
  offline_text jsonb not null,
  -- null: always; otherwise {"timeZone", "days": [1..7], "from": "09:00", "to": "18:00"}.
  hours jsonb,
  ask_contact boolean not null,
  idle_ms integer not null,
  active boolean not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name),
  foreign key (tenant_id, queue_id) references queue
);
call tenant_guard('chat_entry', 'select, insert, update, delete');

create table conversation (
  tenant_id uuid not null references tenant,
  id uuid not null,
  entry_id uuid not null,
  -- SHA-256 of the visitor's token.
  token_hash bytea not null unique,
  visitor_name text not null,
  visitor_number text not null,
  -- The browser, so that one visitor's chats are found together.
  visitor_key text not null,
  language text not null,
  page text not null,
  started_at timestamptz not null,
  customer_read integer not null default 0,
  staff_read integer not null default 0,
  primary key (tenant_id, id)
);
create index conversation_of_visitor on conversation (tenant_id, visitor_key);
call tenant_guard('conversation', 'select, insert');
grant update (customer_read, staff_read) on conversation to tellerline_app;

create table chat_message (
  tenant_id uuid not null references tenant,
  conversation_id uuid not null,
  sequence integer not null,
  at timestamptz not null,
  author_side text not null,
  author_id text not null,
  author_name text not null,
  client_id text,
  audience text not null,
  content jsonb not null,
  primary key (tenant_id, conversation_id, sequence)
);
create unique index chat_message_once on chat_message (tenant_id, conversation_id, author_id, client_id) where client_id is not null;
call tenant_guard('chat_message', 'select');
-- Written in batches over tenants, like the journal.
create policy write_any_tenant on chat_message for insert to tellerline_journal with check (true);
grant insert on chat_message to tellerline_journal;
create trigger append_only before update or delete or truncate on chat_message for each statement execute function refuse_change();

-- The bytes lie encrypted in the data folder.
create table chat_file (
  tenant_id uuid not null references tenant,
  id uuid not null,
  conversation_id uuid not null,
  name text not null,
  media_type text not null,
  bytes integer not null,
  sha256 text not null,
  stored_at timestamptz not null,
  primary key (tenant_id, id)
);
create index chat_file_of_conversation on chat_file (tenant_id, conversation_id);
call tenant_guard('chat_file', 'select, insert');

create table chat_rating (
  tenant_id uuid not null references tenant,
  conversation_id uuid not null,
  score integer not null check (score between 1 and 5),
  comment text not null,
  at timestamptz not null default now(),
  primary key (tenant_id, conversation_id)
);
call tenant_guard('chat_rating', 'select, insert');

create table quick_reply (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  text text not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call tenant_guard('quick_reply', 'select, insert, update, delete');

create table customer (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  tier text not null default '',
  note text not null default '',
  version integer not null default 1,
  primary key (tenant_id, id)
);
call tenant_guard('customer', 'select, insert, update, delete');

-- By what a customer is recognised: his number, or the browser he chats from.
create table customer_identity (
  tenant_id uuid not null references tenant,
  kind text not null,
  value text not null,
  customer_id uuid not null,
  primary key (tenant_id, kind, value),
  foreign key (tenant_id, customer_id) references customer on delete cascade
);
create index identity_of_customer on customer_identity (tenant_id, customer_id);
call tenant_guard('customer_identity', 'select, insert, update, delete');

-- Every channel stands in one list of interactions.
alter table call_record add column customer_name text;

create policy owner_reads on chat_entry for select to tellerline_owner using (true);
create policy owner_reads on conversation for select to tellerline_owner using (true);
create view tenant_of_chat_entry as select id as entry_id, tenant_id from chat_entry;
create view tenant_of_conversation as select token_hash, tenant_id, id as conversation_id from conversation;
grant select on tenant_of_chat_entry, tenant_of_conversation to tellerline_lookup;
