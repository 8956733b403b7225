-- An event, its row and its lines are one transaction now. What nobody reads goes; keys are compared byte by byte.
drop table event_tag;

alter table event_journal
  drop column ordering,
  drop column deleted,
  drop column adapter_manifest,
  drop column meta_ser_id,
  drop column meta_ser_manifest,
  drop column meta_payload,
  alter column persistence_id type varchar(255) collate "C";

alter table snapshot
  drop column meta_ser_id,
  drop column meta_ser_manifest,
  drop column meta_payload,
  alter column persistence_id type varchar(255) collate "C";

-- The trimmer finds by it what is new.
create index snapshot_created on snapshot (created);

-- An event that held another off is one that changes nothing, which the clock's event is too.
update event_journal set event_ser_manifest = 'io.carillon.schedule.DeviceEvent$ClockSetRight'
where event_ser_manifest = 'io.carillon.schedule.DeviceEvent$Fenced';

-- owed_from: before it everything owed has its line; null: the same as due_at. listed: the device has a user, a group or a
-- setting. A row without an event was made for one that never came.
alter table wakeup
  add column owed_from bigint,
  add column listed boolean not null default false,
  add column label varchar(256);

update wakeup set seq = coalesce(
  (select max(sequence_number) from event_journal where persistence_id = 'device|' || device_id), 0);

delete from wakeup where seq = 0;

-- One query polls all slices of a node, the soonest first.
drop index wakeup_due;
create index wakeup_due on wakeup (due_at, slice);

-- By whole days (days since 1970 of scheduled_at), a partition each: old ones are dropped, not deleted line by line. There is
-- no default partition, which would keep DETACH … CONCURRENTLY from working.
alter table firing rename to firing_before;
alter table firing_before rename constraint firing_pkey to firing_before_pkey;

create table firing (
  epoch_day integer not null,
  device_id varchar(128) collate "C" not null,
  fire_id varchar(128) collate "C" not null,
  group_id varchar(256) not null,
  task varchar(64) not null,
  scheduled_at bigint not null,
  published_at bigint,
  acknowledged_at bigint,
  attempts integer not null,
  verdict varchar(32) not null,
  primary key (device_id, epoch_day, fire_id)
) partition by range (epoch_day);

do $$
declare
  one integer;
begin
  for one in
    select floor(scheduled_at / 86400000.0)::integer from firing_before
    union select floor(extract(epoch from now()) / 86400)::integer + n from generate_series(0, 3) n
  loop
    execute format('create table firing_%s partition of firing for values from (%s) to (%s)', one, one, one + 1);
  end loop;
end $$;

insert into firing (epoch_day, device_id, fire_id, group_id, task, scheduled_at, published_at, acknowledged_at, attempts, verdict)
select floor(scheduled_at / 86400000.0)::integer, device_id, fire_id, group_id, task, scheduled_at, published_at,
  acknowledged_at, attempts, verdict
from firing_before;

drop table firing_before;

-- Who is bound to what, exactly as the events say: written with them.
create table binding (
  user_id varchar(128) collate "C" not null,
  device_id varchar(128) collate "C" not null,
  primary key (user_id, device_id)
);

create index binding_of_device on binding (device_id);
