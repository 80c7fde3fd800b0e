-- Each certificate, from the intent to sign it. No counter row: an issue writes rows of its own alone.
create table certificate (
    id                uuid primary key,
    state             varchar(8) not null,
    kind              varchar(12) not null,
    -- The CA key, or for another CA's certificate an id made from its DN.
    issuer_id         uuid not null,
    foreign_issuer    boolean not null,
    authority         uuid,
    serial            bytea not null,
    shard             integer not null,
    tbs_sha256        bytea,
    der               bytea,
    fingerprint       bytea,
    subject           varchar(8000) not null,
    issuer            varchar(8000) not null,
    profile           varchar(64),
    profile_version   varchar(64),
    owner             uuid not null,
    names             varchar(400000) not null,
    not_before        timestamp(6) with time zone not null,
    not_after         timestamp(6) with time zone not null,
    key_algorithm     varchar(64) not null,
    subject_key       uuid,
    spki_sha256       bytea,
    key_held          boolean not null,
    lineage           uuid not null,
    predecessor       uuid,
    successor         uuid,
    revoked_at        timestamp(6) with time zone,
    revocation_reason varchar(32),
    on_hold           boolean not null,
    standing          smallint,
    chain_id          uuid,
    node              uuid,
    run               uuid,
    reserved_at       timestamp(6) with time zone not null,
    decided_at        timestamp(6) with time zone,
    request_id        varchar(64),
    -- When a site was first seen to answer with it, in a handshake that passed.
    served_at         timestamp(6) with time zone,
    proof_verdict     varchar(24),
    proof_report      uuid,
    proof_summary     varchar(1000000),
    proof_findings    varchar(1000000),
    -- Who is told, parted by spaces, and whether it is renewed by itself. Successors inherit both.
    contacts          varchar(4000) default '' not null,
    auto_renew        boolean default false not null
);

-- Serial first: the same index refuses a second use and answers serialNumber=.
create unique index certificate_serial on certificate (serial, issuer_id);
create unique index certificate_fingerprint on certificate (fingerprint);
-- A shard's CRL, in the order of its entries; how many it lists, and how many certificates the shard holds.
create index certificate_revoked on certificate (issuer_id, shard, revoked_at, serial, not_after);
-- Whether a key has a certificate that can still be used. Ids of keys rise with time, so this grows at its end.
create index certificate_subject_key on certificate (subject_key);

-- What is left of certificates that were removed long after their end: no serial is drawn again or taken for an
-- orphan, and OCSP still knows it.
create table former_certificate (
    serial            bytea not null,
    issuer_id         uuid not null,
    state             varchar(8) not null,
    shard             integer not null,
    not_after         timestamp(6) with time zone not null,
    revoked_at        timestamp(6) with time zone,
    revocation_reason varchar(32),
    primary key (serial, issuer_id)
);

-- Rows in state RESERVED, with what is being signed. Gone when the outcome is known.
create table certificate_reservation (
    certificate_id uuid primary key,
    node           uuid not null,
    run            uuid not null,
    reserved_at    timestamp(6) with time zone not null,
    tbs            bytea not null
);

-- Who renews whom, claimed with the intent: of two renewals at once, one finds it taken.
create table certificate_succession (
    predecessor uuid primary key,
    successor   uuid not null
);

-- Certificates that Handfast renews by itself, until they have a successor. Failures come with growing pauses.
create table certificate_renewal (
    certificate_id uuid primary key,
    due_at         timestamp(6) with time zone not null,
    attempts       integer not null,
    failed_since   timestamp(6) with time zone,
    problem        varchar(1000)
);
create index certificate_renewal_due on certificate_renewal (due_at);

-- What an issued certificate is found by: each name with its labels reversed, each domain above a name
-- (that is how all below .shop.test are one range, in order), its owner, its profile, its contacts, and that it is one at all.
-- Two orders are offered, so there are two indexes; every search reads one of them from some place on.
create table certificate_search (
    search_key     varchar(300) not null,
    standing       smallint not null,
    not_after      timestamp(6) with time zone not null,
    certificate_id uuid not null
);

-- Both hold all columns: H2 else prefers whichever does, whatever the order.
create index certificate_search_newest on certificate_search (search_key, standing, certificate_id desc, not_after);
create index certificate_search_expiry on certificate_search (search_key, standing, not_after desc, certificate_id desc);

-- The certificates above a leaf, nearest first, never the root: by CA key, or for other CAs by what they hold.
create table ca_chain (
    chain_id uuid not null,
    place    integer not null,
    der      bytea not null,
    primary key (chain_id, place)
);
