-- What only waits (for an answer, for a broker) is polled after what is to fire for the first time.
alter table wakeup add column waits boolean not null default false;

drop index wakeup_due;
create index wakeup_due on wakeup (waits, due_at, slice);

-- The trimmer spares what lies at or after the earliest cursor.
create index wakeup_owed_from on wakeup (owed_from) where owed_from is not null;

-- Of groups with confirm: until when the firing is valid, and what the device said.
alter table firing
  add column valid_until bigint,
  add column answered_at bigint,
  add column answer varchar(1024);
