package handfast.authority;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.authority.Authority.State;
import handfast.certificate.Certificate;
import handfast.problem.ProblemType;
import handfast.profile.ConstraintsOfAuthorities;
import handfast.x509.PermitRule;
import handfast.x509.TimeOrderedIds;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * The CAs of this installation.
 */
@Service
public class Authorities implements ConstraintsOfAuthorities {

	private final AuthorityRows rows;

	private final SigningCas cas;

	private final Issuance issuance;

	private final Establishment establishment;

	private final LeafSurroundings surroundings;

	private final IssuingProperties properties;

	private final TimeOrderedIds ids;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Authorities(AuthorityRows rows, SigningCas cas, Issuance issuance, Establishment establishment,
			LeafSurroundings surroundings, IssuingProperties properties, TimeOrderedIds ids,
			ApplicationEventPublisher events, Clock clock) {
		this.rows = rows;
		this.cas = cas;
		this.issuance = issuance;
		this.establishment = establishment;
		this.surroundings = surroundings;
		this.properties = properties;
		this.ids = ids;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Issues through the one gate: rehearse, record, sign, keep (security §1). Returns
	 * when the certificate is on disk.
	 * @throws handfast.problem.Problem where a rule refuses it or the service can't sign
	 */
	public Certificate issue(Order order) {
		SigningCa ca = this.cas.issuing(order.profile().authority());
		Instant notBefore = this.clock.instant().minus(this.properties.backdate()).truncatedTo(ChronoUnit.SECONDS);
		LeafDraft draft = new LeafDraft(this.ids.next(), order, ca, notBefore, this.surroundings);
		Certificate certificate = this.issuance.issue(draft, ca);
		this.events.publishEvent(new CertificateIssued(certificate.id(), certificate.kind()));
		return certificate;
	}

	/**
	 * Makes the root and the issuing CA where they are missing, and finishes what an
	 * earlier start left. The caller holds a database lock, so that of several nodes one
	 * does.
	 * @param hostName becomes the organization in the CAs' names
	 */
	public void establish(String hostName) {
		this.establishment.establish(hostName);
	}

	/**
	 * Makes the issuing CA's certificate anew for the same key, and opens new CRL shards,
	 * under another public address. What was issued keeps its address. Harmless when done
	 * again.
	 * @throws handfast.problem.Problem {@code SEALED} on a node without the root's key
	 */
	public void republish(String publicUrl) {
		this.establishment.republish(publicUrl);
	}

	/**
	 * Lets a paused CA sign again, after someone has found out why it was paused.
	 * @return whether it was paused
	 */
	public boolean resume(UUID id) {
		return this.cas.resume(id);
	}

	/**
	 * DER of the root in turn, the trust anchor.
	 */
	public byte[] root() {
		return anchors().getFirst();
	}

	/**
	 * DER of all that a client may have to trust: the root in turn, then earlier ones,
	 * then the anchors of CAs elsewhere that certified one of ours.
	 */
	public List<byte[]> anchors() {
		List<Authority> all = all();
		List<byte[]> anchors = new ArrayList<>();
		all.stream()
			.filter(Authority::isRoot)
			.sorted(Comparator.comparing((Authority authority) -> !authority.state().isInTurn())
				.thenComparing(Authority::createdAt, Comparator.reverseOrder()))
			.forEach((root) -> anchors.add(root.der()));
		all.stream()
			.filter((authority) -> !authority.foreignIssuers().isEmpty())
			.map((authority) -> authority.foreignIssuers().getLast())
			.filter((anchor) -> anchors.stream().noneMatch((known) -> Arrays.equals(known, anchor)))
			.forEach(anchors::add);
		if (anchors.isEmpty()) {
			throw ProblemType.NOT_FOUND.because("There is no root yet: start the service once.");
		}
		return anchors;
	}

	/**
	 * Those that have a certificate and sign, or answer for what they signed, the oldest
	 * first.
	 */
	public List<Authority> all() {
		Instant now = this.clock.instant();
		return this.rows.all()
			.stream()
			.filter((authority) -> authority.state().isInTurn() || authority.notAfter().isAfter(now))
			.toList();
	}

	/**
	 * The same with those that have had their time.
	 */
	List<Authority> ever() {
		return this.rows.ever();
	}

	List<AwaitingAuthority> awaiting() {
		return this.rows.awaiting();
	}

	public Optional<Authority> find(UUID id) {
		return this.rows.find(id);
	}

	@Override
	public List<List<PermitRule>> permittedBy(String series) {
		return this.rows.inTurn(series).map(Authority::permitted).stream().toList();
	}

	/**
	 * Whether any CA is paused.
	 */
	public boolean paused() {
		return all().stream().anyMatch((authority) -> authority.state() == State.PAUSED);
	}

}
