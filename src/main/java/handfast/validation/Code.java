package handfast.validation;

import java.util.Arrays;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The one closed list of codes that violations, lints, the path checker and handshakes
 * share. A slug never changes once released.
 */
public enum Code {

	// Requests
	REQUIRED(Severity.ERROR, "is missing", "Add the field"),
	UNKNOWN_FIELD(Severity.ERROR, "is not a field of this request", "Remove it, or see /openapi.json for the fields"),
	MALFORMED_VALUE(Severity.ERROR, "does not have the form that is wanted",
			"Write it in the form that the message names"),
	UNKNOWN_VALUE(Severity.ERROR, "is not one of the values that are known",
			"Use one of the values that the message lists"),
	OUT_OF_RANGE(Severity.ERROR, "lies outside what is allowed",
			"Use a value within the limits that the message names"),
	CONFLICTING_FIELDS(Severity.ERROR, "can't be given together", "Send one of them"),
	DURATION_MALFORMED(Severity.ERROR, "is not a duration in days, weeks or hours", "Write P90D, P12W or PT36H"),

	// Names
	NAME_MALFORMED(Severity.ERROR, "is neither a DNS name nor an address, e-mail address or URI",
			"Write it as shop.test, 10.1.2.3, ops@shop.test or spiffe://shop.test/web"),
	NAME_TOO_LONG(Severity.ERROR, "is longer than 253 characters, or a label than 63", "Shorten the name"),
	NAME_LABEL_MALFORMED(Severity.ERROR, "has a label that is not letters, digits and hyphens",
			"Use letters, digits and hyphens alone, with a hyphen neither first nor last"),
	NAME_A_LABEL_INVALID(Severity.ERROR, "has an A-label that IDNA 2008 does not allow",
			"Check the international name's spelling"),
	NAME_CONFUSABLE(Severity.ERROR, "mixes scripts so that it can be taken for another name",
			"Write each label in one script"),
	NAME_FORBIDDEN_CHARACTER(Severity.ERROR, "has a character that no name may hold", "Remove it"),
	NAME_WILDCARD_MISPLACED(Severity.ERROR, "has a wildcard elsewhere than as the whole left-most label",
			"Write *.shop.test"),
	NAME_WILDCARD_TOO_WIDE(Severity.ERROR, "has a wildcard right over a public suffix or a top-level domain",
			"Name the domains one by one"),
	NAME_NUMERIC(Severity.ERROR, "is not a DNS name: its last label is all digits",
			"Write an IPv4 address with four numbers, or another name"),
	ADDRESS_MALFORMED(Severity.ERROR, "is not an IPv4 or IPv6 address", "Write it as 10.1.2.3 or fd00::1"),
	ADDRESS_NOT_ALLOWED(Severity.ERROR, "is an address that no server can be reached at",
			"Use a unicast address that the server has"),
	EMAIL_MALFORMED(Severity.ERROR, "is not an e-mail address", "Write it as ops@shop.test"),
	URI_MALFORMED(Severity.ERROR, "is not a URI with a host", "Write it as spiffe://shop.test/web"),
	NAME_DUPLICATE(Severity.ERROR, "stands twice", "Remove one of the two"),
	NAMES_TOO_MANY(Severity.ERROR, "are more than 100 names", "Split them over several certificates"),
	NAMES_MISSING(Severity.ERROR, "has no name to certify", "Add names"),
	NAME_NOT_PERMITTED(Severity.ERROR, "is not on the permit list",
			"Have an administrator add it: POST /api/v1/permitted-names"),
	NAME_KIND_NOT_ALLOWED(Severity.ERROR, "is of a kind that the profile does not allow",
			"Use a kind that the message lists, or another profile"),
	NAME_OUTSIDE_TOKEN(Severity.ERROR, "is outside the names that this token may ask for", "Use a token that has it"),
	OUTSIDE_NAME_CONSTRAINTS(Severity.ERROR, "is outside the name constraints of the CA", "Use a name inside them"),
	FINGERPRINT_MALFORMED(Severity.ERROR, "is not a SHA-256 fingerprint", "Write 64 hex digits"),
	CIDR_MALFORMED(Severity.ERROR, "is not a network", "Write it as 10.0.0.0/8 or fd00::/8"),
	PEM_MALFORMED(Severity.ERROR, "is not PEM", "Paste the whole block, with its BEGIN and END lines"),
	DER_MALFORMED(Severity.ERROR, "is not DER", "Have it encoded as DER"),

	// Subjects
	SUBJECT_MALFORMED(Severity.ERROR, "is not a distinguished name", "Write it as CN=shop.test,O=Shop"),
	SUBJECT_ATTRIBUTE_UNKNOWN(Severity.ERROR, "has an attribute that is not allowed",
			"Use CN, O, OU, L, ST, C, serialNumber or emailAddress where the profile allows them"),
	SUBJECT_TOO_LONG(Severity.ERROR, "has a value above the upper bound of RFC 5280", "Shorten it"),
	SUBJECT_CONTROL_CHARACTER(Severity.ERROR, "has a control character", "Remove it"),
	SUBJECT_COUNTRY_MALFORMED(Severity.ERROR, "has a C that is not two letters", "Write the ISO 3166 code, such as DE"),
	SUBJECT_CN_NOT_A_NAME(Severity.ERROR, "has a CN that is not one of the names",
			"Use one of the names as CN, or leave the CN out"),
	SUBJECT_CN_REPEATED(Severity.ERROR, "has more than one CN", "Keep one"),
	SUBJECT_NOT_ALLOWED(Severity.ERROR, "is not allowed by the profile", "Leave the subject out"),

	// Profiles
	PROFILE_UNKNOWN(Severity.ERROR, "is not a profile", "Use one that GET /api/v1/profiles lists"),
	KEY_ALGORITHM_NOT_ALLOWED(Severity.ERROR, "is a key that the profile does not allow",
			"Use one that the message lists"),
	VALIDITY_TOO_LONG(Severity.ERROR, "is longer than is allowed", "Ask for at most what the message names"),
	VALIDITY_TOO_SHORT(Severity.ERROR, "is too short", "Ask for at least an hour"),
	KEY_AND_CSR(Severity.ERROR, "can't be given together: a CSR brings its own key", "Send key or csr"),

	// The CSR gate
	CSR_MALFORMED(Severity.ERROR, "is not a PKCS #10 request", "Paste one whole CERTIFICATE REQUEST block"),
	CSR_TOO_LARGE(Severity.ERROR, "is larger than 64 KiB", "Make a request with fewer names and extensions"),
	CSR_SEVERAL(Severity.ERROR, "holds more than one block", "Send one request"),
	CSR_NOT_DER(Severity.ERROR, "is not DER", "Have the request made by OpenSSL or keytool"),
	CSR_VERSION(Severity.ERROR, "is not version 0 (v1)", "Make the request anew"),
	CSR_ATTRIBUTE_REFUSED(Severity.ERROR, "has an attribute that is not taken", "Leave the attribute out"),
	CSR_ATTRIBUTE_REPEATED(Severity.ERROR, "has an attribute twice", "Make the request anew with one"),
	CSR_EXTENSION_REFUSED(Severity.ERROR, "asks for an extension that the profile does not allow",
			"Leave it out; the profile sets it"),
	CSR_EXTENSION_REPEATED(Severity.ERROR, "has an extension twice", "Make the request anew with one"),
	CSR_EXTENSION_MALFORMED(Severity.ERROR, "has an extension that can't be read", "Make the request anew"),
	CSR_CHALLENGE_PASSWORD(Severity.ERROR, "carries a challenge password", "Leave it out"),
	CSR_SIGNATURE_ALGORITHM(Severity.ERROR, "is signed by an algorithm that is not taken",
			"Sign with SHA-256 or better, by the algorithm of its key"),
	CSR_SIGNATURE_INVALID(Severity.ERROR, "is not signed by its own key",
			"Make the request with the private key that belongs to it"),
	CSR_CA_REQUESTED(Severity.ERROR, "asks for a CA certificate", "Leave CA:TRUE out"),
	CSR_NAMES_DIFFER(Severity.ERROR, "holds other names than asked for", "Send the same names, or none"),
	KEY_UNKNOWN(Severity.ERROR, "is a key of a kind that Handfast does not certify",
			"Use EC-P256, RSA-2048 or another one of the contract"),
	KEY_PARAMETERS(Severity.ERROR, "has parameters that are not exact",
			"Make the key with a named curve, or without parameters where there are none"),
	KEY_SIZE(Severity.ERROR, "has a size that is not taken", "Use RSA with 2048, 3072 or 4096 bits"),
	KEY_EXPONENT(Severity.ERROR, "has another public exponent than 65537", "Make the key with e = 65537"),
	KEY_SMALL_FACTOR(Severity.ERROR, "has a small factor and can be broken", "Make a new key"),
	KEY_CLOSE_PRIMES(Severity.ERROR, "has two primes so close that it can be factored",
			"Make a new key with a good generator"),
	KEY_ROCA(Severity.ERROR, "has the fingerprint of a broken generator (ROCA, CVE-2017-15361)",
			"Make a new key elsewhere"),
	KEY_BLOCKED(Severity.ERROR, "is on the block list", "Make a new key"),
	KEY_NOT_ON_CURVE(Severity.ERROR, "is a point that is not on its curve", "Make a new key"),

	// Lints and the path
	NOT_DER(Severity.ERROR, "is not DER, or has bytes after its end", "Have it made anew"),
	VERSION_NOT_V3(Severity.ERROR, "is not a v3 certificate", "Have it made as v3"),
	SIGNATURE_ALGORITHM_MISMATCH(Severity.ERROR, "names two different signature algorithms", "Have it made anew"),
	ALGORITHM_IDENTIFIER_MALFORMED(Severity.ERROR, "has an AlgorithmIdentifier with wrong parameters",
			"Have it made anew"),
	BAD_SERIAL(Severity.ERROR, "has a serial number that is not positive, too long or too little random",
			"Have it made anew"),
	ISSUER_MISMATCH(Severity.ERROR, "names an issuer that is not the subject of the next certificate",
			"Put the right issuer's certificate after it"),
	VALIDITY_MALFORMED(Severity.ERROR, "has a validity that is reversed or longer than allowed",
			"Have it made with a right validity"),
	TIME_ENCODING(Severity.ERROR, "has a time in the wrong form", "Have it made anew"),
	EXTENSION_REPEATED(Severity.ERROR, "has an extension twice", "Have it made anew"),
	UNKNOWN_CRITICAL_EXTENSION(Severity.ERROR, "has a critical extension that is not known", "Have it made without it"),
	SUBJECT_ENCODING(Severity.ERROR, "has subject strings in a form that is not allowed", "Have it made anew"),
	WEAK_KEY(Severity.ERROR, "has a key that is too weak", "Make a new key: EC-P256 or RSA-2048 and more"),
	WEAK_SIGNATURE(Severity.ERROR, "is signed by a weak algorithm", "Have it signed with SHA-256 or better"),
	SHA1_CHAIN(Severity.ERROR, "has a CA certificate signed with SHA-1", "Use a chain signed with SHA-256 or better"),
	AUTHORITY_KEY_ID(Severity.ERROR, "has a wrong or missing authority key identifier", "Have it made anew"),
	SUBJECT_KEY_ID(Severity.ERROR, "has a wrong or missing subject key identifier", "Have it made anew"),
	WRONG_KEY_USAGE(Severity.ERROR, "has a key usage that does not fit", "Use a certificate made for this purpose"),
	WRONG_EXTENDED_KEY_USAGE(Severity.ERROR, "has an extended key usage that does not fit",
			"Use a certificate made for this purpose"),
	BASIC_CONSTRAINTS(Severity.ERROR, "has wrong basic constraints", "Have it made anew"),
	ISSUER_NOT_CA(Severity.ERROR, "is signed by a certificate that is not a CA", "Use a chain of CA certificates"),
	PATH_TOO_LONG(Severity.ERROR, "has more CAs below one than that one allows",
			"Use an issuing CA within the path length"),
	MISSING_SAN(Severity.ERROR, "has no subject alternative name", "Have it made with its names in the SAN"),
	SAN_MALFORMED(Severity.ERROR, "has names in its SAN that break the rules", "Have it made with right names"),
	NAME_CONSTRAINTS_MALFORMED(Severity.ERROR, "has name constraints in a wrong form",
			"Have the CA's certificate made anew"),
	NAME_CONSTRAINT_VIOLATED(Severity.ERROR, "has a name outside the name constraints of a CA above it",
			"Use a name inside them, or another CA"),
	REVOCATION_POINTERS(Severity.ERROR, "names its revocation sources wrongly", "Have it made anew"),
	POLICIES_MALFORMED(Severity.ERROR, "has certificate policies in a wrong form", "Have it made anew"),
	POLICY_MISSING(Severity.ERROR, "has none of the certificate policies that a CA above it demands",
			"Use a certificate that was issued under one of them"),
	BAD_SIGNATURE(Severity.ERROR, "has a signature that does not verify",
			"Have it made anew, and check that the file is whole"),
	ROOT_MALFORMED(Severity.ERROR, "breaks a rule for roots", "Have the root made anew"),
	CRL_MALFORMED(Severity.ERROR, "breaks a rule for CRLs", "Have the CRL made anew"),
	CRL_ENTRIES(Severity.ERROR, "has CRL entries that break a rule", "Have the CRL made anew"),
	OCSP_SIGNER(Severity.ERROR, "breaks a rule for signers of OCSP answers", "Have the signer made anew"),
	OCSP_ANSWER(Severity.ERROR, "breaks a rule for OCSP answers", "Have the answer made anew"),
	MALFORMED_CERTIFICATE(Severity.ERROR, "can't be read as a certificate", "Check that the file is whole"),
	EXPIRED(Severity.ERROR, "has expired", "Renew it"),
	NOT_YET_VALID(Severity.ERROR, "is not valid yet", "Wait, or check the clock"),
	CLOCK_SKEW(Severity.WARNING, "suggests that a clock is wrong", "Set the clock by NTP"),
	NAME_MISMATCH(Severity.ERROR, "does not hold the name that was asked for", "Request a certificate with that name"),
	INCOMPLETE_CHAIN(Severity.ERROR, "lacks an intermediate certificate",
			"Install the whole chain: leaf, then issuing CA"),
	WRONG_CHAIN_ORDER(Severity.WARNING, "is sent in the wrong order", "Put the leaf first, then each issuer"),
	EXTRA_CERTIFICATE(Severity.WARNING, "is sent along without need", "Remove it from the chain"),
	UNTRUSTED_ROOT(Severity.ERROR, "ends in a root that is not trusted",
			"Trust the root, or use a certificate of a trusted one"),
	SELF_SIGNED(Severity.ERROR, "is signed by its own key", "Use a certificate from a CA"),

	// Handshakes
	WRONG_CERTIFICATE(Severity.ERROR, "is not the certificate that was expected",
			"Install the right one and reload the server"),
	KEY_MISMATCH(Severity.ERROR, "does not belong to the private key that was used",
			"Install key and certificate of one issuance together"),
	REVOKED(Severity.ERROR, "is revoked", "Replace it"),
	PROTOCOL_TOO_OLD(Severity.WARNING, "is an old version of TLS", "Switch on TLS 1.2 and 1.3"),
	TLS13_MISSING(Severity.WARNING, "does not offer TLS 1.3", "Switch on TLS 1.3"),
	WEAK_CIPHER_SUITE(Severity.WARNING, "takes weak cipher suites",
			"Leave suites of ECDHE with AES-GCM or ChaCha20-Poly1305 alone"),
	NO_FORWARD_SECRECY(Severity.WARNING, "takes cipher suites without forward secrecy",
			"Leave suites of ECDHE alone (RFC 10015)"),
	WEAK_GROUP(Severity.ERROR, "does key exchange in a group that is too small",
			"Use X25519MLKEM768, X25519, P-256 and P-384, and no DHE"),
	WEAK_SIGNATURE_SCHEME(Severity.WARNING, "signs handshakes with MD5 or SHA-1",
			"Leave signature schemes with SHA-256 and better alone (RFC 9155)"),
	TLS_COMPRESSION(Severity.ERROR, "compresses what it encrypts", "Switch TLS compression off (CRIME)"),
	INSECURE_RENEGOTIATION(Severity.WARNING, "does not know secure renegotiation",
			"Use a TLS library that has RFC 5746"),
	NO_SHARED_VERSION(Severity.ERROR, ": no version of TLS in common", "Switch on TLS 1.2 and 1.3"),
	NO_SHARED_SUITE(Severity.ERROR, ": no cipher suite in common", "Switch on current suites"),
	NO_SHARED_GROUP(Severity.ERROR, ": no group in common", "Switch on X25519 and P-256"),
	CURVE_NOT_OFFERED(Severity.ERROR, ": the certificate's curve is not among the client's groups", "Offer that curve"),
	SNI_REQUIRED(Severity.ERROR, "refuses a connection without a name", "Ask with the server's name"),
	WRONG_VIRTUAL_HOST(Severity.WARNING, "answers with another site's certificate", "Set up the site for this name"),
	CLIENT_CERTIFICATE_REQUIRED(Severity.ERROR, "wants a client certificate", "Bring a client certificate"),
	PLAINTEXT_HTTP(Severity.ERROR, "speaks HTTP without TLS here", "Use the TLS port, or switch TLS on"),
	STARTTLS_EXPECTED(Severity.ERROR, "speaks in clear first and wants STARTTLS", "Ask with startTls"),
	STARTTLS_MISSING(Severity.ERROR, "does not offer STARTTLS", "Switch it on"),
	DNS_OVER_HTTPS_FAILED(Severity.ERROR, "does not answer DNS over HTTPS",
			"Switch DNS over HTTPS on, at the path /dns-query, or leave application out"),
	NOT_TLS(Severity.ERROR, "does not speak TLS", "Check the port"),
	REFUSED(Severity.ERROR, "refuses the connection", "Check that the server runs and listens there"),
	TIMED_OUT(Severity.ERROR, "did not answer in time", "Check firewall and address"),
	CLOSED_EARLY(Severity.ERROR, "closed the connection before the handshake was over", "Look into the server's log"),
	HANDSHAKE_FAILED(Severity.ERROR, "ended the handshake with an alert", "Look into the server's log"),
	NAME_NOT_RESOLVED(Severity.ERROR, "has no address in DNS", "Check the name"),
	EGRESS_DENIED(Severity.ERROR, "is an address that Handfast may not connect to",
			"Use another address, or a token with a grant for this network"),
	MUST_STAPLE_UNMET(Severity.WARNING, "promises a stapled OCSP answer and brings none", "Switch stapling on"),
	CERTIFICATE_TOO_LARGE(Severity.WARNING, "is larger than many clients take", "Use a smaller certificate"),
	EXPIRES_SOON(Severity.WARNING, "expires soon", "Renew it"),
	SELF_TEST_BROKE_OFF(Severity.ERROR, "could not be put to the test",
			"Run the self-test again; the log tells the cause under the certificate's id"),
	KEYS_DIFFER(Severity.ERROR, ": both ends computed other session keys", "Look for a middlebox"),
	CONTROL_NOT_REFUSED(Severity.ERROR, "was not refused, so the proof could not have failed",
			"Report this as a fault of Handfast"),

	// Keystores
	PASSWORD_TOO_SHORT(Severity.ERROR, "has fewer than 8 characters", "Use at least 8"),
	PASSWORD_NOT_ASCII(Severity.ERROR, "has characters outside printable ASCII; JDK 17 can't open such a file",
			"Use printable ASCII"),
	PASSWORD_REQUIRED(Severity.ERROR, "is needed for this form of file", "Send a password of at least 8 characters"),
	ALIAS_MALFORMED(Severity.ERROR, "is not an alias that every reader keeps",
			"Use 1 to 64 of a-z, 0-9, dot, hyphen and underscore"),
	KEYSTORE_UNREADABLE(Severity.ERROR, "can't be opened", "Check file and password"),
	CHAIN_MISSING(Severity.ERROR, "has no chain", "Add the certificates up to the CA"),
	KEYSTORE_MAC_ITERATIONS(Severity.ERROR, "has more MAC iterations than are taken", "Use at most 1,000,000"),
	KEY_DERIVATION_TOO_COSTLY(Severity.ERROR, "asks for more work to derive its keys than is taken",
			"Use at most 1,000,000 iterations; 10,000 is what the JDK takes"),
	KEYSTORE_KIND(Severity.WARNING, "is a keystore of another kind than it is called",
			"Call it what it is, in its name and in the server's settings"),
	KEYSTORE_LOCAL_KEY_ID(Severity.ERROR,
			"has a private key without the localKeyID of its certificate: the JDK may find no chain, and NSS refuses it",
			"Make it anew by openssl pkcs12 -export or keytool"),
	KEYSTORE_ALIAS_MISSING(Severity.INFO, "has a private key without a name, which Java then calls 1",
			"Make it anew with openssl pkcs12 -export -name shop"),
	KEYSTORE_RC2(Severity.ERROR, "is encrypted by RC2, which neither OpenSSL 3 nor Node opens",
			"Make it anew with AES-256; for old Windows with 3DES"),
	KEYSTORE_OLD_ENCRYPTION(Severity.WARNING, "is encrypted by 3DES",
			"Make it anew with AES-256; keep it for Windows Server 2016 and older alone"),
	KEYSTORE_SHA1_MAC(Severity.WARNING, "is sealed by a MAC of SHA-1",
			"Make it anew with SHA-256; keep it for Windows Server 2016 and older alone"),
	KEYSTORE_MAC_MISSING(Severity.ERROR,
			"has no MAC: NSS and Node refuse it, and where nothing is encrypted either, the JDK finds nothing in it",
			"Make it anew with a password"),
	KEYSTORE_PBMAC1(Severity.WARNING, "is sealed by PBMAC1, which OpenSSL before 3.4 and Java before 26 don't read",
			"Make it anew with a MAC of SHA-256, unless all its readers are newer"),
	KEY_PASSWORD_DIFFERS(Severity.ERROR, "has a private key under another password than its own",
			"Make it anew with one password for both: most readers take no second one"),
	KEYS_SEVERAL(Severity.WARNING, "holds several private keys",
			"Keep one in each file, or name the alias in the server's settings"),
	KEY_UNREADABLE(Severity.ERROR, "has a private key that can't be read",
			"Write it as PKCS #8: openssl pkcs8 -topk8 -in KEY -out NEW"),
	TRUSTED_ENTRIES_MISSING(Severity.ERROR,
			"has certificates and no trusted entry: Java trusts nothing by it (trustAnchors parameter must be non-empty)",
			"Make it anew by keytool -importcert, which marks what is trusted"),
	ROOT_INCLUDED(Severity.INFO, "brings its root along, which clients that trust it have already",
			"Leave it out: it costs bytes in each handshake"),
	PASSWORD_EMPTY(Severity.WARNING, "is empty, which several readers refuse", "Use at least 8 characters");

	private final Severity severity;

	private final String cause;

	private final String fix;

	Code(Severity severity, String cause, String fix) {
		this.severity = severity;
		this.cause = cause;
		this.fix = fix;
	}

	@JsonValue
	public String slug() {
		return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
	}

	/**
	 * How much it weighs where nothing else is said.
	 */
	public Severity severity() {
		return this.severity;
	}

	/**
	 * What is wrong, to be read after the name of the thing: "x is not a DNS name".
	 */
	public String cause() {
		return this.cause;
	}

	/**
	 * What to change.
	 */
	public String fix() {
		return this.fix;
	}

	public static Optional<Code> find(String slug) {
		return Arrays.stream(values()).filter((code) -> code.slug().equals(slug)).findFirst();
	}

	public static Code of(String slug) {
		return find(slug).orElseThrow(() -> new IllegalArgumentException("Not a code: " + slug));
	}

}
