-- An EnvironmentStack may be applied before what it refers to exists, or is usable in its project: whoever waits is told, on
-- the channel of what became free, by 'organization///id'.
create function reference_made() returns trigger language plpgsql as $$
begin
    perform pg_notify('workspace_freed', new.organization || '///' || new.id::text);
    return null;
end $$;
create trigger projects_made after insert on projects for each row execute function reference_made();
create trigger credential_configs_made after insert or update of project_id on credential_configs for each row execute function reference_made();
create trigger vcs_integrations_made after insert or update of project_id on vcs_integrations for each row execute function reference_made();
create trigger state_backend_configs_made after insert or update of project_id on state_backend_configs for each row execute function reference_made();
