package handfast.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import handfast.access.Caller;
import handfast.bundle.Bundle;
import handfast.bundle.BundleOrder;
import handfast.bundle.Bundles;
import handfast.bundle.OpenedBundle;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.enrollment.EnrollmentOutcome.Issued;
import handfast.enrollment.EnrollmentOutcome.Refused;
import handfast.enrollment.EnrollmentRequest;
import handfast.enrollment.Enrollments;
import handfast.key.SubjectKeys;
import handfast.profile.Profile;
import handfast.profile.Profiles;
import handfast.storage.AtomicFiles;
import handfast.storage.Home;
import handfast.storage.Installation;
import handfast.storage.StartRefused;
import handfast.x509.Name;
import handfast.x509.ObservedName;
import handfast.x509.Secret;

import org.springframework.stereotype.Component;

/**
 * Handfast as its own first customer: the certificate of this node's HTTPS door, enrolled
 * like anyone's.
 */
@Component
class OwnCertificate {

	private static final String PROFILE = "web-server";

	private final Home home;

	private final Installation installation;

	private final HostNames hostNames;

	private final Profiles profiles;

	private final Enrollments enrollments;

	private final Certificates certificates;

	private final SubjectKeys keys;

	private final Bundles bundles;

	private final Clock clock;

	private final SecureRandom random;

	OwnCertificate(Home home, Installation installation, HostNames hostNames, Profiles profiles,
			Enrollments enrollments, Certificates certificates, SubjectKeys keys, Bundles bundles, Clock clock,
			SecureRandom random) {
		this.home = home;
		this.installation = installation;
		this.hostNames = hostNames;
		this.profiles = profiles;
		this.enrollments = enrollments;
		this.certificates = certificates;
		this.keys = keys;
		this.bundles = bundles;
		this.clock = clock;
		this.random = random;
	}

	/**
	 * Enrolls where there is none yet, where it is in the last third of its life, or
	 * where the host names are others.
	 * @return whether the certificate is a new one
	 */
	boolean ensure() {
		Caller caller = Caller.installation(this.installation.id());
		Profile profile = this.profiles.find(PROFILE).orElseThrow();
		List<Name> names = this.hostNames.certifiable(profile, caller);
		if (names.isEmpty()) {
			throw new StartRefused("None of handfast.host-names can be certified: write at least one name on the"
					+ " permit list, such as localhost.");
		}
		if (current().filter((certificate) -> serves(certificate, names)).isPresent()) {
			return false;
		}
		remember(enroll(names, caller).id());
		return true;
	}

	/**
	 * Enrolls anew where this certificate is the one that this node serves.
	 * @return whether it was
	 */
	boolean replace(UUID id) {
		if (current().filter((certificate) -> certificate.id().equals(id)).isEmpty()) {
			return false;
		}
		Caller caller = Caller.installation(this.installation.id());
		Profile profile = this.profiles.find(PROFILE).orElseThrow();
		remember(enroll(this.hostNames.certifiable(profile, caller), caller).id());
		return true;
	}

	/**
	 * The certificate that this node serves, if it has one.
	 */
	Optional<Certificate> current() {
		Path file = file();
		try {
			return Files.exists(file) ? this.certificates.find(UUID.fromString(Files.readString(file).trim()))
					: Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (IllegalArgumentException ex) {
			// Not an id: as good as missing.
			return Optional.empty();
		}
	}

	/**
	 * Key and chain as the HTTPS door loads them, through a PKCS #12 as any Java server.
	 */
	OpenedBundle opened() {
		Certificate certificate = current().orElseThrow();
		byte[] password = new byte[16];
		this.random.nextBytes(password);
		List<byte[]> chain = new java.util.ArrayList<>();
		chain.add(certificate.requireDer());
		chain.addAll(certificate.chain());
		UUID key = java.util.Objects.requireNonNull(certificate.subjectKey());
		Bundle bundle = this.bundles.make(
				new BundleOrder(BundleOrder.Format.PKCS12, BundleOrder.Encryption.MODERN,
						Secret.of(HexFormat.of().formatHex(password)), "handfast"),
				this.keys.open(this.keys.require(key)), chain);
		return this.bundles.open(bundle);
	}

	private boolean serves(Certificate certificate, List<Name> names) {
		Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
		Instant lastThird = certificate.notAfter().minus(life.dividedBy(3));
		Set<ObservedName> wanted = new HashSet<>(names.stream().map(ObservedName::of).toList());
		return certificate.state() == Certificate.State.ISSUED && certificate.revocation() == null
				&& this.clock.instant().isBefore(lastThird) && certificate.keyHeld()
				&& wanted.equals(new HashSet<>(certificate.names()));
	}

	private Certificate enroll(List<Name> names, Caller caller) {
		return switch (this.enrollments.enroll(EnrollmentRequest.forNames(PROFILE, names), caller)) {
			case Issued issued -> issued.certificate();
			case Refused refused -> throw new StartRefused("Handfast can't certify itself: " + refused.detail());
		};
	}

	private void remember(UUID id) {
		AtomicFiles.writePrivate(file(), id.toString().getBytes(StandardCharsets.US_ASCII));
	}

	private Path file() {
		return this.home.resolve("https-certificate");
	}

}
