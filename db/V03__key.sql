-- Keys of end entities. Without a data key the private key is not held, or erased.
CREATE TABLE subject_key (
  id uuid NOT NULL PRIMARY KEY,
  -- Whom it was made for: nobody else's CSR leads to it.
  owner uuid NOT NULL,
  algorithm varchar(20) NOT NULL,
  -- SubjectPublicKeyInfo, DER.
  public_key bytea NOT NULL,
  spki_sha256 bytea NOT NULL,
  -- Random, for this row alone, under the key-encryption key.
  data_key bytea,
  -- PKCS #8, under the data key.
  ciphertext bytea,
  created_at timestamp(6) with time zone NOT NULL,
  erased_at timestamp(6) with time zone
);

CREATE INDEX subject_key_spki ON subject_key (spki_sha256);

-- Keys that no certificate is made for any more.
CREATE TABLE blocked_key (
  spki_sha256 bytea NOT NULL PRIMARY KEY,
  reason varchar(200) NOT NULL,
  created_at timestamp(6) with time zone NOT NULL
);

-- RSA keys made while the machine was idle. Who deletes a row has its key.
CREATE TABLE ready_key (
  id uuid NOT NULL PRIMARY KEY,
  algorithm varchar(20) NOT NULL,
  public_key bytea NOT NULL,
  data_key bytea NOT NULL,
  ciphertext bytea NOT NULL,
  created_at timestamp(6) with time zone NOT NULL
);

CREATE INDEX ready_key_algorithm ON ready_key (algorithm, created_at);
