-- Visitors of chats are blocked too, and how often somebody was refused is counted.

-- "number": of a caller; "visitor": the key of a browser.
alter table blocked_number add column kind text not null default 'number';
alter table blocked_number add column refused integer not null default 0;
alter table blocked_number add column refused_at timestamptz;
