-- A group's lines are found by its device, which begins the primary key: one index less to write at every firing.
drop index firing_of_group;
