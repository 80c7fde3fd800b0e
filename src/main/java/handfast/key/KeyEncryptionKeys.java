package handfast.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import handfast.key.Wrapping.Kek;
import handfast.problem.ProblemType;
import handfast.storage.AtomicFiles;
import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.storage.StartRefused;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The two keys that wrap all others, each in a file of its own that its owner alone may
 * read. Nothing here makes one by itself: the first start decides that.
 */
@Component
public class KeyEncryptionKeys {

	private static final Set<PosixFilePermission> OWNER_ALONE = EnumSet.of(PosixFilePermission.OWNER_READ,
			PosixFilePermission.OWNER_WRITE);

	private static final Pattern FORM = Pattern.compile("handfast-kek:v1:([0-9a-f]{64})\\s*");

	private static final int LONGEST = 200;

	private final Home home;

	private final Path mainFile;

	private final SecureRandom random;

	private volatile @Nullable SecretKeySpec main;

	private @Nullable SecretKeySpec root;

	@Autowired
	public KeyEncryptionKeys(Home home, HandfastProperties properties, SecureRandom random) {
		this(home, properties.keyFile(), random);
	}

	private KeyEncryptionKeys(Home home, @Nullable Path mainFile, SecureRandom random) {
		this.home = home;
		this.random = random;
		this.mainFile = (mainFile != null) ? mainFile.toAbsolutePath() : home.resolve("kek");
	}

	/**
	 * Keys by the content of their files, such as those in a backup.
	 * @param root null where it is not at hand
	 * @throws StartRefused where one is no key
	 */
	public static KeyEncryptionKeys of(Path mainFile, byte[] main, Home home, byte @Nullable [] root) {
		KeyEncryptionKeys keys = new KeyEncryptionKeys(home, mainFile, new SecureRandom());
		keys.main = parse(main, mainFile);
		keys.root = (root != null) ? parse(root, keys.rootFile()) : null;
		return keys;
	}

	/**
	 * Where the main key is or will be.
	 */
	public Path mainFile() {
		return this.mainFile;
	}

	public Path rootFile() {
		return this.home.resolve("root-kek");
	}

	public boolean mainExists() {
		return Files.exists(this.mainFile);
	}

	public boolean rootExists() {
		return Files.exists(rootFile());
	}

	/**
	 * Makes the main key unless it is there.
	 * @return whether this call made it; of two racers, one does
	 * @throws StartRefused where the file can't be written
	 */
	public boolean createMain() {
		return create(this.mainFile, "handfast.key-file");
	}

	/**
	 * Makes the root's key unless it is there.
	 * @return whether this call made it
	 */
	public boolean createRoot() {
		return create(rootFile(), "handfast.home");
	}

	/**
	 * Whether there is no main key, so that nothing can be signed or wrapped.
	 */
	public boolean sealed() {
		return this.main == null && !mainExists();
	}

	/**
	 * Tells the main key from another one and says nothing about it: 32 hex digits, the
	 * same for the same key.
	 * @throws StartRefused where the file is missing, open to others or not a key
	 */
	public String fingerprint() {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(mainOrRefuse().getEncoded(), "HmacSHA256"));
			byte[] check = mac.doFinal("handfast:kek-check:v1".getBytes(StandardCharsets.US_ASCII));
			return HexFormat.of().formatHex(check, 0, 16);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The key itself, for {@link Wrapping} alone.
	 * @throws handfast.problem.Problem {@code SEALED} where its file is not there
	 */
	SecretKeySpec require(Kek kek) {
		SecretKeySpec known = this.main;
		if (kek == Kek.MAIN && known != null) {
			return known;
		}
		SecretKeySpec knownRoot = this.root;
		if (kek == Kek.ROOT && knownRoot != null) {
			return knownRoot;
		}
		Path file = (kek == Kek.MAIN) ? this.mainFile : rootFile();
		if (!Files.exists(file)) {
			throw ProblemType.SEALED.because("The key file " + file.getFileName()
					+ " is not there; put it back where handfast.key-file or the home wants it.");
		}
		// The root's key is used a few times a year: it stays out of memory
		return (kek == Kek.MAIN) ? mainOrRefuse() : read(file);
	}

	private synchronized SecretKeySpec mainOrRefuse() {
		SecretKeySpec known = this.main;
		if (known == null) {
			known = read(this.mainFile);
			this.main = known;
		}
		return known;
	}

	private boolean create(Path file, String setting) {
		if (Files.exists(file)) {
			// Perhaps in a folder that nobody may write to, which is a good place.
			return false;
		}
		byte[] key = new byte[32];
		this.random.nextBytes(key);
		String text = "handfast-kek:v1:" + HexFormat.of().formatHex(key) + "\n";
		try {
			return AtomicFiles.createPrivate(file, text.getBytes(StandardCharsets.US_ASCII));
		}
		catch (UncheckedIOException ex) {
			throw new StartRefused("The key file " + file + " can't be made (" + ex.getCause()
					+ "); make its folder and let this user write there, or set " + setting + " to another place.");
		}
	}

	private SecretKeySpec read(Path file) {
		try {
			requirePrivate(file);
			if (Files.size(file) > LONGEST) {
				throw notAKey(file);
			}
			return parse(Files.readAllBytes(file), file);
		}
		catch (NoSuchFileException ex) {
			throw new StartRefused("The key file " + file
					+ " is not there; copy it from the node or backup that it was made on, or set handfast.key-file.");
		}
		catch (IOException ex) {
			throw new StartRefused("The key file " + file + " can't be read (" + ex
					+ "); let this user read it, or set handfast.key-file to another place.");
		}
	}

	private static SecretKeySpec parse(byte[] content, Path file) {
		Matcher matcher = FORM.matcher(new String(content, StandardCharsets.ISO_8859_1));
		if (!matcher.matches()) {
			throw notAKey(file);
		}
		return new SecretKeySpec(HexFormat.of().parseHex(matcher.group(1)), "AES");
	}

	private void requirePrivate(Path file) throws IOException {
		Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
		if (!OWNER_ALONE.containsAll(mode)) {
			throw new StartRefused("The key file " + file + " has mode " + PosixFilePermissions.toString(mode)
					+ " and others could use it; run: chmod 600 " + file);
		}
		// Who owns the file can change its mode: it must be the home's owner, who runs us
		if (!Files.getOwner(file).equals(Files.getOwner(this.home.path()))) {
			throw new StartRefused("The key file " + file + " belongs to " + Files.getOwner(file) + " and the home to "
					+ Files.getOwner(this.home.path()) + "; give both to one user with chown.");
		}
	}

	private static StartRefused notAKey(Path file) {
		return new StartRefused("The key file " + file
				+ " holds no key of Handfast; copy the right one there, or set handfast.key-file.");
	}

}
