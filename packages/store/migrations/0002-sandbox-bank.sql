-- The sandbox bank: cards and accounts of invented customers, for the demo, the tests and the load runs.

create table bank_account (
  tenant_id uuid not null references tenant,
  id uuid not null,
  number text not null,
  holder text not null,
  currency text not null,
  balance_minor bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, number)
);
call tenant_guard('bank_account', 'select, insert, update');

create table bank_card (
  tenant_id uuid not null references tenant,
  id uuid not null,
  account_id uuid not null,
  -- HMAC of the card number: a look-up without the number itself.
  number_index bytea not null,
  last_digits text not null,
  password_hash text not null,
  failed_attempts integer not null default 0,
  lost_at timestamptz,
  lost_reference text,
  primary key (tenant_id, id),
  unique (tenant_id, number_index),
  foreign key (tenant_id, account_id) references bank_account
);
call tenant_guard('bank_card', 'select, insert, update');
