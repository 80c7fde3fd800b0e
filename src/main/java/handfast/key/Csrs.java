package handfast.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import handfast.x509.DistinguishedName;
import handfast.x509.Name;
import handfast.x509.Pem;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

import org.springframework.stereotype.Component;

/**
 * Makes requests for other CAs to sign.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc2986#section-4 RFC 2986 §4
 */
@Component
public class Csrs {

	private final SubjectKeys keys;

	private final CryptoProviders providers;

	Csrs(SubjectKeys keys, CryptoProviders providers) {
		this.keys = keys;
		this.providers = providers;
	}

	/**
	 * A request, PEM, signed by the key, which must be held.
	 * @param names become the SAN, critical where the subject is empty; none leaves it
	 * out
	 * @throws handfast.problem.Problem {@code KEY_NOT_HELD} where the key is not here
	 */
	public String make(SubjectKey key, DistinguishedName subject, List<Name> names) {
		try {
			PKCS10CertificationRequestBuilder request = new PKCS10CertificationRequestBuilder(subject.name(),
					key.publicKey());
			if (!names.isEmpty()) {
				ExtensionsGenerator extensions = new ExtensionsGenerator();
				extensions.addExtension(Extension.subjectAlternativeName, subject.value().isEmpty(),
						generalNames(names));
				request.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
			}
			return Pem.write("CERTIFICATE REQUEST", request.build(signer(key)).getEncoded());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (OperatorCreationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ContentSigner signer(SubjectKey key) throws OperatorCreationException {
		return new JcaContentSignerBuilder(SignatureAlgorithm.usualFor(key.algorithm()).jcaName())
			.setProvider(this.providers.fastest(key.algorithm()))
			.build(this.keys.open(key));
	}

	private static GeneralNames generalNames(List<Name> names) {
		return new GeneralNames(names.stream().map(Name::toGeneralName).toArray(GeneralName[]::new));
	}

}
