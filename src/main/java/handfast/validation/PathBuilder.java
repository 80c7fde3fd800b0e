package handfast.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import handfast.x509.Fingerprint;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way from a leaf to an anchor among the certificates sent. A depth-first
 * search in which no certificate stands twice on a path and none that led nowhere is
 * tried again, so that loops and crowds of look-alikes cost little.
 */
final class PathBuilder {

	private static final int LONGEST = 12;

	private final Map<X500Name, List<PathCertificate>> bySubject = new HashMap<>();

	private final Map<Fingerprint, PathCertificate> anchors = new LinkedHashMap<>();

	private final PathSignatures signatures;

	private final @Nullable SubjectPublicKeyInfo rehearsalKey;

	private final Set<Fingerprint> deadEnds = new HashSet<>();

	private List<PathCertificate> furthest = List.of();

	private int steps;

	PathBuilder(List<PathCertificate> sent, List<PathCertificate> anchors, PathSignatures signatures,
			@Nullable SubjectPublicKeyInfo rehearsalKey) {
		this.signatures = signatures;
		this.rehearsalKey = rehearsalKey;
		for (PathCertificate anchor : anchors) {
			if (this.anchors.putIfAbsent(anchor.fingerprint(), anchor) == null) {
				this.bySubject.computeIfAbsent(anchor.subject(), (name) -> new ArrayList<>()).add(anchor);
			}
		}
		for (PathCertificate certificate : sent.subList(1, sent.size())) {
			if (!this.anchors.containsKey(certificate.fingerprint())) {
				this.bySubject.computeIfAbsent(certificate.subject(), (name) -> new ArrayList<>()).add(certificate);
			}
		}
	}

	/**
	 * The certificates as sent, with an anchor put behind them where one is lacking;
	 * empty where they are no path.
	 */
	List<PathCertificate> asSent(List<PathCertificate> sent) {
		for (int i = 0; i + 1 < sent.size(); i++) {
			if (isAnchor(sent.get(i)) || !isIssuedBy(sent.get(i), sent.get(i + 1), i == 0)) {
				return List.of();
			}
		}
		PathCertificate last = sent.getLast();
		if (isAnchor(last)) {
			return sent;
		}
		for (PathCertificate issuer : issuersOf(last)) {
			if (isAnchor(issuer) && isIssuedBy(last, issuer, sent.size() == 1)) {
				List<PathCertificate> path = new ArrayList<>(sent);
				path.add(issuer);
				return path;
			}
		}
		return List.of();
	}

	/**
	 * Offers each path that ends in an anchor, until one is accepted.
	 * @return whether one was
	 */
	boolean search(PathCertificate leaf, Predicate<List<PathCertificate>> accept) {
		return search(new ArrayList<>(List.of(leaf)), accept);
	}

	/**
	 * The longest way that was found, for telling where it ended.
	 */
	List<PathCertificate> furthest() {
		return this.furthest;
	}

	/**
	 * How many certificates were stepped on, for telling that the search is linear.
	 */
	int steps() {
		return this.steps;
	}

	boolean isAnchor(PathCertificate certificate) {
		return this.anchors.containsKey(certificate.fingerprint());
	}

	/**
	 * Certificates whose subject is the issuer that this one names, those first that its
	 * key identifier points to, and of these the anchors.
	 */
	List<PathCertificate> issuersOf(PathCertificate certificate) {
		return this.bySubject.getOrDefault(certificate.issuer(), List.of())
			.stream()
			.filter((issuer) -> !issuer.fingerprint().equals(certificate.fingerprint()))
			.sorted(Comparator.comparing((PathCertificate issuer) -> !certificate.mayNameKeyOf(issuer)))
			.toList();
	}

	private boolean search(List<PathCertificate> path, Predicate<List<PathCertificate>> accept) {
		this.steps++;
		PathCertificate last = path.getLast();
		if (path.size() > this.furthest.size()) {
			this.furthest = List.copyOf(path);
		}
		if (isAnchor(last)) {
			return accept.test(List.copyOf(path));
		}
		if (path.size() >= LONGEST || this.deadEnds.contains(last.fingerprint())) {
			return false;
		}
		for (PathCertificate issuer : issuersOf(last)) {
			if (!path.contains(issuer) && isIssuedBy(last, issuer, path.size() == 1)) {
				path.add(issuer);
				if (search(path, accept)) {
					return true;
				}
				path.removeLast();
			}
		}
		this.deadEnds.add(last.fingerprint());
		return false;
	}

	private boolean isIssuedBy(PathCertificate certificate, PathCertificate issuer, boolean leaf) {
		if (!certificate.issuer().equals(issuer.subject())) {
			return false;
		}
		// The rehearsal copy bears another signature; its link is the name alone.
		return (leaf && this.rehearsalKey != null) || this.signatures.verifies(certificate, issuer);
	}

}
