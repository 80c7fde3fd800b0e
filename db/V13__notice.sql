-- What is told to whom, once each.
create table notice (
    id         uuid primary key,
    contact    varchar(320) not null,
    -- What makes it one, such as certificate:ID:30.
    occurrence varchar(200) not null,
    kind       varchar(40) not null,
    by_mail    boolean not null,
    -- JSON, as webhooks send it.
    content    varchar(16000) not null,
    created_at timestamp(6) with time zone not null,
    told_at    timestamp(6) with time zone,
    -- Of a webhook: when it is called next; null where it was, or was given up.
    next_try   timestamp(6) with time zone,
    attempts   integer not null,
    problem    varchar(1000)
);
create unique index notice_once on notice (contact, occurrence);
create index notice_untold on notice (contact, told_at, created_at);
create index notice_next_try on notice (next_try);
create index notice_created_at on notice (created_at);

-- One mail a day to each address.
create table notice_digest (
    contact  varchar(320) primary key,
    next_at  timestamp(6) with time zone not null,
    attempts integer not null,
    sent_at  timestamp(6) with time zone,
    problem  varchar(1000)
);
create index notice_digest_next on notice_digest (next_at);

-- Up to which notAfter certificates were looked at, by days before it.
create table notice_mark (
    days       integer primary key,
    seen_until timestamp(6) with time zone not null
);
