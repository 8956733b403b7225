-- A herd moves every row of wakeup at once: vacuum after so many dead rows, not after a fifth of the table, and without pauses
-- that are longer than the herds are apart.
alter table wakeup set (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_limit = 2000,
  autovacuum_analyze_scale_factor = 0.05);
alter table event_journal set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table snapshot set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);

-- A day's lines are dropped long before they would have to be frozen: nothing is vacuumed for having been inserted.
do $$
declare
  one regclass;
begin
  for one in select inhrelid::regclass from pg_inherits where inhparent = 'firing'::regclass loop
    execute format('alter table %s set (autovacuum_vacuum_insert_threshold = -1)', one);
  end loop;
end $$;
