package handfast.handshake;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import handfast.handshake.Exchange.Failure;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.validation.NameMatching;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.tls.AlertDescription;

/**
 * One more connection, where the first leaves two causes open.
 */
enum SecondLook {

	/**
	 * With all that the library can offer: what does the server want that was not
	 * offered?
	 */
	WIDER_OFFER,

	/**
	 * Without SNI: does the server know the name, or does it show its default?
	 */
	NO_NAME;

	/**
	 * The one that is worth its connection; empty where the first tells enough.
	 */
	static Optional<SecondLook> after(Exchange first, SiteQuestion question) {
		Failure failure = first.failure();
		if (failure != null && failure.kind() == Failure.Kind.ALERT_RECEIVED
				&& (failure.alert() == AlertDescription.handshake_failure
						|| failure.alert() == AlertDescription.insufficient_security)
				&& Story.serverHello(first.transcript()) == null) {
			return Optional.of(WIDER_OFFER);
		}
		return (question.sni() != null && showsAnotherName(first.serverChain(), question.serverName()))
				? Optional.of(NO_NAME) : Optional.empty();
	}

	Offer offer(SiteQuestion question) {
		return switch (this) {
			case WIDER_OFFER -> Offer.widest(question.sni());
			case NO_NAME -> Offer.site(null);
		};
	}

	private static boolean showsAnotherName(List<byte[]> chain, String name) {
		if (chain.isEmpty()) {
			return false;
		}
		try {
			return !NameMatching.matches(new X509CertificateHolder(chain.getFirst()), name);
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * What it showed.
	 */
	record Seen(SecondLook look, Exchange exchange) {
	}

}
