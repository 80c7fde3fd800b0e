package handfast.x509;

import java.net.InetAddress;
import java.util.Optional;

import com.google.common.net.InternetDomainName;

/**
 * One entry of a permit list, or of a token's limits: {@code example.com} for it and all
 * below, {@code .example.com} for all below alone, or a network.
 */
public sealed interface PermitRule {

	boolean permits(Name name);

	/**
	 * The one spelling.
	 */
	String value();

	/**
	 * @throws MalformedException with the code and what is wrong
	 */
	static PermitRule parse(String text) {
		String trimmed = text.strip();
		if (trimmed.contains("/") || trimmed.contains(":") || trimmed.matches("[0-9.]+")) {
			Cidr cidr = Cidr.parse(trimmed);
			return new Network(cidr.toString(), cidr);
		}
		if (trimmed.startsWith("*.")) {
			throw new MalformedException("name-wildcard-misplaced",
					"An entry permits all below it; write " + trimmed.substring(2));
		}
		boolean belowAlone = trimmed.startsWith(".");
		return new Domain(DnsName.parse(belowAlone ? trimmed.substring(1) : trimmed).value(), belowAlone);
	}

	/**
	 * Whether it permits all that the other one does.
	 */
	default boolean covers(PermitRule other) {
		return switch (other) {
			case Network network ->
				this instanceof Network mine && mine.cidr().prefixLength() <= network.cidr().prefixLength()
						&& mine.cidr().contains(network.cidr().address());
			case Domain domain -> this instanceof Domain mine && (domain.domain().endsWith("." + mine.domain())
					|| (domain.domain().equals(mine.domain()) && (!mine.belowAlone() || domain.belowAlone())));
			case Host host -> this instanceof Domain mine && (host.value().endsWith("." + mine.domain())
					|| (host.value().equals(mine.domain()) && !mine.belowAlone()));
		};
	}

	/**
	 * Whether it would permit the names of strangers, as {@code com} does.
	 */
	default boolean isPublicSuffix() {
		return this instanceof Domain domain && InternetDomainName.isValid(domain.domain())
				&& InternetDomainName.from(domain.domain()).isPublicSuffix();
	}

	/**
	 * What to add for this name to be permitted: the domain that its owner has, or the
	 * address.
	 */
	static String suggestionFor(Name name) {
		return host(name).map(PermitRule::registered).orElse(name.value());
	}

	private static String registered(String host) {
		if (InternetDomainName.isValid(host)) {
			InternetDomainName domain = InternetDomainName.from(host);
			if (domain.isUnderPublicSuffix()) {
				return domain.topPrivateDomain().toString();
			}
		}
		String[] labels = host.split("\\.");
		return (labels.length > 2) ? labels[labels.length - 2] + "." + labels[labels.length - 1] : host;
	}

	/**
	 * The DNS name that the name belongs to.
	 */
	private static Optional<String> host(Name name) {
		return switch (name) {
			case DnsName dns -> Optional.of(dns.value().replaceFirst("^\\*\\.", ""));
			case EmailAddress email -> Optional.of(email.value().substring(email.value().lastIndexOf('@') + 1));
			case UriName uri -> uri.host().flatMap(PermitRule::host);
			case IpAddress address -> Optional.empty();
		};
	}

	private static Optional<InetAddress> address(Name name) {
		return switch (name) {
			case IpAddress address -> Optional.of(InetAddress.ofLiteral(address.value()));
			case UriName uri -> uri.host().flatMap(PermitRule::address);
			case DnsName dns -> Optional.empty();
			case EmailAddress email -> Optional.empty();
		};
	}

	/**
	 * A rule for one host alone, such as this machine, whose name says nothing of whose
	 * the names below are.
	 */
	static PermitRule only(DnsName host) {
		return new Host(host.value());
	}

	record Domain(String domain, boolean belowAlone) implements PermitRule {

		@Override
		public boolean permits(Name name) {
			// A wildcard covers names below its domain, never the domain.
			String asked = (name instanceof DnsName) ? name.value() : host(name).orElse("");
			return asked.endsWith("." + this.domain) || (!this.belowAlone && asked.equals(this.domain));
		}

		@Override
		public String value() {
			return (this.belowAlone ? "." : "") + this.domain;
		}

	}

	record Host(String value) implements PermitRule {

		@Override
		public boolean permits(Name name) {
			String asked = (name instanceof DnsName) ? name.value() : host(name).orElse("");
			return asked.equals(this.value);
		}

	}

	record Network(String value, Cidr cidr) implements PermitRule {

		@Override
		public boolean permits(Name name) {
			return address(name).filter(this.cidr::contains).isPresent();
		}

	}

}
