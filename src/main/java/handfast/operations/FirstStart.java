package handfast.operations;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

import handfast.access.Doors;
import handfast.access.Tokens;
import handfast.authority.Authorities;
import handfast.authority.RootsChanged;
import handfast.authority.OcspSigners;
import handfast.authority.Reconciler;
import handfast.key.KeyEncryptionKeys;
import handfast.problem.Problem;
import handfast.revocation.Crls;
import handfast.revocation.OcspAnswers;
import handfast.storage.AtomicFiles;
import handfast.storage.Durability;
import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.storage.HomeIdentity;
import handfast.storage.HostName;
import handfast.storage.Installations;
import handfast.storage.Installations.Row;
import handfast.storage.StartRefused;
import handfast.x509.Pem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Brings home and database together: makes an installation where both are empty, finishes
 * a first start that was interrupted, joins a database that another node filled, and
 * stops where the two do not belong together. Each step may be the last before a crash,
 * and doing it again is harmless.
 */
@Component
class FirstStart {

	private static final Logger logger = LoggerFactory.getLogger(FirstStart.class);

	private final Home home;

	private final HandfastProperties properties;

	private final Doors doors;

	private final DatabaseLock lock;

	private final Installations installations;

	private final KeyEncryptionKeys keys;

	private final Authorities authorities;

	private final Reconciler reconciler;

	private final LostActs lostActs;

	private final Crls crls;

	private final OcspSigners ocspSigners;

	private final OcspAnswers ocspAnswers;

	private final Tokens tokens;

	private final Durability durability;

	FirstStart(Home home, HandfastProperties properties, Doors doors, DatabaseLock lock, Installations installations,
			KeyEncryptionKeys keys, Authorities authorities, Reconciler reconciler, LostActs lostActs, Crls crls,
			OcspSigners ocspSigners, OcspAnswers ocspAnswers, Tokens tokens, Durability durability) {
		this.home = home;
		this.properties = properties;
		this.doors = doors;
		this.lock = lock;
		this.installations = installations;
		this.keys = keys;
		this.authorities = authorities;
		this.reconciler = reconciler;
		this.lostActs = lostActs;
		this.crls = crls;
		this.ocspSigners = ocspSigners;
		this.ocspAnswers = ocspAnswers;
		this.tokens = tokens;
		this.durability = durability;
	}

	/**
	 * Returns when this node has all that it needs to serve.
	 * @throws StartRefused where home and database do not belong together
	 */
	void run() {
		this.lock.hold(this::runAlone);
		this.reconciler.atStart();
		this.lostActs.doAgain();
		this.crls.bringUpToDateNow();
		this.ocspSigners.bringUpToDateNow();
		this.ocspAnswers.bringUpToDate();
	}

	private void runAlone() {
		HomeIdentity identity = HomeIdentity.read(this.home).orElseThrow();
		Optional<Row> row = this.installations.find();
		if (row.isEmpty()) {
			begin(identity);
		}
		else if (!row.get().id().equals(identity.installation())) {
			identity = join(identity, row.get());
		}
		else if (row.get().epoch() != identity.epoch()) {
			throw new StartRefused(ofAnotherEpoch(this.home.path()));
		}
		requireKey();
		requirePublicUrl();
		this.authorities.establish(HostName.find().orElse("localhost"));
		finishPublicUrl();
		writeRoot();
		if (!identity.complete()) {
			makeToken();
			// A home that says it is complete must have its database.
			this.durability.await();
			identity.completed().write(this.home);
		}
	}

	/**
	 * What is said of a home that was lost, and found again.
	 */
	static String ofAnotherEpoch(Path home) {
		return "The home " + home + " is of before a restore of its installation, which goes on elsewhere: never start"
				+ " it again, keep its audit folder, and name an empty home by handfast.home for a further node.";
	}

	private void begin(HomeIdentity identity) {
		if (identity.complete()) {
			throw new StartRefused("The home " + this.home.path() + " belongs to installation "
					+ identity.installation() + " and the database is empty: point spring.datasource.url at its"
					+ " database, restore a backup of that, or name a new home by handfast.home to begin anew.");
		}
		logger.info("First start: making the home {}", this.home.path());
		this.keys.createMain();
		this.keys.createRoot();
		this.installations.create(identity.installation(), defaultPublicUrl(), this.keys.fingerprint());
	}

	private HomeIdentity join(HomeIdentity identity, Row row) {
		if (identity.complete()) {
			throw new StartRefused("The home " + this.home.path() + " belongs to installation "
					+ identity.installation() + " and the database to " + row.id()
					+ ": point spring.datasource.url at the database of this home, or name another home by"
					+ " handfast.home.");
		}
		requireKey();
		HomeIdentity joined = new HomeIdentity(row.id(), identity.node(), row.epoch(), true);
		joined.write(this.home);
		logger.info("This home joins installation {} as a further node", row.id());
		return joined;
	}

	private void requireKey() {
		Row row = this.installations.find().orElseThrow();
		if (!this.keys.mainExists()) {
			throw new StartRefused("The database belongs to installation " + row.id() + " and its key is not at "
					+ this.keys.mainFile() + ": copy the file kek of the first node's home there, mode 0600, or name"
					+ " where it is by handfast.key-file.");
		}
		if (!this.keys.fingerprint().equals(row.keyCheck())) {
			throw new StartRefused("The key in " + this.keys.mainFile() + " is not the one of installation " + row.id()
					+ ": copy the file kek of the first node's home there, or name the right one by handfast.key-file.");
		}
	}

	private void requirePublicUrl() {
		String wanted = (this.properties.publicUrl() != null)
				? PublicUrl.parse(this.properties.publicUrl().toString()).orElseThrow() : null;
		String stored = this.installations.publicUrl();
		if (wanted != null && !wanted.equals(stored)) {
			throw new StartRefused("handfast.public-url = " + wanted + " and the installation says " + stored
					+ ": set it to that on every node, or change it for all by `java -jar handfast.jar public-url "
					+ wanted + "` after a start without the setting.");
		}
	}

	// A change that was cut off after its row is finished here; harmless where there was
	// none.
	private void finishPublicUrl() {
		if (!this.keys.rootExists()) {
			return;
		}
		try {
			this.authorities.republish(this.installations.publicUrl());
		}
		catch (Problem problem) {
			logger.warn("The change of the public URL to {} is not finished: {}", this.installations.publicUrl(),
					problem.detail());
		}
	}

	// An event may be lost; the next start writes it as well.
	@EventListener(RootsChanged.class)
	void writeRoot() {
		AtomicFiles.writePublic(this.home.resolve("root.pem"),
				Pem.certificates(this.authorities.anchors()).getBytes(StandardCharsets.US_ASCII));
	}

	// The file comes with the row: a token whose file was lost in a crash is replaced.
	private void makeToken() {
		AtomicFiles.writePrivate(this.home.resolve("admin-token"),
				(new String(this.tokens.createAdministrator("first administrator").value()) + "\n")
					.getBytes(StandardCharsets.US_ASCII));
	}

	private String defaultPublicUrl() {
		return (this.properties.publicUrl() != null)
				? PublicUrl.parse(this.properties.publicUrl().toString()).orElseThrow() : "http://localhost:"
						+ ((this.doors.plainPort() != 0) ? this.doors.plainPort() : this.properties.httpPort());
	}

}
