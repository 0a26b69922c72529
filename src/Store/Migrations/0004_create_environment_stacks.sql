-- Projects of Pulumi stacks and of environment stacks are one concept. The operator makes the ones that objects name and
-- removes them with their last stack; the API makes the ones that callers ask for, and those stay.
alter table projects
    add column id          uuid not null default gen_random_uuid(),
    add column description text not null default '',
    add column tool_type   text check (tool_type in ('opentofu', 'terraform', 'pulumi', 'crossplane')),
    add column kept        boolean not null default false,   -- made by a caller: stays without stacks
    add constraint projects_id unique (id),
    add constraint projects_organization_id unique (organization, id);

-- What workspaces refer to. Writer: the API. A row without a project is usable in all of its organization.
create table credential_configs (
    id           uuid primary key default gen_random_uuid(),
    organization text collate "C" not null references organizations,
    project_id   uuid,
    name         text collate "C" not null,
    type         text not null check (type in ('aws_static', 'aws_assume_role', 'aws_oidc', 'gcp_service_account', 'cloudflare_api_token', 'generic_env')),
    settings     jsonb not null default '{}',                -- nothing secret
    created_at   timestamptz not null default clock_timestamp(),
    constraint credential_configs_name unique (organization, name),
    constraint credential_configs_organization_id unique (organization, id),
    constraint credential_configs_project foreign key (organization, project_id) references projects (organization, id)
);

create table vcs_integrations (
    id           uuid primary key default gen_random_uuid(),
    organization text collate "C" not null references organizations,
    project_id   uuid,
    name         text collate "C" not null,
    provider     text not null check (provider in ('github', 'gitlab', 'bitbucket', 'generic_git')),
    base_url     text,
    app_based    boolean not null default false,             -- takes no token of its own
    settings     jsonb not null default '{}',                -- nothing secret
    created_at   timestamptz not null default clock_timestamp(),
    constraint vcs_integrations_name unique (organization, name),
    constraint vcs_integrations_organization_id unique (organization, id),
    constraint vcs_integrations_project foreign key (organization, project_id) references projects (organization, id)
);

create table state_backend_configs (
    id                   uuid primary key default gen_random_uuid(),
    organization         text collate "C" not null references organizations,
    project_id           uuid,
    name                 text collate "C" not null,
    backend_type         text not null default 's3' check (backend_type in ('s3', 'gcs', 'local')),
    bucket               text collate "C" check (octet_length(bucket) <= 255),
    key_prefix           text collate "C" not null default '' check (octet_length(key_prefix) <= 512),
    region               text,
    endpoint             text collate "C" check (octet_length(endpoint) <= 512),
    credential_config_id uuid,
    created_at           timestamptz not null default clock_timestamp(),
    constraint state_backend_configs_bucket check (backend_type = 'local' or bucket <> ''),
    constraint state_backend_configs_name unique (organization, name),
    constraint state_backend_configs_organization_id unique (organization, id),
    constraint state_backend_configs_project foreign key (organization, project_id) references projects (organization, id),
    constraint state_backend_configs_credential foreign key (organization, credential_config_id) references credential_configs (organization, id)
);

-- Values that are written and never shown: one ciphertext for all of an owner's, and the data key that opens it, wrapped
-- by a key of the key ring.
create table credential_config_secrets (
    credential_config_id uuid primary key references credential_configs on delete cascade,
    names                text[] not null,                    -- what is set, without the values
    key_id               bytea not null,
    ring_key             text not null,
    wrapped              bytea not null,
    ciphertext           bytea not null,
    updated_at           timestamptz not null default clock_timestamp()
);
create table vcs_integration_secrets (
    vcs_integration_id uuid primary key references vcs_integrations on delete cascade,
    names              text[] not null,
    key_id             bytea not null,
    ring_key           text not null,
    wrapped            bytea not null,
    ciphertext         bytea not null,
    updated_at         timestamptz not null default clock_timestamp()
);

-- What EnvironmentStack objects say. Writer: the operator.
create table environment_stacks (
    id                uuid primary key,
    organization      text collate "C" not null references organizations,
    name              text collate "C" not null,
    project_id        uuid not null,
    environment_count integer not null,
    template          jsonb not null,                        -- environments and shared settings as created; never changes
    owner_uid         text,
    owner_namespace   text,
    owner_name        text,
    owner_generation  bigint not null default 0,
    created_at        timestamptz not null default clock_timestamp(),
    constraint environment_stacks_name unique (organization, name),
    constraint environment_stacks_owner unique (owner_uid),
    constraint environment_stacks_project foreign key (organization, project_id) references projects (organization, id)
);
create index environment_stacks_list on environment_stacks (organization, created_at desc, id desc);
create index environment_stacks_project_id on environment_stacks (project_id);

-- One infrastructure root each. The operator inserts those of an environment stack, moves them with it between projects and
-- unlinks them; everything else is the API's (docs/adr/0007).
create table workspaces (
    id                                 uuid primary key,
    organization                       text collate "C" not null references organizations,
    name                               text collate "C" not null,
    project_id                         uuid not null,
    stack_id                           uuid references environment_stacks on delete set null,
    environment_name                   text collate "C",     -- both stay as history when the stack goes
    environment_order                  integer,
    source_repo_url                    text,
    source_branch                      text,
    source_root                        text not null default '/',
    tool_type                          text check (tool_type in ('opentofu', 'terraform', 'pulumi', 'crossplane')),
    tool_version                       text,
    execution_target                   text not null default 'managed' check (execution_target in ('managed', 'agent')),
    vcs_integration_id                 uuid,
    credential_config_ids              uuid[] not null default '{}',
    state_backend_config_id            uuid,
    state_backend_credential_config_id uuid,
    state_encryption_config_id         uuid,
    state_key                          text collate "C" not null check (octet_length(state_key) between 1 and 512),
    state_address                      text collate "C" not null,   -- where the state really is, see state_address()
    var_files                          text[] not null default '{}',
    auto_apply                         boolean not null default false,
    extra_checkout_paths               text[] not null default '{}',
    pr_base_branch                     text,
    pr_comments_enabled                boolean not null default false,
    attributes                         jsonb not null default '{}',
    detected_attributes                jsonb,
    revision                           bigint not null default 1,
    created_at                         timestamptz not null default clock_timestamp(),
    constraint workspaces_name unique (organization, name),
    constraint workspaces_state unique (organization, state_address),
    constraint workspaces_organization_id unique (organization, id),
    constraint workspaces_environment unique (stack_id, environment_order),
    constraint workspaces_source check ((source_repo_url is null) = (source_branch is null)),
    constraint workspaces_project foreign key (organization, project_id) references projects (organization, id),
    constraint workspaces_vcs_integration foreign key (organization, vcs_integration_id) references vcs_integrations (organization, id),
    constraint workspaces_state_backend foreign key (organization, state_backend_config_id) references state_backend_configs (organization, id),
    constraint workspaces_state_credential foreign key (organization, state_backend_credential_config_id) references credential_configs (organization, id)
);
create index workspaces_list on workspaces (organization, created_at desc, id desc);
create index workspaces_project_id on workspaces (project_id);
create index workspaces_vcs_integration_id on workspaces (vcs_integration_id) where vcs_integration_id is not null;
create index workspaces_state_backend_config_id on workspaces (state_backend_config_id) where state_backend_config_id is not null;
create index workspaces_credential_config_ids on workspaces using gin (credential_config_ids);

-- The place of a state: two configurations of one bucket are one backend. Prefix and key are joined, since 'a' + 'b/c' and
-- 'a/b' + 'c' are one object. Null when the configuration does not exist.
create function state_address(backend_config uuid, state_key text) returns text language sql stable as $$
    select case when backend_config is null then 'managed::' || state_key
        else (select b.backend_type || ':' || coalesce(lower(rtrim(b.endpoint, '/')), '') || ':' || coalesce(b.bucket, '') || ':'
                  || ltrim(trim(both '/' from b.key_prefix) || '/' || state_key, '/')
              from state_backend_configs b where b.id = backend_config)
        end
$$;

create function set_state_address() returns trigger language plpgsql as $$
begin
    if new.state_backend_config_id is not null then
        -- The configuration must not move while this row relies on it.
        perform 1 from state_backend_configs where id = new.state_backend_config_id for share;
    end if;
    -- For an unknown configuration any value will do: the foreign key refuses the row.
    new.state_address := coalesce(state_address(new.state_backend_config_id, new.state_key), '');
    return new;
end $$;
create trigger workspaces_set_state_address before insert or update of state_key, state_backend_config_id on workspaces
    for each row execute function set_state_address();

create function move_state_addresses() returns trigger language plpgsql as $$
begin
    update workspaces set state_key = state_key where state_backend_config_id = new.id;
    return null;
end $$;
create trigger state_backend_configs_move after update of backend_type, bucket, key_prefix, endpoint on state_backend_configs
    for each row execute function move_state_addresses();

-- A list cannot have a foreign key; these two triggers are one, and raise the same fault.
create function check_credential_configs() returns trigger language plpgsql as $$
begin
    perform 1 from credential_configs where organization = new.organization and id = any(new.credential_config_ids) order by id for key share;
    if exists (select 1 from unnest(new.credential_config_ids) as wanted(id)
               where not exists (select 1 from credential_configs c where c.organization = new.organization and c.id = wanted.id)) then
        raise exception 'a credential configuration does not exist' using errcode = 'foreign_key_violation', constraint = 'workspaces_credential_configs';
    end if;
    return null;
end $$;
create constraint trigger workspaces_check_credential_configs after insert or update of credential_config_ids on workspaces
    for each row when (new.credential_config_ids <> '{}') execute function check_credential_configs();

create function keep_used_credential_config() returns trigger language plpgsql as $$
begin
    if exists (select 1 from workspaces where credential_config_ids @> array[old.id]) then
        raise exception 'a workspace uses the credential configuration' using errcode = 'foreign_key_violation', constraint = 'workspaces_credential_configs';
    end if;
    return null;
end $$;
create trigger credential_configs_keep_used after delete on credential_configs for each row execute function keep_used_credential_config();

-- The downstream workspace depends on the upstream one. Writers: the operator for the edges of a new stack, else the API.
create table workspace_dependencies (
    organization    text collate "C" not null,
    downstream_id   uuid not null,
    upstream_id     uuid not null,
    dependency_type text not null default 'after' check (dependency_type in ('after', 'references', 'soft')),
    auto_promote    boolean not null default false,
    created_at      timestamptz not null default clock_timestamp(),
    primary key (downstream_id, upstream_id),
    constraint workspace_dependencies_self check (downstream_id <> upstream_id),
    constraint workspace_dependencies_downstream foreign key (organization, downstream_id) references workspaces (organization, id) on delete cascade,
    constraint workspace_dependencies_upstream foreign key (organization, upstream_id) references workspaces (organization, id) on delete cascade
);
create index workspace_dependencies_upstream_id on workspace_dependencies (upstream_id);

-- The newest run of each workspace; absent = never ran. Writer: the API.
create table workspace_latest_runs (
    workspace_id uuid primary key references workspaces on delete cascade,
    run_id       uuid not null,
    status       text not null,
    applied_ref  text,                                       -- commit of the last successful apply
    created_at   timestamptz not null
);

-- Answers to requests that carried an Idempotency-Key. Writer: the API.
create table idempotency_keys (
    organization text collate "C" not null,
    login        text collate "C" not null,
    key          text collate "C" not null check (octet_length(key) <= 255),
    request_hash bytea not null,                             -- SHA-256 of method, path and body
    instance     uuid not null,                              -- API process that works on it
    status       integer,                                    -- null while the first request runs
    location     text,
    body         bytea,
    created_at   timestamptz not null default clock_timestamp(),
    primary key (organization, login, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

-- When something that the status of an EnvironmentStack shows changed. The triggers below only append, so that writers do
-- not wait for each other; no foreign key, so that a change never fails because its stack goes. The operator removes old rows.
create table environment_stack_changes (
    id         bigint generated always as identity primary key,
    stack_id   uuid not null,
    changed_at timestamptz not null default clock_timestamp()
);
create index environment_stack_changes_changed_at on environment_stack_changes (changed_at);

create function touch_environment_stack(stack uuid) returns void language plpgsql as $$
begin
    -- The operator shows its own writes itself.
    if stack is null or current_setting('stack_operator.shows_its_writes', true) = 'on' then
        return;
    end if;
    insert into environment_stack_changes (stack_id) values (stack);
    perform pg_notify('environment_stack', stack::text);
end $$;

-- 'workspace_freed' tells who may now have a name or the place of a state: those whose objects wait for it.
create function workspace_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.name <> new.name then
        perform pg_notify('workspace_freed', old.organization || '/' || old.name);
    end if;
    if tg_op = 'DELETE' or old.state_address <> new.state_address then
        perform pg_notify('workspace_freed', old.organization || '//' || old.state_key);
    end if;
    if old.stack_id is not null then
        perform touch_environment_stack(old.stack_id);
    end if;
    return null;
end $$;
create trigger workspaces_changed
    after update of name, state_key, state_backend_config_id, stack_id, project_id, vcs_integration_id, credential_config_ids on workspaces
    for each row execute function workspace_changed();
create trigger workspaces_deleted after delete on workspaces for each row execute function workspace_changed();

create function workspace_dependency_changed() returns trigger language plpgsql as $$
begin
    perform touch_environment_stack((select stack_id from workspaces where id = coalesce(new.upstream_id, old.upstream_id)));
    return null;
end $$;
create trigger workspace_dependencies_changed after insert or delete or update of auto_promote on workspace_dependencies
    for each row execute function workspace_dependency_changed();

create function workspace_run_changed() returns trigger language plpgsql as $$
begin
    perform touch_environment_stack((select stack_id from workspaces where id = new.workspace_id));
    return null;
end $$;
create trigger workspace_latest_runs_changed after insert or update of run_id, status on workspace_latest_runs
    for each row execute function workspace_run_changed();
