package handfast.revocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import handfast.storage.AtomicFiles;
import handfast.storage.Home;
import handfast.x509.EncodedCrl;
import handfast.x509.Fingerprint;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * What this node serves: each CRL is in a file of the home before anyone gets it, and is
 * served from memory, so that a database that is away is not missed.
 */
@Component
class Served {

	private static final Logger logger = LoggerFactory.getLogger(Served.class);

	private static final Pattern FILE = Pattern.compile("([0-9a-f-]{36})-([0-9]{1,9})\\.crl");

	private final Path folder;

	private final Map<Key, Crl> crls = new ConcurrentHashMap<>();

	Served(Home home) {
		this.folder = home.folder("crl");
		readFiles();
	}

	Optional<Crl> find(Key key) {
		return Optional.ofNullable(this.crls.get(key));
	}

	/**
	 * Number of the one that is served; 0 for none.
	 */
	long number(Key key) {
		return find(key).map(Crl::number).orElse(0L);
	}

	/**
	 * Serves this one from now on, unless a newer one is.
	 */
	synchronized void serve(Key key, byte[] der) {
		Crl crl = read(der);
		if (crl.number() > number(key)) {
			AtomicFiles.writePublic(this.folder.resolve(key.authority() + "-" + key.shard() + ".crl"), der);
			this.crls.put(key, crl);
		}
	}

	private void readFiles() {
		try (Stream<Path> files = Files.list(this.folder)) {
			files.forEach(this::readFile);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void readFile(Path file) {
		Matcher name = FILE.matcher(file.getFileName().toString());
		if (name.matches()) {
			try {
				this.crls.put(new Key(UUID.fromString(name.group(1)), Integer.parseInt(name.group(2))),
						read(Files.readAllBytes(file)));
			}
			catch (IOException | RuntimeException ex) {
				logger.warn("The CRL file {} can't be read and is made anew", file);
			}
		}
	}

	private static Crl read(byte[] der) {
		EncodedCrl crl = EncodedCrl.of(der);
		Extension number = Objects.requireNonNull(crl.extension(Extension.cRLNumber));
		Time nextUpdate = Objects.requireNonNull(crl.nextUpdate());
		return new Crl(ASN1Integer.getInstance(number.getParsedValue()).longValueExact(),
				crl.thisUpdate().getDate().toInstant(), nextUpdate.getDate().toInstant(), der,
				HexFormat.of().formatHex(Fingerprint.of(der).bytes(), 0, 16));
	}

	/**
	 * Whose CRL, as its address names it.
	 */
	record Key(UUID authority, int shard) {
	}

	/**
	 * A CRL that is on disk.
	 *
	 * @param tag tells one from another, for conditional requests
	 */
	record Crl(long number, Instant thisUpdate, Instant nextUpdate, byte[] der, String tag) {
	}

}
