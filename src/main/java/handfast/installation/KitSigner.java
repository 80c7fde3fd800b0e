package handfast.installation;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import handfast.access.Caller;
import handfast.authority.Authorities;
import handfast.authority.Order;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.key.CryptoProviders;
import handfast.key.SubjectKeys;
import handfast.profile.Profile;
import handfast.profile.Wanted;
import handfast.storage.Installation;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.UriName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Signs kits, so that a host that has the root knows whose they are. Its certificate
 * comes through the same gate as anyone's; its name is one that nobody else is given, and
 * no caller is known by it.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5652#section-5 RFC 5652 §5
 */
@Component
class KitSigner {

	/**
	 * What the kit's script looks for in the signer's certificate.
	 */
	static final String NAME = "urn:handfast:kit-signer";

	private static final Duration LIFE = Duration.ofDays(90);

	// A kit that was made today is good for at least as long.
	private static final Duration LEAST_LEFT = Duration.ofDays(30);

	private static final Profile PROFILE = new Profile("kit-signer", "1", "Signs the kits of installations",
			Set.of(Profile.Purpose.CLIENT_AUTH), Set.of("uri"), true, Set.of("CN"), List.of(KeyAlgorithm.EC_P256),
			KeyAlgorithm.EC_P256, LIFE, LIFE, false, Profile.KeyRetention.HELD, false, false, Profile.DEFAULT_AUTHORITY,
			Set.of(NAME));

	private final Authorities authorities;

	private final Certificates certificates;

	private final SubjectKeys keys;

	private final CryptoProviders providers;

	private final Installation installation;

	private final JdbcClient database;

	private final Clock clock;

	KitSigner(Authorities authorities, Certificates certificates, SubjectKeys keys, CryptoProviders providers,
			Installation installation, JdbcClient database, Clock clock) {
		this.authorities = authorities;
		this.certificates = certificates;
		this.keys = keys;
		this.providers = providers;
		this.installation = installation;
		this.database = database;
		this.clock = clock;
	}

	/**
	 * A detached CMS signature in DER, with the certificates up to the root.
	 */
	byte[] sign(byte[] content) {
		Certificate signer = current().orElseGet(this::make);
		PrivateKey key = this.keys.open(this.keys.require(Objects.requireNonNull(signer.subjectKey())));
		try {
			List<X509CertificateHolder> chain = new ArrayList<>(
					List.of(new X509CertificateHolder(signer.requireDer())));
			for (byte[] issuer : signer.chain()) {
				chain.add(new X509CertificateHolder(issuer));
			}
			SignerInfoGenerator generator = new JcaSignerInfoGeneratorBuilder(
					new JcaDigestCalculatorProviderBuilder().setProvider(this.providers.bouncyCastle()).build())
				.build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(this.providers.bouncyCastle())
					.build(key), chain.getFirst());
			CMSSignedDataGenerator signed = new CMSSignedDataGenerator();
			signed.addSignerInfoGenerator(generator);
			signed.addCertificates(new JcaCertStore(chain));
			return signed.generate(new CMSProcessableByteArray(content), false).getEncoded();
		}
		catch (CMSException | OperatorCreationException | CertificateException | IOException ex) {
			throw new IllegalStateException("The kit can't be signed", ex);
		}
	}

	private Optional<Certificate> current() {
		Instant least = this.clock.instant().plus(LEAST_LEFT);
		return this.database.sql("select certificate from kit_signer order by created_at desc limit 1")
			.query(UUID.class)
			.optional()
			.flatMap(this.certificates::find)
			.filter((certificate) -> certificate.state() == Certificate.State.ISSUED && certificate.keyHeld()
					&& certificate.revocation() == null && certificate.notAfter().isAfter(least));
	}

	private synchronized Certificate make() {
		return current().orElseGet(() -> {
			Certificate made = this.authorities.issue(new Order(PROFILE,
					new Wanted(PROFILE.name(), List.of(UriName.parse(NAME)),
							DistinguishedName.parse("CN=Handfast Kit Signer"), KeyAlgorithm.EC_P256, null),
					this.keys.generate(KeyAlgorithm.EC_P256), Caller.installation(this.installation.id()),
					Optional.empty(), Optional.empty()));
			this.database.sql("insert into kit_signer (certificate, created_at) values (:certificate, :at)")
				.param("certificate", made.id())
				.param("at", this.clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
				.update();
			return made;
		});
	}

}
