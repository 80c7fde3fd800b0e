-- CRLs. A number is written before its CRL is signed, so that none is used twice; octets is null until then.
-- Shard 0 stands for the whole list.
CREATE TABLE crl (
  ca_key uuid NOT NULL REFERENCES ca_key (id),
  shard integer NOT NULL,
  number bigint NOT NULL,
  reserved_at timestamp(6) with time zone NOT NULL,
  this_update timestamp(6) with time zone,
  next_update timestamp(6) with time zone,
  -- What it lists: certificates that end at the horizon or later; how many, and the sum of the times they were
  -- revoked at. A job compares them with the inventory.
  horizon timestamp(6) with time zone,
  entries bigint,
  revocation_times bigint,
  octets integer,
  PRIMARY KEY (ca_key, shard, number)
);

-- Its bytes, in parts: a long list is longer than one value may be in H2.
CREATE TABLE crl_part (
  ca_key uuid NOT NULL,
  shard integer NOT NULL,
  number bigint NOT NULL,
  part integer NOT NULL,
  der bytea NOT NULL,
  PRIMARY KEY (ca_key, shard, number, part),
  FOREIGN KEY (ca_key, shard, number) REFERENCES crl (ca_key, shard, number) ON DELETE CASCADE
);
