-- Callers: who may ask, what was asked before, and the searchable copy of the audit.

create table token (
	id uuid primary key,
	name varchar(200) not null,
	role varchar(20) not null,
	secret_hash bytea not null,
	names varchar(8000) not null,
	networks varchar(8000) not null,
	expires_at timestamp(6) with time zone,
	last_used_at timestamp(6) with time zone,
	created_by varchar(64) not null,
	created_at timestamp(6) with time zone not null
);

-- One row, made by whichever node needs it first.
create table installation_secret (
	id integer primary key check (id = 1),
	secret bytea not null
);

create table idempotency (
	caller uuid not null,
	path varchar(500) not null,
	idempotency_key varchar(255) not null,
	body_mac bytea not null,
	made uuid not null,
	created_at timestamp(6) with time zone not null,
	primary key (caller, path, idempotency_key)
);

create index idempotency_made on idempotency (made);
create index idempotency_created_at on idempotency (created_at);

-- A copy for searching; the file under audit/ in the home is what counts, and this can be made again from it.
create table audit_line (
	node uuid not null,
	line_number bigint not null,
	recorded_at timestamp(6) with time zone not null,
	actor varchar(64) not null,
	action varchar(100) not null,
	object varchar(500),
	outcome varchar(20) not null,
	request_id varchar(64),
	issuer uuid,
	shard integer,
	serial_number varchar(40),
	not_after timestamp(6) with time zone,
	tbs_hash varchar(64),
	certificate_hash varchar(64),
	detail varchar(2000),
	hash varchar(64) not null,
	primary key (node, line_number)
);

create index audit_line_recorded_at on audit_line (recorded_at, node, line_number);
create index audit_line_action on audit_line (action, recorded_at, node, line_number);
create index audit_line_actor on audit_line (actor, recorded_at, node, line_number);
create index audit_line_object on audit_line (object, recorded_at, node, line_number);
