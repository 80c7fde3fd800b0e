package handfast.validation.lints;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.CrlLints;
import handfast.validation.Finding;
import handfast.validation.LintSubject;
import handfast.validation.LintSubject.Role;
import handfast.validation.Lints;
import handfast.validation.OcspLints;
import handfast.validation.OcspSubject;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each lint has a file that passes and one that fails, made by {@link LintFiles}.
 */
class LintTests {

	private static final Set<String> OF_ISSUING = Set.of("L16", "L19", "L20", "L23", "L30");

	@ParameterizedTest
	@CsvSource({ "L01,NOT_DER", "L02,VERSION_NOT_V3", "L03,SIGNATURE_ALGORITHM_MISMATCH",
			"L04,ALGORITHM_IDENTIFIER_MALFORMED", "L05,BAD_SERIAL", "L06,ISSUER_MISMATCH", "L07,VALIDITY_MALFORMED",
			"L08,TIME_ENCODING", "L09,EXTENSION_REPEATED", "L10,UNKNOWN_CRITICAL_EXTENSION", "L11,SUBJECT_ENCODING",
			"L12,SUBJECT_COUNTRY_MALFORMED", "L13,KEY_PARAMETERS", "L14,KEY_CLOSE_PRIMES", "L15,AUTHORITY_KEY_ID",
			"L16,SUBJECT_KEY_ID", "L17,WRONG_KEY_USAGE", "L18,WRONG_KEY_USAGE", "L19,WRONG_KEY_USAGE",
			"L20,BASIC_CONSTRAINTS", "L21,BASIC_CONSTRAINTS", "L22,WRONG_EXTENDED_KEY_USAGE",
			"L23,WRONG_EXTENDED_KEY_USAGE", "L24,SAN_MALFORMED", "L25,SAN_MALFORMED", "L26,NAME_WILDCARD_MISPLACED",
			"L27,ADDRESS_NOT_ALLOWED", "L28,NAME_KIND_NOT_ALLOWED", "L29,SUBJECT_CN_NOT_A_NAME",
			"L30,NAME_CONSTRAINTS_MALFORMED", "L31,NAME_CONSTRAINT_VIOLATED", "L32,REVOCATION_POINTERS",
			"L33,REVOCATION_POINTERS", "L34,POLICIES_MALFORMED", "L35,ROOT_MALFORMED", "L36,BAD_SIGNATURE",
			"L39,OCSP_SIGNER" })
	void passesTheGoodFileAndFindsOnlyItsOwnFaultInTheBadOne(String lint, Code code) throws Exception {
		assertThat(check(lint, "good")).isEmpty();
		assertThat(check(lint, "bad")).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo(code);
			assertThat(finding.cause()).endsWith("(" + lint + ")");
		});
	}

	@ParameterizedTest
	@CsvSource({ "L37,CRL_MALFORMED", "L38,CRL_ENTRIES" })
	void passesTheGoodCrlAndFindsOnlyItsOwnFaultInTheBadOne(String lint, Code code) throws Exception {
		assertThat(checkCrl(lint + "-good")).isEmpty();
		assertThat(checkCrl(lint + "-bad")).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo(code);
			assertThat(finding.cause()).endsWith("(" + lint + ")");
		});
	}

	@Test
	void passesTheGoodAnswerAndFindsOnlyItsOwnFaultInTheBadOne() throws Exception {
		assertThat(checkAnswer("L40-good", TestChain.NONCE)).isEmpty();
		for (List<Finding> findings : List.of(checkAnswer("L40-bad", TestChain.NONCE), checkAnswer("L40-good", null),
				checkAnswer("L40-good", new byte[31]))) {
			assertThat(findings).singleElement().satisfies((finding) -> {
				assertThat(finding.code()).isEqualTo(Code.OCSP_ANSWER);
				assertThat(finding.cause()).endsWith("(L40)");
			});
		}
	}

	@ParameterizedTest
	@CsvSource({ "L03", "L35", "L36" })
	void runsTheThreeOfTheRealSignatureAlone(String lint) throws Exception {
		assertThat(Lints.checkSignature(subject(lint, read(lint + "-good")))).isEmpty();
		assertThat(Lints.checkSignature(subject(lint, read(lint + "-bad")))).hasSize(1);
	}

	private static List<Finding> check(String lint, String kind) throws IOException {
		byte[] der = read(lint + "-" + kind);
		try {
			return Lints.check(subject(lint, der));
		}
		catch (IOException ex) {
			// What Bouncy Castle refuses to read is judged as bytes.
			return Lints.checkEncoding(der);
		}
	}

	private static List<Finding> checkCrl(String name) throws IOException {
		return CrlLints.check(read(name), holder("issuing"), BigInteger.valueOf(7), TestChain.CRL);
	}

	private static List<Finding> checkAnswer(String name, byte[] nonce) throws Exception {
		BasicOCSPResp answer = new BasicOCSPResp(BasicOCSPResponse.getInstance(read(name)));
		CertificateID asked = new CertificateID(new JcaDigestCalculatorProviderBuilder().setProvider(Draft.PROVIDER)
			.build()
			.get(CertificateID.HASH_SHA1), holder("issuing"), TestChain.ASKED);
		return OcspLints.check(new OcspSubject(answer, holder("issuing"), List.of(asked), nonce,
				Instant.parse("2026-01-11T00:00:00Z")));
	}

	private static LintSubject subject(String lint, byte[] der) throws IOException {
		X509CertificateHolder certificate = new X509CertificateHolder(der);
		X509CertificateHolder root = holder("root");
		if (lint.equals("L35")) {
			return new LintSubject(certificate, Role.ROOT, List.of(), TestChain.CA_RULES, null);
		}
		if (OF_ISSUING.contains(lint)) {
			return new LintSubject(certificate, Role.ISSUING_CA, List.of(root), TestChain.CA_RULES,
					root.getSubjectPublicKeyInfo());
		}
		if (lint.equals("L39")) {
			return new LintSubject(certificate, Role.OCSP_SIGNER, List.of(holder("issuing"), root),
					TestChain.SIGNER_RULES, holder("issuing").getSubjectPublicKeyInfo());
		}
		X509CertificateHolder issuing = holder(lint.equals("L31") ? "L30-good" : "issuing");
		return new LintSubject(certificate, Role.END_ENTITY, List.of(issuing, root), TestChain.RULES,
				issuing.getSubjectPublicKeyInfo());
	}

	private static X509CertificateHolder holder(String name) throws IOException {
		return new X509CertificateHolder(read(name));
	}

	private static byte[] read(String name) throws IOException {
		String text = Files.readString(Path.of("src/test/resources/lints", name + ".pem"));
		return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z0-9 ]+-----", ""));
	}

}
