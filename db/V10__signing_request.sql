-- Key pairs whose CSR some other CA is to sign.
CREATE TABLE signing_request (
  id uuid NOT NULL PRIMARY KEY,
  owner uuid NOT NULL,
  names varchar(40000) NOT NULL,
  subject varchar(4000) NOT NULL,
  key_algorithm varchar(20) NOT NULL,
  subject_key uuid NOT NULL,
  csr varchar(100000) NOT NULL,
  created_at timestamp(6) with time zone NOT NULL,
  certificate uuid,
  completed_at timestamp(6) with time zone
);

-- Lists are newest first; ids rise with time.
CREATE INDEX signing_request_owner ON signing_request (owner, id);

CREATE INDEX signing_request_certificate ON signing_request (certificate);

-- What the self-test of the answer trusts.
CREATE TABLE signing_request_anchor (
  signing_request uuid NOT NULL REFERENCES signing_request (id),
  position integer NOT NULL,
  der bytea NOT NULL,
  PRIMARY KEY (signing_request, position)
);
