-- A page may offer to call the visitor back: by the agents of this queue; null: it does not.
alter table chat_entry add column call_back_queue_id uuid;
alter table chat_entry add foreign key (tenant_id, call_back_queue_id) references queue on delete set null (call_back_queue_id);
-- As elsewhere the words are the code's: a page is a source now, too.
alter table call_back drop constraint call_back_source_check;
alter table call_back drop constraint call_back_state_check;
