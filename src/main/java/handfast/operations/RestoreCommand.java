package handfast.operations;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import handfast.operations.backup.Passphrase;
import handfast.operations.backup.RecipientKey;
import handfast.operations.backup.Restoration;
import handfast.operations.backup.Unlock;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.storage.StartRefused;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code restore FILE}: makes a home and a database of a backup, or looks whether that
 * could be done.
 */
@Command(name = "restore", mixinStandardHelpOptions = true,
		description = { "Makes a new node of a backup, in an empty home and an empty database.",
				"The database is the one in the home, or what SPRING_DATASOURCE_URL, _USERNAME and _PASSWORD name.",
				"The service that the backup was made of must never start again." },
		footer = { "", "Examples:", "  java -jar handfast.jar restore /backup/handfast-monday --verify",
				"  java -jar handfast.jar restore /backup/handfast-monday --home /srv/handfast --audit /mnt/old/audit" })
class RestoreCommand implements Callable<Integer> {

	@Parameters(paramLabel = "FILE", description = "The backup")
	private @Nullable Path file;

	@Option(names = "--home", paramLabel = "DIR", description = "The home to make; HANDFAST_HOME or data")
	private @Nullable Path home;

	@Option(names = "--verify", description = "Only read it, try its keys where the key file is at hand, write nothing")
	private boolean verify;

	@Option(names = "--audit", paramLabel = "FILE or DIR",
			description = { "Audit of the lost service, as it survived: what it issued after the backup is revoked.",
					"May be repeated" })
	private List<Path> audits = new ArrayList<>();

	@Option(names = "--pass-file", paramLabel = "FILE",
			description = "Its first line is the passphrase of the backup, or of the recipient's key")
	private @Nullable Path passFile;

	@Option(names = "--recipient-key", paramLabel = "PEM", description = "Private key of a recipient")
	private @Nullable Path recipientKey;

	@Option(names = "--key-file", paramLabel = "FILE",
			description = "The key that wraps all others; HANDFAST_KEYFILE, or kek in the home")
	private @Nullable Path keyFile;

	@Override
	public Integer call() {
		// What Flyway tells of each migration is not for who restores.
		LoggingSystem.get(getClass().getClassLoader()).beforeInitialize();
		Path backup = Objects.requireNonNull(this.file).toAbsolutePath().normalize();
		try {
			if (!Files.isRegularFile(backup)) {
				throw ProblemType.INVALID_REQUEST.because("There is no file " + backup + ": name the backup.");
			}
			Restoration restoration = restoration(backup);
			(this.verify ? restoration.verify() : restoration.restore()).forEach(System.out::println);
			return 0;
		}
		catch (Problem problem) {
			System.err.println(problem.detail());
		}
		catch (StartRefused refused) {
			System.err.println(refused.getMessage());
		}
		catch (IOException ex) {
			System.err.println("The restore was cut off (" + ex.getMessage() + "): mend that, and restore again.");
		}
		catch (SQLException ex) {
			System.err.println("The database can't be used (" + ex.getMessage()
					+ "): check SPRING_DATASOURCE_URL, _USERNAME and _PASSWORD, and that it runs.");
		}
		return 1;
	}

	private Restoration restoration(Path backup) {
		StandardEnvironment environment = new StandardEnvironment();
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		HandfastProperties settings = Binder.get(environment).bindOrCreate("handfast", HandfastProperties.class);
		Path folder = ((this.home != null) ? this.home : HandfastCommand.defaultHome()).toAbsolutePath().normalize();
		Path keys = (this.keyFile != null) ? this.keyFile : settings.keyFile();
		String url = environment.getProperty("spring.datasource.url");
		Preflight.requireDatabase(url);
		return new Restoration(backup, unlock(), folder, (keys != null) ? keys.toAbsolutePath() : folder.resolve("kek"),
				this.audits,
				(url != null)
						? new Restoration.Database(url, environment.getProperty("spring.datasource.username", ""),
								environment.getProperty("spring.datasource.password", ""), false)
						: new Restoration.Database(EmbeddedDatabase.url(Home.of(folder)), EmbeddedDatabase.USER, "",
								true));
	}

	private Unlock unlock() {
		if (this.recipientKey == null) {
			return new Passphrase(Passphrases.read(this.passFile, false), new SecureRandom());
		}
		return new RecipientKey(privateKey(this.recipientKey), new BouncyCastleProvider());
	}

	private PrivateKey privateKey(Path pem) {
		try (Reader reader = new InputStreamReader(Files.newInputStream(pem), StandardCharsets.UTF_8);
				PEMParser parser = new PEMParser(reader)) {
			for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
				PrivateKeyInfo info = keyIn(object);
				if (info != null) {
					return new JcaPEMKeyConverter().setProvider(new BouncyCastleProvider()).getPrivateKey(info);
				}
			}
		}
		catch (IOException | PKCSException | OperatorCreationException | ClassCastException ex) {
			throw ProblemType.INVALID_REQUEST.because("The private key in " + pem + " can't be read (" + ex.getMessage()
					+ "): name a PEM file, and its passphrase by --pass-file where it has one.");
		}
		throw ProblemType.INVALID_REQUEST
			.because("There is no private key in " + pem + ": name the one of a recipient by --recipient-key.");
	}

	private @Nullable PrivateKeyInfo keyIn(Object object) throws PKCSException, OperatorCreationException {
		return switch (object) {
			case PrivateKeyInfo info -> info;
			case PEMKeyPair pair -> pair.getPrivateKeyInfo();
			case PKCS8EncryptedPrivateKeyInfo encrypted -> encrypted.decryptPrivateKeyInfo(
					new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(new BouncyCastleProvider())
						.build(Passphrases.read(this.passFile, false).value()));
			default -> null;
		};
	}

}
