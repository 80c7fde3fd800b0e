package handfast.bundle.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import handfast.bundle.file.Contents.KeyEntry;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Verifications;
import handfast.x509.MalformedException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates go with which key. The JDK goes by localKeyID, then from issuer to
 * issuer by their names; OpenSSL goes by the key itself. The certificate is found as
 * OpenSSL does it, and what keeps the JDK from it is told.
 */
final class Pkcs12Entries {

	private static final int LONGEST = 32;

	// Such as an issuing CA before and after its renewal.
	private static final int MOST_NAMESAKES = 8;

	private final List<Bag> keys;

	private final List<Bag> certificates;

	private final List<byte[]> trusted = new ArrayList<>();

	private final Unlocking unlocking;

	private final List<Finding> findings;

	Pkcs12Entries(List<Bag> bags, Unlocking unlocking, List<Finding> findings) {
		this.keys = bags.stream().filter(Bag::isKey).toList();
		this.certificates = new ArrayList<>();
		for (Bag bag : bags) {
			byte[] der = bag.certificate();
			if (der != null && bag.isTrusted()) {
				this.trusted.add(der);
			}
			else if (der != null) {
				this.certificates.add(bag);
			}
		}
		this.unlocking = unlocking;
		this.findings = findings;
	}

	Contents contents() {
		if (this.keys.isEmpty()) {
			if (this.trusted.isEmpty() && !this.certificates.isEmpty()) {
				this.findings
					.add(Finding.of(Code.TRUSTED_ENTRIES_MISSING, "The file " + Code.TRUSTED_ENTRIES_MISSING.cause()));
			}
			return new Contents(List.of(), ders(this.certificates), this.trusted, List.of());
		}
		List<KeyEntry> entries = new ArrayList<>();
		List<byte[]> unused = ders(this.certificates);
		for (Bag key : this.keys) {
			KeyEntry entry = entry(key);
			unused.removeIf((der) -> holds(entry.chain(), der));
			entries.add(entry);
		}
		// Readers that go by the order of the file send these along.
		KeyEntry first = entries.getFirst();
		List<byte[]> chain = new ArrayList<>(first.chain());
		chain.addAll(unused);
		entries.set(0, new KeyEntry(first.name(), first.key(), chain, false));
		return new Contents(entries, List.of(), this.trusted, List.of());
	}

	private KeyEntry entry(Bag bag) {
		HeldKey key = key(bag);
		Bag leaf = leaf(bag, key);
		if (bag.friendlyName().isEmpty()) {
			this.findings
				.add(Finding.of(Code.KEYSTORE_ALIAS_MISSING, "The file " + Code.KEYSTORE_ALIAS_MISSING.cause()));
		}
		if (leaf == null) {
			return new KeyEntry(bag.friendlyName(), key, List.of(), false);
		}
		if (!bag.hasSameIdAs(leaf)) {
			this.findings.add(Finding.of(Code.KEYSTORE_LOCAL_KEY_ID, "The file " + Code.KEYSTORE_LOCAL_KEY_ID.cause()));
		}
		return new KeyEntry(bag.friendlyName(), key, chain(leaf), false);
	}

	private HeldKey key(Bag bag) {
		try {
			HeldKey key = bag.key(this.unlocking);
			if (key.publicKey().isEmpty()) {
				this.findings.add(Finding.of(Code.KEY_UNREADABLE, "The file " + Code.KEY_UNREADABLE.cause()));
			}
			return key;
		}
		catch (MalformedException ex) {
			this.findings.add(Finding.of(Code.of(ex.code()), String.valueOf(ex.getMessage())));
			return HeldKey.unreadable();
		}
	}

	private @Nullable Bag leaf(Bag bag, HeldKey key) {
		return this.certificates.stream()
			.filter((one) -> Bag.publicKey(der(one)).filter(key::belongsTo).isPresent())
			.findFirst()
			.or(() -> this.certificates.stream().filter(bag::hasSameIdAs).findFirst())
			.orElse(null);
	}

	private List<byte[]> chain(Bag leaf) {
		List<byte[]> chain = new ArrayList<>(List.of(der(leaf)));
		while (chain.size() < LONGEST) {
			byte[] issuer = issuerOf(chain);
			if (issuer == null) {
				break;
			}
			chain.add(issuer);
		}
		return chain;
	}

	private byte @Nullable [] issuerOf(List<byte[]> chain) {
		X509CertificateHolder last = Bag.parsed(chain.getLast()).orElse(null);
		if (last == null || last.getIssuer().equals(last.getSubject())) {
			return null;
		}
		List<byte[]> namesakes = this.certificates.stream()
			.map(Pkcs12Entries::der)
			.filter((der) -> !holds(chain, der))
			.filter((der) -> Bag.parsed(der).filter((one) -> one.getSubject().equals(last.getIssuer())).isPresent())
			.limit(MOST_NAMESAKES)
			.toList();
		return namesakes.stream()
			.filter((der) -> signed(last, der))
			.findFirst()
			.or(() -> namesakes.stream().findFirst())
			.orElse(null);
	}

	private static boolean signed(X509CertificateHolder certificate, byte[] issuer) {
		try {
			byte[] tbs = certificate.toASN1Structure().getTBSCertificate().getEncoded(ASN1Encoding.DER);
			return Bag.publicKey(issuer)
				.filter((key) -> Verifications.verifies(key, certificate.getSignatureAlgorithm(), tbs,
						certificate.getSignature()))
				.isPresent();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean holds(List<byte[]> chain, byte[] der) {
		return chain.stream().anyMatch((one) -> Arrays.equals(one, der));
	}

	private static List<byte[]> ders(List<Bag> bags) {
		return new ArrayList<>(bags.stream().map(Pkcs12Entries::der).toList());
	}

	private static byte[] der(Bag bag) {
		byte[] der = bag.certificate();
		return (der != null) ? der : new byte[0];
	}

}
