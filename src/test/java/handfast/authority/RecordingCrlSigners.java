package handfast.authority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Keeps what it is asked to sign in files, which outlive a process that is killed.
 */
public final class RecordingCrlSigners extends CrlSigners {

	private final Path folder;

	private RecordingCrlSigners(SigningCas cas, Path folder) {
		super(cas);
		this.folder = folder;
	}

	public static CrlSigners of(AuthorityFixture fixture, Path folder) {
		return new RecordingCrlSigners(fixture.get(SigningCas.class), folder);
	}

	@Override
	public CrlSigner signer(Authority authority) {
		CrlSigner signer = super.signer(authority);
		return new CrlSigner() {

			@Override
			public AlgorithmIdentifier algorithm() {
				return signer.algorithm();
			}

			@Override
			public byte[] sign(byte[] tbs) {
				record(tbs);
				return signer.sign(tbs);
			}

		};
	}

	private void record(byte[] tbs) {
		try {
			Path file = this.folder.resolve(UUID.randomUUID().toString());
			Files.write(file, tbs);
			Files.move(file, file.resolveSibling(file.getFileName() + ".tbs"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
