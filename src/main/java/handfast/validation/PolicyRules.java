package handfast.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.jspecify.annotations.Nullable;

/**
 * Whether a path keeps the policies that its CAs demand, any policy being good enough for
 * us. Of the graph of RFC 9618 only the lowest level is kept, with one node for each
 * policy: the tree of RFC 5280 grows with the power of the path's length.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-6.1 RFC 5280 §6.1
 * @spec https://www.rfc-editor.org/rfc/rfc9618#section-5 RFC 9618 §5
 */
final class PolicyRules {

	private static final ASN1ObjectIdentifier ANY = new ASN1ObjectIdentifier("2.5.29.32.0");

	private static final int NEVER = Integer.MAX_VALUE;

	private final List<PathCertificate> path;

	private final List<Finding> findings = new ArrayList<>();

	// By policy: what the next certificate may call it. Empty once nothing is left.
	private Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> level = Map.of(ANY, Set.of(ANY));

	private int explicit = NEVER;

	private int mapping = NEVER;

	private int any = NEVER;

	private long work;

	private PolicyRules(List<PathCertificate> path) {
		this.path = path;
	}

	/**
	 * What is wrong.
	 * @param path leaf first; its last certificate is the anchor, whose own demands don't
	 * count
	 */
	static List<Finding> check(List<PathCertificate> path) {
		PolicyRules rules = new PolicyRules(path);
		rules.judge();
		return rules.findings;
	}

	/**
	 * How many nodes and mappings are looked at for the path.
	 */
	static long workFor(List<PathCertificate> path) {
		PolicyRules rules = new PolicyRules(path);
		rules.judge();
		return rules.work;
	}

	private void judge() {
		try {
			for (int i = this.path.size() - 2; i >= 0; i--) {
				process(this.path.get(i), i == 0);
			}
		}
		catch (Unreadable ex) {
			this.findings.add(Finding.of(Code.POLICIES_MALFORMED,
					ex.certificate.shownSubject() + " has certificate policies that can't be read"));
		}
	}

	private void process(PathCertificate certificate, boolean leaf) {
		Optional<Set<ASN1ObjectIdentifier>> policies = read(certificate, Extension.certificatePolicies,
				PolicyRules::policies);
		boolean anyCounts = this.any > 0 || (!leaf && certificate.isSelfIssued());
		this.level = policies.map((held) -> next(held, anyCounts)).orElseGet(HashMap::new);
		if (leaf) {
			step(certificate);
		}
		if (this.explicit == 0 && this.level.isEmpty()) {
			this.findings.add(Finding.of(Code.POLICY_MISSING,
					certificate.shownSubject() + " has none of the certificate policies that a CA above it demands"));
			// Said once; what follows is the same.
			this.explicit = NEVER;
		}
		if (!leaf) {
			map(certificate);
			step(certificate);
			constrain(certificate);
		}
	}

	// RFC 5280 §6.1.3 (d)
	private Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> next(Set<ASN1ObjectIdentifier> held,
			boolean anyCounts) {
		Set<ASN1ObjectIdentifier> expected = new HashSet<>();
		this.level.values().forEach(expected::addAll);
		this.work += expected.size() + held.size();
		Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> next = new HashMap<>();
		for (ASN1ObjectIdentifier policy : held) {
			if (!policy.equals(ANY) && (expected.contains(policy) || this.level.containsKey(ANY))) {
				next.put(policy, Set.of(policy));
			}
		}
		if (held.contains(ANY) && anyCounts) {
			expected.forEach((policy) -> next.putIfAbsent(policy, Set.of(policy)));
		}
		return next;
	}

	// RFC 5280 §6.1.4 (b)
	private void map(PathCertificate certificate) {
		Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> mappings = read(certificate, Extension.policyMappings,
				PolicyRules::mappings)
			.orElse(Map.of());
		boolean hasAny = this.level.containsKey(ANY);
		for (Map.Entry<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> one : mappings.entrySet()) {
			this.work += one.getValue().size();
			if (this.mapping == 0) {
				this.level.remove(one.getKey());
			}
			else if (hasAny || this.level.containsKey(one.getKey())) {
				this.level.put(one.getKey(), one.getValue());
			}
		}
	}

	// RFC 5280 §6.1.4 (h), and (a) of §6.1.5 for the leaf
	private void step(PathCertificate certificate) {
		boolean leaf = certificate == this.path.getFirst();
		if (leaf || !certificate.isSelfIssued()) {
			this.explicit = lowered(this.explicit);
			this.mapping = lowered(this.mapping);
			this.any = lowered(this.any);
		}
		if (leaf) {
			Integer demanded = constraints(certificate).explicit();
			this.explicit = (demanded != null && demanded == 0) ? 0 : this.explicit;
		}
	}

	// RFC 5280 §6.1.4 (i) and (j)
	private void constrain(PathCertificate certificate) {
		Constraints constraints = constraints(certificate);
		this.explicit = least(this.explicit, constraints.explicit());
		this.mapping = least(this.mapping, constraints.mapping());
		this.any = least(this.any,
				read(certificate, Extension.inhibitAnyPolicy, (value) -> count(ASN1Integer.getInstance(value)))
					.orElse(null));
	}

	private static Constraints constraints(PathCertificate certificate) {
		return read(certificate, Extension.policyConstraints, (value) -> {
			PolicyConstraints constraints = PolicyConstraints.getInstance(value);
			return new Constraints(count(constraints.getRequireExplicitPolicyMapping()),
					count(constraints.getInhibitPolicyMapping()));
		}).orElse(new Constraints(null, null));
	}

	private static Set<ASN1ObjectIdentifier> policies(ASN1Encodable value) {
		Set<ASN1ObjectIdentifier> policies = new HashSet<>();
		for (PolicyInformation one : CertificatePolicies.getInstance(value).getPolicyInformation()) {
			policies.add(one.getPolicyIdentifier());
		}
		return policies;
	}

	private static Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> mappings(ASN1Encodable value) {
		Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> mappings = new HashMap<>();
		for (ASN1Encodable one : ASN1Sequence.getInstance(value)) {
			ASN1Sequence pair = ASN1Sequence.getInstance(one);
			ASN1ObjectIdentifier from = ASN1ObjectIdentifier.getInstance(pair.getObjectAt(0));
			ASN1ObjectIdentifier to = ASN1ObjectIdentifier.getInstance(pair.getObjectAt(1));
			// RFC 5280 §6.1.4 (a)
			if (from.equals(ANY) || to.equals(ANY)) {
				throw new IllegalArgumentException("anyPolicy is mapped");
			}
			mappings.computeIfAbsent(from, (policy) -> new HashSet<>()).add(to);
		}
		return mappings;
	}

	private static <T> Optional<T> read(PathCertificate certificate, ASN1ObjectIdentifier oid,
			Function<ASN1Encodable, @Nullable T> reader) {
		Extension extension = certificate.extensions().get(oid);
		if (extension == null) {
			return Optional.empty();
		}
		try {
			return Optional.ofNullable(reader.apply(extension.getParsedValue()));
		}
		// The library throws what it likes on bytes of a stranger.
		catch (RuntimeException | StackOverflowError ex) {
			throw new Unreadable(certificate);
		}
	}

	private static @Nullable Integer count(@Nullable Object number) {
		if (number == null) {
			return null;
		}
		java.math.BigInteger value = (number instanceof ASN1Integer integer) ? integer.getValue()
				: (java.math.BigInteger) number;
		return (value.signum() < 0) ? 0 : (value.bitLength() > 30) ? Integer.valueOf(NEVER) : value.intValue();
	}

	private static int lowered(int counter) {
		return (counter == 0 || counter == NEVER) ? counter : counter - 1;
	}

	private static int least(int counter, @Nullable Integer other) {
		return (other != null) ? Math.min(counter, other) : counter;
	}

	private record Constraints(@Nullable Integer explicit, @Nullable Integer mapping) {
	}

	private static final class Unreadable extends RuntimeException {

		private final PathCertificate certificate;

		Unreadable(PathCertificate certificate) {
			super("An extension can't be read", null, false, false);
			this.certificate = certificate;
		}

	}

}
