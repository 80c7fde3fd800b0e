package handfast.validation;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.x509.TestAuthority;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PathCertificateTests {

	private static final int ROUNDS = 3000;

	private static final int READERS = 4;

	/**
	 * Certificates of CAs are shared, and found by name: a name whose hash is still being
	 * computed by another thread would not be found, and its path not be trusted.
	 */
	@Test
	void hasItsNamesHashedBeforeAnyoneElseAsks() throws Exception {
		byte[] der = TestAuthority
			.root("CN=Root with a name that takes a while,O=Handfast,OU=Tests,C=DE", (draft) -> draft)
			.der();
		int hash = new X500Name("CN=Root with a name that takes a while,O=Handfast,OU=Tests,C=DE").hashCode();
		CyclicBarrier together = new CyclicBarrier(READERS);
		try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
			for (int round = 0; round < ROUNDS; round++) {
				// The signature is not verified here, and makes it another certificate.
				byte[] fresh = der.clone();
				fresh[fresh.length - 1] = (byte) round;
				fresh[fresh.length - 2] = (byte) (round >> 8);
				PathCertificate shared = PathCertificate.read(fresh);
				Callable<Integer> reader = () -> {
					together.await();
					return shared.subject().hashCode();
				};
				for (Future<Integer> found : threads.invokeAll(List.of(reader, reader, reader, reader))) {
					assertThat(found.get()).as("round " + round).isEqualTo(hash);
				}
			}
		}
	}

}
