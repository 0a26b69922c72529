-- Updates and everything they leave behind. Writer of every table here: the API.
create table updates (
    id               uuid primary key,
    stack_id         uuid not null references stacks on delete cascade,
    kind             text not null check (kind in ('update', 'preview', 'refresh', 'destroy', 'import')),
    dry_run          boolean not null,           -- takes no lock, writes no state, makes no version, stays out of history
    author           text not null,
    status           text not null default 'not started' check (status in ('not started', 'running', 'succeeded', 'failed', 'cancelled')),
    version          bigint,                     -- what a state-changing run makes of the stack, known from its start
    journal_version  smallint not null default 0,
    message          bytea,                      -- message, environment, config: JSON values as the create call sent them
    environment      bytea,
    config           bytea,
    resource_changes bytea,                      -- JSON object of the last summary event
    resource_count   bigint,
    fault            text,                       -- why the state could not be built from the journal; the entries are kept then
    client           text not null default '',   -- version of the CLI that started it, for the manifest
    lease_hash       bytea,                      -- SHA-256 of the lease token
    lease_until      timestamptz,
    created_at       timestamptz not null default clock_timestamp(),
    started_at       timestamptz,
    ended_at         timestamptz,
    constraint updates_lease check (status = 'not started' or kind = 'import' or lease_hash is not null or ended_at is not null)
);
-- One state-changing update at a time runs on a stack.
create unique index updates_one_running on updates (stack_id) where status = 'running' and not dry_run;
create unique index updates_version on updates (stack_id, version) where version is not null;
create index updates_stack on updates (stack_id, created_at);
create index updates_lease_until on updates (lease_until) where status = 'running';
create index updates_not_started on updates (created_at) where status = 'not started';

-- The state at the end of each version; version 0 is what the stack was created with.
create table checkpoints (
    stack_id       uuid not null references stacks on delete cascade,
    version        bigint not null,
    project        text collate "C" not null,    -- names of the stack when this was written: its URNs carry them
    name           text collate "C" not null,
    body           bytea not null,               -- the deployment with its version wrapper, byte for byte, see gzip
    gzip           boolean not null,
    length         bigint not null,              -- bytes before compression
    resource_count bigint not null,
    created_at     timestamptz not null default clock_timestamp(),
    primary key (stack_id, version)
);
-- Compressed already, or too short for it.
alter table checkpoints alter column body set storage external;

-- What a running update saved last (full, verbatim and delta saves).
create table update_saves (
    update_id      uuid primary key references updates on delete cascade,
    sequence       bigint not null,              -- of the last accepted verbatim or delta save, 0 after a full one
    hash           bytea not null,               -- SHA-256 of the text
    body           bytea not null,
    gzip           boolean not null,
    length         bigint not null,
    resource_count bigint not null,
    saved_at       timestamptz not null default clock_timestamp()
);
alter table update_saves alter column body set storage external;

-- Append only while an update runs; gone when its state is built. No foreign key: its check would write to the row of
-- the update for every batch. The trigger below removes the rows instead.
create table journal_entries (
    update_id   uuid not null,
    sequence_id bigint not null,
    body        bytea not null,
    primary key (update_id, sequence_id)
);

create table engine_events (
    update_id uuid not null,
    sequence  bigint not null,
    body      bytea not null,
    primary key (update_id, sequence)
);

-- Writers hold this lock shared, whoever ends an update holds it alone: a lock in memory instead of a write to the row.
-- It lives in the space of two keys; those of one key are listed in src/Store/Database. A collision only costs a wait.
create function lock_update_shared(id uuid) returns void language sql volatile as $$
    select pg_advisory_xact_lock_shared(85, hashtext(id::text))
$$;
create function lock_update(id uuid) returns void language sql volatile as $$
    select pg_advisory_xact_lock(85, hashtext(id::text))
$$;

create function delete_update_rows() returns trigger language plpgsql as $$
begin
    perform lock_update(old.id);
    delete from journal_entries where update_id = old.id;
    delete from engine_events where update_id = old.id;
    return null;
end $$;
create trigger updates_delete_rows after delete on updates for each row execute function delete_update_rows();

-- Data keys, wrapped by a key of the key ring. The newest encrypts; ciphertexts name the one they need.
create table stack_keys (
    stack_id      uuid not null references stacks on delete cascade,
    id            bytea not null,
    ring_key      text not null,
    wrapped       bytea not null,
    created_at    timestamptz not null default clock_timestamp(),
    primary key (stack_id, id)
);
create index stack_keys_ring_key on stack_keys (ring_key);
