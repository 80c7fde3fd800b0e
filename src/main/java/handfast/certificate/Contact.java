package handfast.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonValue;
import handfast.x509.EmailAddress;
import handfast.x509.MalformedException;
import handfast.x509.Text;

/**
 * Who is told about a certificate: a mail address, or a webhook by its name.
 *
 * @param kind how it is told
 * @param name the address, or the webhook's name
 */
public record Contact(Kind kind, String name) {

	private static final String WEBHOOK = "webhook:";

	private static final Pattern WEBHOOK_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

	/**
	 * Reads {@code ops@shop.test} or {@code webhook:pager}.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static Contact parse(String text) {
		if (text.startsWith(WEBHOOK)) {
			return webhook(text.substring(WEBHOOK.length()));
		}
		try {
			return new Contact(Kind.MAIL, EmailAddress.parse(text).value());
		}
		catch (MalformedException ex) {
			throw new MalformedException(ex.code(), Text.printable(text)
					+ " is no contact; write a mail address such as ops@shop.test, or webhook:NAME.");
		}
	}

	/**
	 * The webhook of that name.
	 * @throws MalformedException where no webhook can have it
	 */
	public static Contact webhook(String name) {
		if (!WEBHOOK_NAME.matcher(name).matches()) {
			throw new MalformedException("malformed-value", Text.printable(name)
					+ " is no webhook's name; write lower-case letters, digits and hyphens, 63 at most.");
		}
		return new Contact(Kind.WEBHOOK, name);
	}

	/**
	 * As requests and answers write it.
	 */
	@JsonValue
	public String text() {
		return (this.kind == Kind.WEBHOOK) ? WEBHOOK + this.name : this.name;
	}

	static String write(List<Contact> contacts) {
		return String.join(" ", contacts.stream().map(Contact::text).toList());
	}

	static List<Contact> read(String text) {
		List<Contact> contacts = new ArrayList<>();
		for (String one : text.isEmpty() ? new String[0] : text.split(" ")) {
			contacts.add(parse(one));
		}
		return List.copyOf(contacts);
	}

	@Override
	public String toString() {
		return text();
	}

	/**
	 * How someone is told.
	 */
	public enum Kind {

		MAIL, WEBHOOK

	}

}
