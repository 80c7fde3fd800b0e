-- Who signs. PREPARING until its certificate is there, PAUSED while a signature of its key is in doubt,
-- ABANDONED where a first start was cut off in the root's first signature.
CREATE TABLE authority (
  id uuid NOT NULL PRIMARY KEY,
  kind varchar(8) NOT NULL,
  name varchar(200) NOT NULL,
  state varchar(12) NOT NULL,
  pause_reason varchar(1000),
  created_at timestamp(6) with time zone NOT NULL
);

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
