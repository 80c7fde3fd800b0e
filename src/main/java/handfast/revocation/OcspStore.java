package handfast.revocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import handfast.storage.Home;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The answers that this node has made ahead: in one file of the home, so that they
 * outlive the process, and those that are asked for in memory. What is lost of it is made
 * again from rows; what it says of the newest revocation it has seen was written after
 * that revocation's answer.
 */
@Component
class OcspStore implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(OcspStore.class);

	private static final int MEMORY_MEGABYTES = 16;

	private static final long HOT_BYTES = 64L * 1024 * 1024;

	private static final String SEEN = "seen";

	private static final String WALKED = "walked";

	private final Cache<OcspName, KeptAnswer> hot = Caffeine.newBuilder()
		.maximumWeight(HOT_BYTES)
		.weigher((OcspName name, KeptAnswer answer) -> answer.der().length + 500)
		.build();

	private final Path path;

	private volatile OpenFile file;

	OcspStore(Home home) {
		this.path = home.folder("ocsp").resolve("answers");
		this.file = OpenFile.open(this.path);
	}

	/**
	 * Opens the file again where a full disk has closed it.
	 */
	void heal() {
		if (this.file.store().isClosed()) {
			this.file = OpenFile.open(this.path);
		}
	}

	Optional<KeptAnswer> find(OcspName name) {
		return Optional.ofNullable(this.hot.get(name, this::read));
	}

	private @Nullable KeptAnswer read(OcspName name) {
		try {
			byte[] bytes = this.file.answers().get(name.key());
			return (bytes != null) ? KeptAnswer.of(bytes) : null;
		}
		catch (MVStoreException ex) {
			logger.debug("The file of OCSP answers can't be read now", ex);
			return null;
		}
	}

	/**
	 * Keeps it: in memory alone where the file can't be written now.
	 */
	void put(OcspName name, KeptAnswer answer) {
		try {
			write(name, answer);
		}
		catch (MVStoreException ex) {
			logger.warn("The file of OCSP answers can't be written now: {}", ex.getMessage());
		}
		this.hot.put(name, answer);
	}

	private void write(OcspName name, KeptAnswer answer) {
		String key = name.key();
		byte[] before = this.file.answers().get(key);
		this.file.due().put(due(key, answer), "");
		if (answer.status().onHold()) {
			this.file.held().put(key, "");
		}
		else {
			this.file.held().remove(key);
		}
		this.file.answers().put(key, answer.toBytes());
		if (before != null && !due(key, KeptAnswer.of(before)).equals(due(key, answer))) {
			this.file.due().remove(due(key, KeptAnswer.of(before)));
		}
	}

	void remove(OcspName name) {
		String key = name.key();
		byte[] before = this.file.answers().remove(key);
		// After the file, or it would be read from there again.
		this.hot.invalidate(name);
		this.file.held().remove(key);
		if (before != null) {
			this.file.due().remove(due(key, KeptAnswer.of(before)));
		}
	}

	/**
	 * Some whose next answer is to be made by now, the oldest first.
	 */
	List<OcspName> due(Instant now, int limit) {
		List<OcspName> names = new ArrayList<>();
		String end = time(now);
		for (String entry = this.file.due().firstKey(); entry != null && names.size() < limit
				&& entry.compareTo(end) < 0; entry = this.file.due().higherKey(entry)) {
			OcspName name = OcspName.of(entry.substring(entry.indexOf('/') + 1));
			byte[] kept = this.file.answers().get(name.key());
			if (kept != null && due(name.key(), KeptAnswer.of(kept)).equals(entry)) {
				names.add(name);
			}
			else {
				// Left over of an answer that has a successor.
				this.file.due().remove(entry);
			}
		}
		return names;
	}

	/**
	 * How many answers there are.
	 */
	long count() {
		return this.file.answers().sizeAsLong();
	}

	/**
	 * When the first is to be made anew; empty where there is none.
	 */
	Optional<Instant> firstDue() {
		return Optional.ofNullable(this.file.due().firstKey())
			.map((entry) -> Instant.ofEpochSecond(Long.parseLong(entry.substring(0, entry.indexOf('/')))));
	}

	/**
	 * All whose answer says that they are on hold.
	 */
	List<OcspName> held() {
		List<OcspName> names = new ArrayList<>();
		this.file.held().keyIterator(null).forEachRemaining((key) -> names.add(OcspName.of(key)));
		return names;
	}

	/**
	 * Up to when revocations have been seen.
	 */
	Instant seen() {
		String text = this.file.progress().get(SEEN);
		return (text != null) ? Instant.parse(text) : Instant.EPOCH;
	}

	void seen(Instant time) {
		this.file.progress().put(SEEN, time.toString());
	}

	/**
	 * The certificate up to which answers have been made ahead.
	 */
	UUID walked() {
		String text = this.file.progress().get(WALKED);
		return (text != null) ? UUID.fromString(text) : new UUID(0, 0);
	}

	void walked(UUID id) {
		this.file.progress().put(WALKED, id.toString());
	}

	@Override
	public void destroy() {
		this.file.store().close();
	}

	private static String time(Instant time) {
		return String.format("%012d", time.getEpochSecond());
	}

	private static String due(String key, KeptAnswer answer) {
		return time(answer.due()) + "/" + key;
	}

	/**
	 * The maps of the file.
	 *
	 * @param due when and which, so that the first is due first
	 * @param held which say that they are on hold
	 */
	private record OpenFile(MVStore store, MVMap<String, byte[]> answers, MVMap<String, String> due,
			MVMap<String, String> held, MVMap<String, String> progress) {

		static OpenFile open(Path path) {
			MVStore store = openOrMakeAnew(path);
			return new OpenFile(store, store.openMap("answers"), store.openMap("due"), store.openMap("held"),
					store.openMap("progress"));
		}

		private static MVStore openOrMakeAnew(Path path) {
			MVStore.Builder builder = new MVStore.Builder().fileName(path.toString())
				.cacheSize(MEMORY_MEGABYTES)
				.compress();
			try {
				return builder.open();
			}
			catch (MVStoreException ex) {
				if (ex.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
					throw ex;
				}
				logger.warn("The OCSP answers in {} can't be read and are made anew", path);
				delete(path);
				return builder.open();
			}
		}

		private static void delete(Path path) {
			try {
				Files.deleteIfExists(path);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
