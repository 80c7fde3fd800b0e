-- Who signs; each has one key. PREPARING until its certificate is there, AWAITING while another CA has to make it,
-- PUBLISHED while it waits for its turn, RETIRING when it has had it and signs CRLs alone, DESTROYED when its key is.
-- PAUSED while a signature of its key is in doubt, ABANDONED where a first start was cut off in the root's first
-- signature.
CREATE TABLE authority (
  id uuid NOT NULL PRIMARY KEY,
  kind varchar(8) NOT NULL,
  -- What profiles name; those that follow one another share it.
  series varchar(32) NOT NULL,
  name varchar(200) NOT NULL,
  subject varchar(8000) NOT NULL,
  -- The CA of ours above it; null for a root, and under a CA elsewhere.
  issuer uuid REFERENCES authority (id),
  state varchar(12) NOT NULL,
  pause_reason varchar(1000),
  -- What its certificate says; a negative path length is none.
  lifetime varchar(24) NOT NULL,
  path_length integer NOT NULL,
  permitted varchar(30000),
  created_at timestamp(6) with time zone NOT NULL,
  state_since timestamp(6) with time zone NOT NULL
);
CREATE INDEX authority_series ON authority (series);

-- A key that signs. data_key and ciphertext are null once it is destroyed.
CREATE TABLE ca_key (
  id uuid NOT NULL PRIMARY KEY,
  authority uuid NOT NULL REFERENCES authority (id),
  key_id varchar(40) NOT NULL UNIQUE,
  algorithm varchar(16) NOT NULL,
  spki bytea NOT NULL,
  data_key bytea,
  ciphertext bytea,
  certificate uuid REFERENCES certificate (id),
  -- Of a CA under one elsewhere: its request, and the certificate that came, with those above it, the anchor last.
  csr bytea,
  der bytea,
  issuers bytea,
  state varchar(12) NOT NULL,
  created_at timestamp(6) with time zone NOT NULL
);
CREATE INDEX ca_key_authority ON ca_key (authority);

-- A CRL and its address, which is its own for good. The newest that is open takes what is issued.
CREATE TABLE crl_shard (
  ca_key uuid NOT NULL REFERENCES ca_key (id),
  shard integer NOT NULL,
  url varchar(1200) NOT NULL,
  opened_at timestamp(6) with time zone NOT NULL,
  closed_at timestamp(6) with time zone,
  PRIMARY KEY (ca_key, shard)
);

-- Roots certified by one another, so that who trusts one reaches what the other signs.
CREATE TABLE ca_cross (
  subject uuid NOT NULL REFERENCES authority (id),
  issuer uuid NOT NULL REFERENCES authority (id),
  certificate uuid NOT NULL REFERENCES certificate (id),
  PRIMARY KEY (subject, issuer)
);
