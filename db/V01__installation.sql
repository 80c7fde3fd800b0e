-- Which Handfast this database belongs to: one row.
CREATE TABLE installation (
  id uuid NOT NULL PRIMARY KEY,
  public_url varchar(1000) NOT NULL,
  -- Tells the right key-encryption key from a wrong one; says nothing about it.
  key_check varchar(64) NOT NULL,
  -- Another one after each restore: who began under the one before signs no more.
  epoch bigint DEFAULT 1 NOT NULL,
  -- No CRL has a smaller number. A restore raises it above all that may have been served since the backup.
  crl_number_floor bigint DEFAULT 0 NOT NULL,
  created_at timestamp(6) with time zone NOT NULL
);

-- Leases of jobs that one node runs at a time.
CREATE TABLE shedlock (
  name varchar(64) NOT NULL PRIMARY KEY,
  lock_until timestamp(6) NOT NULL,
  locked_at timestamp(6) NOT NULL,
  locked_by varchar(255) NOT NULL
);
