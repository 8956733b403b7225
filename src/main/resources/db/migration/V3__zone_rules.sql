-- One row: the zone rules (tzdata version and the service's zone) with which the due times in wakeup were computed, and how
-- far, in the order of (due_at, device_id), that has been done; the largest due_at: all of them.
create table zone_rules (
  rules varchar(128) not null,
  due_at bigint not null,
  device_id varchar(128) not null
);

insert into zone_rules (rules, due_at, device_id) values ('', 9223372036854775807, '');
