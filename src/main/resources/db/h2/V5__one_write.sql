-- The same as for PostgreSQL, where it is explained; firing is a plain table. Names that the plugin quoted are plain too.
drop table "event_tag";

alter table "event_journal" drop constraint "event_journal_ordering_idx";
alter table "event_journal" drop column
  "ordering", "deleted", "adapter_manifest", "meta_ser_id", "meta_ser_manifest", "meta_payload";
alter table "event_journal" alter column "persistence_id" rename to persistence_id;
alter table "event_journal" alter column "sequence_number" rename to sequence_number;
alter table "event_journal" alter column "writer" rename to writer;
alter table "event_journal" alter column "write_timestamp" rename to write_timestamp;
alter table "event_journal" alter column "event_ser_id" rename to event_ser_id;
alter table "event_journal" alter column "event_ser_manifest" rename to event_ser_manifest;
alter table "event_journal" alter column "event_payload" rename to event_payload;
alter table "event_journal" rename to event_journal;

alter table "snapshot" drop column "meta_ser_id", "meta_ser_manifest", "meta_payload";
alter table "snapshot" alter column "persistence_id" rename to persistence_id;
alter table "snapshot" alter column "sequence_number" rename to sequence_number;
alter table "snapshot" alter column "created" rename to created;
alter table "snapshot" alter column "snapshot_ser_id" rename to snapshot_ser_id;
alter table "snapshot" alter column "snapshot_ser_manifest" rename to snapshot_ser_manifest;
alter table "snapshot" alter column "snapshot_payload" rename to snapshot_payload;
alter table "snapshot" rename to snapshot;

create index snapshot_created on snapshot (created);

update event_journal set event_ser_manifest = 'io.carillon.schedule.DeviceEvent$ClockSetRight'
where event_ser_manifest = 'io.carillon.schedule.DeviceEvent$Fenced';

alter table wakeup add column owed_from bigint;
alter table wakeup add column listed boolean default false not null;
alter table wakeup add column label varchar(256);

update wakeup set seq = coalesce(
  (select max(sequence_number) from event_journal where persistence_id = 'device|' || device_id), 0);

delete from wakeup where seq = 0;

drop index wakeup_due;
create index wakeup_due on wakeup (due_at, slice);

alter table firing rename to firing_before;

create table firing (
  epoch_day integer not null,
  device_id varchar(128) not null,
  fire_id varchar(128) not null,
  group_id varchar(256) not null,
  task varchar(64) not null,
  scheduled_at bigint not null,
  published_at bigint,
  acknowledged_at bigint,
  attempts integer not null,
  verdict varchar(32) not null,
  primary key (device_id, epoch_day, fire_id)
);

create index firing_of_day on firing (epoch_day);

insert into firing
select cast(floor(scheduled_at / 86400000.0) as integer), device_id, fire_id, group_id, task, scheduled_at, published_at,
  acknowledged_at, attempts, verdict
from firing_before;

drop table firing_before;

create table binding (
  user_id varchar(128) not null,
  device_id varchar(128) not null,
  primary key (user_id, device_id)
);

create index binding_of_device on binding (device_id);
