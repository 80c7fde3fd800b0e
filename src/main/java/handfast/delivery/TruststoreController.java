package handfast.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import handfast.access.PublicEndpoint;
import handfast.authority.Authorities;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The root as Java wants it. Made by the JDK's own code, which marks the entry as
 * trusted: without that mark, as OpenSSL writes it, Java finds no anchor and says so to
 * nobody.
 */
@RestController
@Tag(name = "Trust")
class TruststoreController {

	private static final MediaType PKCS12 = MediaType.parseMediaType("application/pkcs12");

	// That of the JDK's own truststore: it keeps nothing secret.
	private static final String PASSWORD = "changeit";

	private static final String ALIAS = "handfast-root";

	private static final Duration LONGEST_CACHED = Duration.ofMinutes(5);

	private final Authorities authorities;

	private volatile @Nullable Made made;

	TruststoreController(Authorities authorities) {
		this.authorities = authorities;
	}

	@Operation(summary = "The root as a truststore for Java",
			description = "PKCS #12 with the password changeit, as javax.net.ssl.trustStore takes it; Java wants"
					+ " javax.net.ssl.trustStorePassword beside it. Compare the root's fingerprint by another way first.")
	@ApiResponse(responseCode = "200", description = "The file",
			headers = @Header(name = "Handfast-Truststore-Password", description = "Its password"),
			content = @Content(mediaType = "application/pkcs12", schema = @Schema(type = "string", format = "binary")))
	@PublicEndpoint
	@GetMapping("/truststore.p12")
	ResponseEntity<byte[]> truststore() {
		return ResponseEntity.ok()
			.contentType(PKCS12)
			.cacheControl(CacheControl.maxAge(LONGEST_CACHED))
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment().filename("truststore.p12").build().toString())
			.header("Handfast-Truststore-Password", PASSWORD)
			.body(file(this.authorities.anchors()));
	}

	// Its key derivation takes milliseconds, which anyone could ask for.
	private byte[] file(List<byte[]> anchors) {
		Made last = this.made;
		if (last == null || !Arrays.deepEquals(last.anchors().toArray(), anchors.toArray())) {
			last = new Made(anchors, make(anchors));
			this.made = last;
		}
		return last.file();
	}

	private static byte[] make(List<byte[]> anchors) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			for (int i = 0; i < anchors.size(); i++) {
				store.setCertificateEntry((i == 0) ? ALIAS : ALIAS + "-" + (i + 1),
						CertificateFactory.getInstance("X.509")
							.generateCertificate(new ByteArrayInputStream(anchors.get(i))));
			}
			ByteArrayOutputStream file = new ByteArrayOutputStream();
			store.store(file, PASSWORD.toCharArray());
			requireTrusted(file.toByteArray());
			return file.toByteArray();
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("The truststore can't be made", ex);
		}
	}

	private static void requireTrusted(byte[] file) throws GeneralSecurityException, IOException {
		KeyStore read = KeyStore.getInstance("PKCS12");
		read.load(new ByteArrayInputStream(file), PASSWORD.toCharArray());
		if (!read.isCertificateEntry(ALIAS)) {
			throw new IllegalStateException("Java finds no trusted entry in the truststore");
		}
	}

	private record Made(List<byte[]> anchors, byte[] file) {
	}

}
