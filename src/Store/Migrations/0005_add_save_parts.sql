-- A save may be kept as the request body that brought it. The state is then head, the bytes from part_start on (part_length
-- of them, counted in the inflated body), and tail; null = the body is the state. The hash of such a text is not known.
alter table update_saves
    add column part_start  bigint,
    add column part_length bigint,
    add column head        bytea,
    add column tail        bytea,
    alter column hash drop not null;
