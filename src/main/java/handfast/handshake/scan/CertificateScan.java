package handfast.handshake.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Predicate;

import handfast.handshake.scan.ReplyReader.Depth;
import handfast.handshake.scan.Scan.ShownCertificate;
import handfast.x509.Printable;
import handfast.x509.Fingerprint;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * The certificates that a server shows: for RSA and for ECDSA, with the name and without.
 * Before TLS 1.3, which encrypts them.
 */
final class CertificateScan {

	private final Asker asker;

	private final Hello opening;

	CertificateScan(Asker asker, Hello opening) {
		this.asker = asker;
		this.opening = opening;
	}

	List<Shown> certificates() {
		Map<String, Hello> questions = new LinkedHashMap<>();
		Hello rsa = with(SuiteTraits::isRsa);
		Hello ecdsa = with(SuiteTraits::isEcdsa);
		String name = this.opening.serverName();
		if (name != null) {
			questions.put("ECDSA, " + name, ecdsa);
			questions.put("RSA, " + name, rsa);
		}
		questions.put("ECDSA, no name", ecdsa.withServerName(null));
		questions.put("RSA, no name", rsa.withServerName(null));
		questions.values().removeIf((hello) -> hello.suites().length == 0);
		try (Together together = new Together()) {
			Map<String, Future<Reply>> asked = new LinkedHashMap<>();
			questions.forEach(
					(kind, hello) -> asked.put(kind, together.start(() -> this.asker.ask(hello, Depth.CERTIFICATE))));
			List<Shown> shown = new ArrayList<>();
			asked.forEach((kind, future) -> add(shown, kind, Together.await(future)));
			return shown;
		}
	}

	/**
	 * As the report shows it; of bytes that are no certificate, the fingerprint alone.
	 */
	static ShownCertificate view(Shown shown) {
		String fingerprint = Fingerprint.of(shown.leaf()).hex();
		int chain = shown.reply().chain().size();
		boolean stapled = shown.reply().stapled();
		try {
			Certificate leaf = Certificate.getInstance(shown.leaf());
			LeafKey key = LeafKey.of(shown.leaf());
			return new ShownCertificate(shown.shownFor(), Printable.of(leaf.getSubject().toString()),
					Printable.of(leaf.getIssuer().toString()), leaf.getEndDate().getDate().toInstant(), key.label(),
					fingerprint, chain, stapled);
		}
		// The library throws what it likes on bytes of a stranger.
		catch (RuntimeException ex) {
			return new ShownCertificate(shown.shownFor(), null, null, null, null, fingerprint, chain, stapled);
		}
	}

	private static void add(List<Shown> shown, String kind, Reply reply) {
		if (reply.chain().isEmpty()) {
			return;
		}
		for (Shown earlier : shown) {
			if (Arrays.equals(earlier.reply().chain().getFirst(), reply.chain().getFirst())) {
				earlier.shownFor().add(kind);
				return;
			}
		}
		shown.add(new Shown(new ArrayList<>(List.of(kind)), reply));
	}

	private Hello with(Predicate<SuiteTraits> wanted) {
		return this.opening.withSuites(
				Arrays.stream(this.opening.suites()).filter((code) -> wanted.test(SuiteTraits.of(code))).toArray());
	}

	/**
	 * One certificate, and what it was shown for.
	 */
	record Shown(List<String> shownFor, Reply reply) {

		byte[] leaf() {
			return this.reply.chain().getFirst();
		}

	}

}
