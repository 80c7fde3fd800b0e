-- Places where a certificate and its successors are installed, and what they really serve.
CREATE TABLE place (
  id uuid NOT NULL PRIMARY KEY,
  owner uuid NOT NULL,
  -- The newest that was made for this place.
  certificate uuid NOT NULL,
  target varchar(64) NOT NULL,
  address varchar(300),
  server_name varchar(253) NOT NULL,
  start_tls varchar(20),
  renew boolean NOT NULL,
  -- What the watch may reach for the one who made it.
  unrestricted boolean NOT NULL,
  networks varchar(8000) NOT NULL,
  created_at timestamp(6) with time zone NOT NULL,
  status varchar(20) NOT NULL,
  status_since timestamp(6) with time zone NOT NULL,
  -- SHA-256 of what answered at the last look.
  served varchar(64),
  served_certificate uuid,
  finding varchar(100),
  detail varchar(1000),
  report uuid,
  looked_at timestamp(6) with time zone,
  -- Null where there is no address.
  next_look timestamp(6) with time zone,
  -- What the host last said of a run of its script.
  run_at timestamp(6) with time zone,
  run_exit integer,
  run_result varchar(500)
);

CREATE INDEX place_certificate ON place (certificate);
CREATE INDEX place_owner ON place (owner, id);
CREATE INDEX place_status ON place (status, id);
CREATE INDEX place_next_look ON place (next_look);
CREATE INDEX place_status_since ON place (status_since);
CREATE INDEX place_run_at ON place (run_at);

CREATE INDEX place_address ON place (address);

-- A line for each change.
CREATE TABLE place_sighting (
  place uuid NOT NULL REFERENCES place (id),
  seen_at timestamp(6) with time zone NOT NULL,
  status varchar(20) NOT NULL,
  served varchar(64),
  finding varchar(100),
  detail varchar(1000),
  PRIMARY KEY (place, seen_at)
);

-- What a host renews with; a new one voids its parent when it is first used.
CREATE TABLE place_credential (
  id uuid NOT NULL PRIMARY KEY,
  place uuid NOT NULL REFERENCES place (id),
  parent uuid,
  secret_hash bytea NOT NULL,
  created_at timestamp(6) with time zone NOT NULL,
  used_at timestamp(6) with time zone
);

CREATE INDEX place_credential_place ON place_credential (place);

-- Certificates that sign kits; the newest one that is good does.
CREATE TABLE kit_signer (
  certificate uuid NOT NULL PRIMARY KEY,
  created_at timestamp(6) with time zone NOT NULL
);
