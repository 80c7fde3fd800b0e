package handfast.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A random key that all nodes of this installation share, made by whichever needs it
 * first. It authenticates cursors and compares bodies; it protects no private key.
 */
@Component
class InstallationSecret {

	private final JdbcClient database;

	private final TransactionTemplate ownTransaction;

	private final SecureRandom random;

	private volatile byte @Nullable [] secret;

	InstallationSecret(JdbcClient database, PlatformTransactionManager transactions, SecureRandom random) {
		this.database = database;
		this.random = random;
		this.ownTransaction = new TransactionTemplate(transactions);
		// The caller's transaction may roll back; what was handed out must stay.
		this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
	}

	/**
	 * HMAC-SHA-256 of the message under a key for this purpose alone.
	 */
	byte[] mac(String purpose, byte[] message) {
		return hmac(hmac(secret(), purpose.getBytes(StandardCharsets.UTF_8)), message);
	}

	private byte[] secret() {
		byte[] known = this.secret;
		if (known == null) {
			known = readOrMake();
			this.secret = known;
		}
		return known;
	}

	private byte[] readOrMake() {
		List<byte[]> rows = read();
		if (rows.isEmpty()) {
			make();
			rows = read();
		}
		return rows.getFirst();
	}

	private List<byte[]> read() {
		return this.database.sql("select secret from installation_secret where id = 1").query(byte[].class).list();
	}

	private void make() {
		byte[] made = new byte[32];
		this.random.nextBytes(made);
		try {
			this.ownTransaction.executeWithoutResult(
					(status) -> this.database.sql("insert into installation_secret (id, secret) values (1, :secret)")
						.param("secret", made)
						.update());
		}
		catch (DuplicateKeyException ex) {
			// Another node was first; its secret is the one.
		}
	}

	private static byte[] hmac(byte[] key, byte[] message) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return mac.doFinal(message);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
