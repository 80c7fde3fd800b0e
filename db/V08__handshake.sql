-- Handshake reports. content is gzipped JSON, null once its time is over; the summary stays.
create table report (
	id uuid primary key,
	certificate_id uuid,
	owner uuid,
	kind varchar(10) not null,
	verdict varchar(30) not null,
	created_at timestamp(6) with time zone not null,
	summary varchar(2000) not null,
	content bytea,
	kept_until timestamp(6) with time zone not null
);

create index report_of_certificate on report (certificate_id, created_at);

create index report_kept_until on report (kept_until);
