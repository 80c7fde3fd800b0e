package handfast.handshake.scan;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a server takes, as the contract's JSON shows it.
 *
 * @param connections how many were made
 * @param complete whether every question was answered; where not, more may be offered
 * than is shown
 * @param level {@code modern}, {@code intermediate} or {@code below-intermediate} by
 * Mozilla's guidelines 6.0
 * @param reasons what keeps it from {@code intermediate}, or else from {@code modern}
 * @param versions the newest first
 * @param certificates each that was shown, once
 * @param alpn protocols it agrees to, in its order; null where it can't be seen, as in
 * TLS 1.3
 * @param clients whether these get through
 */
public record Scan(int connections, long millis, boolean complete, String level, List<String> reasons,
		List<Version> versions, List<ShownCertificate> certificates, @Nullable List<String> alpn, Features features,
		List<Client> clients) {

	/**
	 * @param cipherSuiteOrder whose order decides: {@code server} or {@code client}, in
	 * which case the list is in ours; null where there is no choice
	 * @param groups in the order of its answers to an empty key_share, or of its
	 * ServerKeyExchange
	 * @param groupsComplete false where the certificate's curve hides further groups
	 * @param dhBits size of the prime of DHE, where it is offered
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Version(String protocol, boolean offered, @Nullable String cipherSuiteOrder, List<Suite> cipherSuites,
			@Nullable String groupOrder, List<String> groups, boolean groupsComplete, @Nullable Integer dhBits,
			List<String> signatureSchemes) {

		static Version missing(String protocol) {
			return new Version(protocol, false, null, List.of(), null, List.of(), true, null, List.of());
		}

	}

	/**
	 * @param recommended by IANA's registry
	 * @param weaknesses in a few words each
	 */
	public record Suite(String name, String code, boolean recommended, List<String> weaknesses) {
	}

	/**
	 * @param shownFor what it was shown for: the kinds of key that were asked for, with a
	 * name or without
	 * @param chain how many certificates came, this one with them
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record ShownCertificate(List<String> shownFor, @Nullable String subject, @Nullable String issuer,
			@Nullable Instant notAfter, @Nullable String keyAlgorithm, String fingerprint, int chain, boolean stapled) {
	}

	/**
	 * Each null where it can't be seen: TLS 1.3 encrypts most of it.
	 *
	 * @param sessionIds whether it gives one, be it that it keeps no session
	 * @param compression whether it compresses (CRIME)
	 * @param fallbackScsv whether it refuses a client that was pushed down to an older
	 * version
	 */
	public record Features(@Nullable Boolean sessionIds, @Nullable Boolean sessionTickets, @Nullable Boolean stapling,
			@Nullable Boolean secureRenegotiation, @Nullable Boolean extendedMasterSecret,
			@Nullable Boolean compression, @Nullable Boolean fallbackScsv) {
	}

	/**
	 * How the server answers to what a family of clients offers.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Client(String name, boolean connects, @Nullable String protocol, @Nullable String cipherSuite) {
	}

}
