package handfast.handshake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The library's path validation in place of the strict checker: these tests are about
 * handshakes, not about the rules for chains.
 */
final class TestRules implements PathRules {

	@Override
	public PathVerdict check(PathQuery query) {
		List<Finding> findings = new ArrayList<>();
		String anchor = null;
		try {
			CertificateFactory factory = CertificateFactory.getInstance("X.509", TestChain.PROVIDER);
			List<X509Certificate> chain = new ArrayList<>();
			for (byte[] der : query.chain()) {
				chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
			}
			Set<TrustAnchor> anchors = new HashSet<>();
			for (byte[] der : query.anchors()) {
				anchors.add(new TrustAnchor(
						(X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)), null));
			}
			CertPath path = factory.generateCertPath(chain);
			PKIXParameters parameters = new PKIXParameters(anchors);
			parameters.setRevocationEnabled(false);
			parameters.setDate(Date.from(query.at()));
			CertPathValidator.getInstance("PKIX", TestChain.PROVIDER).validate(path, parameters);
			anchor = "CN=Test Root";
		}
		catch (CertPathValidatorException ex) {
			boolean expired = String.valueOf(ex.getMessage()).contains("expired");
			findings.add(Finding.of(expired ? Code.EXPIRED : Code.UNTRUSTED_ROOT, "The path does not hold"));
		}
		catch (GeneralSecurityException ex) {
			findings.add(Finding.of(Code.UNTRUSTED_ROOT, "The path does not hold"));
		}
		if (query.serverName() != null && !matches(holder(query.chain().getFirst()), query.serverName())) {
			findings.add(Finding.of(Code.NAME_MISMATCH, "The certificate does not hold " + query.serverName()));
		}
		return new PathVerdict(findings.isEmpty(), query.chain(), anchor, findings);
	}

	@Override
	public boolean matches(X509CertificateHolder leaf, String serverName) {
		GeneralNames names = GeneralNames.fromExtensions(leaf.getExtensions(), Extension.subjectAlternativeName);
		for (GeneralName name : names.getNames()) {
			String held = name.getName().toString();
			if (held.equals(serverName)
					|| held.startsWith("*.") && serverName.substring(serverName.indexOf('.')).equals(held.substring(1))
					|| name.getTagNo() == GeneralName.iPAddress
							&& new GeneralName(GeneralName.iPAddress, "127.0.0.1").equals(name)
							&& serverName.equals("127.0.0.1")) {
				return true;
			}
		}
		return false;
	}

	private static X509CertificateHolder holder(byte[] der) {
		try {
			return new X509CertificateHolder(der);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
