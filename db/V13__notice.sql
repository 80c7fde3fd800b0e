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

-- Where notices are posted. The secret is wrapped like a key.
create table webhook (
    id         uuid primary key,
    name       varchar(63) not null unique,
    url        varchar(2000) not null,
    data_key   bytea not null,
    ciphertext bytea not null,
    created_by varchar(64) not null,
    created_at timestamp(6) with time zone not null
);

-- Addresses of the calendar that programs read without a token.
create table calendar (
    id          uuid primary key,
    name        varchar(200) not null,
    secret_hash bytea not null,
    -- Whose certificates it shows: those of its maker, or with null all.
    owner       uuid,
    contact     varchar(320),
    created_by  varchar(64) not null,
    created_at  timestamp(6) with time zone not null
);
