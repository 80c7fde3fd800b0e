-- Keys that sign OCSP answers for a CA. Written with the intent to certify them; one may be used where its
-- certificate is ISSUED. They are made anew every few days, and a key goes with its certificate's end.
CREATE TABLE ocsp_signer (
  certificate uuid NOT NULL PRIMARY KEY REFERENCES certificate (id),
  ca_key uuid NOT NULL REFERENCES ca_key (id),
  data_key bytea NOT NULL,
  ciphertext bytea NOT NULL
);
CREATE INDEX ocsp_signer_ca_key ON ocsp_signer (ca_key);
