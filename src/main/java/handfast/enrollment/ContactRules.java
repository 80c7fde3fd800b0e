package handfast.enrollment;

import java.util.List;

import handfast.certificate.Contact;
import handfast.validation.Code;
import handfast.validation.Violation;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Who can be told.
 */
@Component
class ContactRules {

	private final ObjectProvider<KnownWebhooks> webhooks;

	ContactRules(ObjectProvider<KnownWebhooks> webhooks) {
		this.webhooks = webhooks;
	}

	List<Violation> violationsIn(List<Contact> contacts) {
		return contacts.stream()
			.filter((contact) -> contact.kind() == Contact.Kind.WEBHOOK)
			.filter((contact) -> this.webhooks.stream().noneMatch((known) -> known.contains(contact.name())))
			.map((contact) -> new Violation("/contacts/" + contacts.indexOf(contact), Code.UNKNOWN_VALUE,
					"There is no webhook " + contact.name()
							+ ": an administrator makes it with POST /api/v1/webhooks."))
			.toList();
	}

}
