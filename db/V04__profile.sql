-- The permit list beside the built-in entries and the setting's: a domain or a network in its one spelling.
create table permitted_name (
    id       uuid primary key,
    entry    varchar(255) not null,
    remark   varchar(500),
    added_by uuid not null,
    added_at timestamp(6) with time zone not null
);

create unique index permitted_name_entry on permitted_name (entry);
