package handfast.notice;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import handfast.certificate.Contact;
import handfast.x509.MalformedException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is told, and when.
 *
 * @param contacts told of the CAs and their CRLs, and of certificates without contacts
 * @param days before the end of a certificate at which it is told
 * @param authorityDays the same for the CAs
 * @param digestEvery the least time between two mails to one address
 * @param gather how long a first mail waits for more
 */
@ConfigurationProperties("handfast.notices")
record NoticeProperties(@DefaultValue List<String> contacts, @DefaultValue( {
		"30", "14", "7", "1" }) List<Integer> days,
		@DefaultValue({ "365", "180", "90", "30", "14", "7", "1" }) List<Integer> authorityDays,
		@DefaultValue("P1D") Duration digestEvery, @DefaultValue("PT5M") Duration gather){

	private static final int MOST_DAYS = 3650;

	private static final Duration LONGEST_DIGEST = Duration.ofDays(7);

	NoticeProperties {
		contacts = List.copyOf(contacts);
		contacts.forEach(NoticeProperties::contact);
		days = sorted("days", days);
		authorityDays = sorted("authority-days", authorityDays);
		if (digestEvery.compareTo(Duration.ofMinutes(1)) < 0 || digestEvery.compareTo(LONGEST_DIGEST) > 0) {
			throw new IllegalArgumentException("handfast.notices.digest-every must be between PT1M and P7D: write P1D");
		}
		if (gather.isNegative() || gather.compareTo(digestEvery) > 0) {
			throw new IllegalArgumentException(
					"handfast.notices.gather must be between PT0S and handfast.notices.digest-every: write PT5M");
		}
	}

	List<Contact> told() {
		return this.contacts.stream().map(NoticeProperties::contact).toList();
	}

	private static Contact contact(String text) {
		try {
			return Contact.parse(text);
		}
		catch (MalformedException ex) {
			throw new IllegalArgumentException("handfast.notices.contacts holds what is none: " + ex.getMessage());
		}
	}

	private static List<Integer> sorted(String name, List<Integer> days) {
		if (days.stream().anyMatch((day) -> day < 1 || day > MOST_DAYS)) {
			throw new IllegalArgumentException(
					"handfast.notices." + name + " holds days from 1 to " + MOST_DAYS + ": write 30,14,7,1");
		}
		return days.stream().distinct().sorted(Comparator.reverseOrder()).toList();
	}

}
