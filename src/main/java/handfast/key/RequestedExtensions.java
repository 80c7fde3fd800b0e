package handfast.key;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import handfast.validation.Code;
import handfast.x509.Name;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * What a request asks for beside its key and subject. Only the SAN is taken over;
 * CA:FALSE, the key usages and purposes that a profile may give, and a right key
 * identifier are what ordinary tools put in and are let pass; all else is refused
 * (security §3.4).
 *
 * @spec https://www.rfc-editor.org/rfc/rfc2985#section-5.4.2 RFC 2985 §5.4.2
 */
final class RequestedExtensions {

	private static final Map<ASN1ObjectIdentifier, String> SPELLED = Map.of(Extension.certificatePolicies,
			"certificatePolicies", Extension.nameConstraints, "nameConstraints", Extension.policyConstraints,
			"policyConstraints", Extension.authorityKeyIdentifier, "authorityKeyIdentifier",
			Extension.cRLDistributionPoints, "cRLDistributionPoints", Extension.authorityInfoAccess,
			"authorityInfoAccess", Extension.issuerAlternativeName, "issuerAltName", Extension.inhibitAnyPolicy,
			"inhibitAnyPolicy");

	private static final Set<KeyPurposeId> PURPOSES = Set.of(KeyPurposeId.id_kp_serverAuth,
			KeyPurposeId.id_kp_clientAuth);

	private final CsrParts csr;

	private final Refusals refusals;

	private final List<Name> names = new ArrayList<>();

	private final Set<String> purposes = new HashSet<>();

	private boolean keyEncipherment;

	private RequestedExtensions(CsrParts csr, Refusals refusals) {
		this.csr = csr;
		this.refusals = refusals;
	}

	static RequestedExtensions read(CsrParts csr, Refusals refusals) {
		RequestedExtensions requested = new RequestedExtensions(csr, refusals);
		try {
			requested.readAttributes();
		}
		catch (RuntimeException ex) {
			refusals.add(Code.CSR_MALFORMED, "The CSR has attributes that can't be read. Have it made anew.");
		}
		return requested;
	}

	List<Name> names() {
		return this.names;
	}

	/**
	 * OIDs of the extended key usages asked for.
	 */
	Set<String> purposes() {
		return this.purposes;
	}

	/**
	 * Whether keyEncipherment is asked for, which RSA keys alone have and not every
	 * profile gives.
	 */
	boolean keyEncipherment() {
		return this.keyEncipherment;
	}

	private void readAttributes() {
		Set<ASN1ObjectIdentifier> seen = new HashSet<>();
		for (ASN1Encodable element : this.csr.attributes()) {
			ASN1Sequence attribute = ASN1Sequence.getInstance(element);
			ASN1ObjectIdentifier type = ASN1ObjectIdentifier.getInstance(attribute.getObjectAt(0));
			ASN1Set values = ASN1Set.getInstance(attribute.getObjectAt(1));
			if (!seen.add(type)) {
				this.refusals.add(Code.CSR_ATTRIBUTE_REPEATED,
						"The CSR has the attribute " + type + " twice. Have it made anew with one.");
			}
			else if (PKCSObjectIdentifiers.pkcs_9_at_challengePassword.equals(type)) {
				this.refusals.add(Code.CSR_CHALLENGE_PASSWORD,
						"The CSR carries a challenge password, which nobody asked for. Have it made without one.");
			}
			else if (!PKCSObjectIdentifiers.pkcs_9_at_extensionRequest.equals(type)) {
				this.refusals.add(Code.CSR_ATTRIBUTE_REFUSED,
						"The CSR has the attribute " + type + ". Leave it out; only extensionRequest is taken.");
			}
			else if (attribute.size() != 2 || values.size() != 1) {
				this.refusals.add(Code.CSR_ATTRIBUTE_REPEATED,
						"The CSR has an extensionRequest without exactly one value. Have it made anew with one.");
			}
			else {
				readExtensions(ASN1Sequence.getInstance(values.getObjectAt(0)));
			}
		}
	}

	private void readExtensions(ASN1Sequence extensions) {
		if (extensions.size() == 0) {
			this.refusals.add(Code.CSR_EXTENSION_MALFORMED,
					"The CSR has an extensionRequest without extensions. Leave the attribute out.");
		}
		Set<ASN1ObjectIdentifier> seen = new HashSet<>();
		for (ASN1Encodable element : extensions) {
			ASN1Sequence extension = ASN1Sequence.getInstance(element);
			ASN1ObjectIdentifier oid = ASN1ObjectIdentifier.getInstance(extension.getObjectAt(0));
			if (!seen.add(oid)) {
				this.refusals.add(Code.CSR_EXTENSION_REPEATED,
						"The CSR has the extension " + oid + " twice. Have it made anew with one.");
				continue;
			}
			try {
				readExtension(oid, critical(extension),
						ASN1OctetString.getInstance(extension.getObjectAt(extension.size() - 1)).getOctets());
			}
			catch (RuntimeException ex) {
				this.refusals.add(Code.CSR_EXTENSION_MALFORMED,
						"The CSR's extension " + oid + " can't be read. Have it made anew.");
			}
		}
	}

	private static boolean critical(ASN1Sequence extension) {
		if (extension.size() == 2) {
			return false;
		}
		// X.690 §11.5: a default, here FALSE, is left out
		if (extension.size() != 3 || !ASN1Boolean.getInstance(extension.getObjectAt(1)).isTrue()) {
			throw new IllegalArgumentException("critical");
		}
		return true;
	}

	private void readExtension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
		if (Extension.subjectAlternativeName.equals(oid)) {
			CsrNames.read(strict(value), this.names, this.refusals);
		}
		else if (Extension.basicConstraints.equals(oid)) {
			readBasicConstraints(ASN1Sequence.getInstance(strict(value)));
		}
		else if (Extension.keyUsage.equals(oid)) {
			readKeyUsage(ASN1BitString.getInstance(strict(value)));
		}
		else if (Extension.extendedKeyUsage.equals(oid)) {
			readPurposes(ASN1Sequence.getInstance(strict(value)));
		}
		else if (Extension.subjectKeyIdentifier.equals(oid)) {
			readKeyIdentifier(ASN1OctetString.getInstance(strict(value)).getOctets());
		}
		else {
			this.refusals.add(Code.CSR_EXTENSION_REFUSED,
					"The CSR asks for the " + (critical ? "critical " : "") + "extension "
							+ SPELLED.getOrDefault(oid, oid.getId())
							+ ". Leave it out; the profile sets what is allowed.");
		}
	}

	private void readBasicConstraints(ASN1Sequence constraints) {
		if (constraints.size() == 0) {
			return;
		}
		boolean ca = constraints.getObjectAt(0) instanceof ASN1Boolean flag && flag.isTrue();
		if (ca) {
			this.refusals.add(Code.CSR_CA_REQUESTED, "The CSR asks for a CA certificate. Leave CA:TRUE out.");
		}
		else {
			// Neither an explicit FALSE nor a path length without CA is DER for "no CA"
			throw new IllegalArgumentException("basicConstraints");
		}
	}

	private void readKeyUsage(ASN1BitString bits) {
		KeyUsage usage = KeyUsage.getInstance(bits);
		if (bits.getBytes().length == 0) {
			throw new IllegalArgumentException("keyUsage");
		}
		if (usage.hasUsages(KeyUsage.keyCertSign) || usage.hasUsages(KeyUsage.cRLSign)) {
			this.refusals.add(Code.CSR_CA_REQUESTED,
					"The CSR asks for the key usages of a CA. Leave keyCertSign and cRLSign out.");
		}
		this.keyEncipherment = usage.hasUsages(KeyUsage.keyEncipherment);
		int known = KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign | KeyUsage.cRLSign;
		// Bits of no standard are refused with the rest
		if ((bits.intValue() & ~known) != 0 || bits.getBytes().length > 2) {
			this.refusals.add(Code.CSR_EXTENSION_REFUSED,
					"The CSR asks for key usages that no profile gives. Ask for digitalSignature alone, or for none.");
		}
	}

	private void readPurposes(ASN1Sequence asked) {
		if (asked.size() == 0) {
			throw new IllegalArgumentException("extendedKeyUsage");
		}
		for (ASN1Encodable element : asked) {
			KeyPurposeId purpose = KeyPurposeId.getInstance(element);
			if (PURPOSES.contains(purpose)) {
				this.purposes.add(purpose.getId());
			}
			else {
				this.refusals.add(Code.CSR_EXTENSION_REFUSED, "The CSR asks for the extended key usage "
						+ purpose.getId() + ". Ask for serverAuth or clientAuth, or for none.");
			}
		}
	}

	private void readKeyIdentifier(byte[] identifier) {
		byte[] key = this.csr.publicKey().getPublicKeyData().getOctets();
		byte[] sha256 = Spki.digest("SHA-256", key);
		byte[] wholeSha256 = Spki.sha256(this.csr.publicKey());
		// RFC 5280 §4.2.1.2 (1), RFC 7093 §2 (1) and (4), and both unshortened
		boolean right = List
			.of(Spki.digest("SHA-1", key), Arrays.copyOf(sha256, 20), sha256, Arrays.copyOf(wholeSha256, 20),
					wholeSha256)
			.stream()
			.anyMatch((known) -> Arrays.equals(known, identifier));
		if (!right) {
			this.refusals.add(Code.CSR_EXTENSION_REFUSED,
					"The CSR asks for a subjectKeyIdentifier that is not its key's. Leave it out.");
		}
	}

	private static ASN1Primitive strict(byte[] value) {
		Optional<String> flaw = StrictDer.flawIn(value);
		if (flaw.isPresent()) {
			throw new IllegalArgumentException(flaw.get());
		}
		try {
			return ASN1Primitive.fromByteArray(value);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
