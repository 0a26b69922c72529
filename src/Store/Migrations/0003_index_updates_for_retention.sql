create index checkpoints_created_at on checkpoints (created_at);
create index updates_ended_at on updates (ended_at) where ended_at is not null;
