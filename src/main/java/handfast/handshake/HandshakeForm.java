package handfast.handshake;

import java.util.List;
import java.util.UUID;

import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that asks for a handshake.
 *
 * @param target {@code shop.test:443}, {@code 10.1.2.3:443}, {@code [fd00::1]:443}
 * @param serverName to ask for and to find in the certificate; the target's host where
 * not given
 * @param expect the certificate that must answer
 * @param trust {@code handfast}, {@code system} or {@code both}
 * @param trustAnchors PEM of roots for this one handshake
 * @param startTls {@code smtp}, {@code imap}, {@code pop3}, {@code ftp}, {@code ldap},
 * {@code xmpp}, {@code postgres} or {@code mysql}: how the server comes to TLS
 * @param clientCertificate id of a certificate of the caller, shown where the server asks
 * @param scan whether to ask, beside, for all versions, suites and groups that the server
 * takes
 * @param application asked over the connection after the handshake:
 * {@code dns-over-https}
 */
record HandshakeForm(@NotBlank @Size(max = 300) String target, @Nullable @Size(min = 1, max = 253) String serverName,
		@Nullable @Valid Expect expect, @Nullable String trust, @Nullable @Size(max = 500_000) String trustAnchors,
		@Nullable String startTls, @Nullable UUID clientCertificate, @Nullable Boolean scan,
		@Nullable String application) {

	SiteOrder toOrder() {
		return new SiteOrder(this.target, this.serverName, (this.expect != null) ? this.expect.certificate() : null,
				this.trust, anchors(), this.startTls, this.clientCertificate, Boolean.TRUE.equals(this.scan),
				this.application);
	}

	private List<byte[]> anchors() {
		if (this.trustAnchors == null) {
			return List.of();
		}
		try {
			return Pem.certificates(this.trustAnchors);
		}
		catch (MalformedException ex) {
			String message = "Paste at least one whole CERTIFICATE block";
			throw ProblemType.INVALID_REQUEST.because(message)
				.with("violations", List.of(new Violation("/trustAnchors", Code.PEM_MALFORMED, message)));
		}
	}

	/**
	 * @param certificate id in the inventory
	 */
	record Expect(@NotNull UUID certificate) {
	}

}
