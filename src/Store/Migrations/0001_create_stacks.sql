-- Identity of callers. Writer: the API.
create table users (
    login                text collate "C" primary key,
    display_name         text not null default '',
    email                text not null default '',
    default_organization text collate "C",
    created_at           timestamptz not null default now()
);

create table organization_members (
    organization text collate "C" not null,
    login        text collate "C" not null references users on delete cascade,
    role         text not null check (role in ('viewer', 'member', 'admin')),
    created_at   timestamptz not null default now(),
    primary key (organization, login)
);
create index organization_members_login on organization_members (login);

create table access_tokens (
    id           uuid primary key,
    login        text collate "C" not null references users on delete cascade,
    hash         bytea not null unique,          -- SHA-256 of the token
    prefix       text not null,                  -- first characters, shown in listings
    description  text not null default '',
    created_at   timestamptz not null default now(),
    last_used_at timestamptz,
    expires_at   timestamptz,
    revoked_at   timestamptz
);

-- A create that is under way, or that was given up before its answer. Writer: the API.
create table create_claims (
    organization text collate "C" not null,
    project      text collate "C" not null,
    name         text collate "C" not null,
    caller       text not null,
    instance     uuid not null,                  -- API process that works on it
    expires_at   timestamptz not null,           -- after this, or when abandoned, the same caller may take it over
    primary key (organization, project, name)
);

-- What the resources say. Writer: the operator.
create table operator_leadership (
    singleton     boolean primary key default true check (singleton),
    fencing_token bigint not null default 0
);
insert into operator_leadership default values;

create table organizations (
    name       text collate "C" primary key,
    namespace  text not null,                    -- where its objects live; roles of Kubernetes callers are asked there
    created_at timestamptz not null default now()
);

create table projects (
    organization text collate "C" not null references organizations,
    name         text collate "C" not null,
    created_at   timestamptz not null default now(),
    primary key (organization, name)
);

create table stacks (
    id                 uuid primary key,
    organization       text collate "C" not null,
    project            text collate "C" not null,
    name               text collate "C" not null,
    tags               jsonb not null default '{}',
    owner_uid          text,                     -- metadata.uid of the Stack object; null = retained, waiting to be adopted
    owner_namespace    text,
    owner_name         text,
    owner_generation   bigint not null default 0,
    deletion_requested boolean not null default false,  -- set while deletion waits for an update; no update may start
    created_at         timestamptz not null default now(),
    constraint stacks_identity unique (organization, project, name),
    constraint stacks_owner unique (owner_uid),
    constraint stacks_project foreign key (organization, project) references projects
);
create index stacks_tags on stacks using gin (tags jsonb_path_ops);

create table stack_renames (
    stack_id     uuid not null references stacks on delete cascade,
    sequence     bigint generated always as identity,
    from_project text collate "C" not null,
    from_name    text collate "C" not null,
    to_project   text collate "C" not null,
    to_name      text collate "C" not null,
    version      bigint not null,                -- version of the stack at that time; a rename makes no version
    renamed_at   timestamptz not null default now(),
    primary key (stack_id, sequence)
);

-- What updates made of a stack; absent = never updated. Writer: the API.
create table stack_states (
    stack_id             uuid primary key references stacks on delete cascade,
    version              bigint not null default 0,
    resource_count       bigint not null default 0,
    active_update        uuid,                   -- the one running state-changing update
    active_update_kind   text,
    active_update_author text,
    active_update_start  timestamptz,
    last_update          uuid,
    last_update_kind     text,
    last_update_status   text,                   -- running, succeeded, failed, cancelled
    last_update_start    timestamptz,
    last_update_end      timestamptz,
    last_update_version  bigint,
    hold_until           timestamptz,            -- a delete or rename is being decided: no update may start before this
    changed_at           timestamptz not null default clock_timestamp()
);
create index stack_states_changed_at on stack_states (changed_at);

-- Tells the operator which status to refresh.
create function notify_stack_state() returns trigger language plpgsql as $$
begin
    perform pg_notify('stack_state', new.stack_id::text);
    return null;
end $$;
create trigger stack_states_notify after insert or update of version, resource_count, active_update, last_update_status on stack_states
    for each row execute function notify_stack_state();
