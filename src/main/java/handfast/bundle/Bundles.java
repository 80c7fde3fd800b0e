package handfast.bundle;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCSException;
import org.springframework.stereotype.Service;

/**
 * Makes bundles and reads them back.
 */
@Service
public class Bundles {

	private final BundleForm pkcs12;

	private final BundleForm jks = new JksForm();

	private final BundleForm pem;

	public Bundles(SecureRandom random) {
		this.pkcs12 = new Pkcs12Form(random);
		this.pem = new PemForm(random);
	}

	/**
	 * What stands against the order, by field of the request. Empty where it can be made.
	 */
	public List<Violation> violationsIn(BundleOrder order) {
		List<Violation> violations = new ArrayList<>(Passwords.violationsIn(order.format(), order.password()));
		if (!Alias.isOne(order.alias())) {
			violations.add(new Violation("/alias", Code.ALIAS_MALFORMED, Alias.WRONG));
		}
		if (order.encryption() == Encryption.LEGACY && order.format() != Format.PKCS12) {
			violations.add(new Violation("/encryption", Code.CONFLICTING_FIELDS,
					"Legacy encryption goes with PKCS12 alone; leave it out, or ask for PKCS12"));
		}
		return violations;
	}

	/**
	 * Makes the file.
	 * @param chain DER of leaf, then issuing CA; never the root
	 * @throws IllegalArgumentException where {@link #violationsIn} has something to say
	 */
	public Bundle make(BundleOrder order, PrivateKey key, List<byte[]> chain) {
		List<Violation> violations = violationsIn(order);
		if (!violations.isEmpty()) {
			throw new IllegalArgumentException(violations.getFirst().message());
		}
		BundleForm form = form(order.format());
		try {
			return new Bundle(order, form.write(order, key, chain), form.mediaType(), form.fileExtension());
		}
		catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException ex) {
			throw new IllegalStateException("The " + order.format() + " file can't be made", ex);
		}
	}

	/**
	 * Reads the bytes as a consumer would, with the password of the order.
	 * @return keys of the Bouncy Castle provider, whoever read them
	 * @throws MalformedException {@code keystore-unreadable} or
	 * {@code keystore-mac-iterations}
	 */
	public OpenedBundle open(Bundle bundle) {
		try {
			return form(bundle.order().format()).read(bundle.bytes(), bundle.order().password());
		}
		catch (MalformedException ex) {
			throw ex;
		}
		// Libraries throw whatever they like at bytes that are not as they should be.
		catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException
				| RuntimeException ex) {
			throw unreadable("Check that the file is whole, is " + bundle.order().format() + " and has this password");
		}
	}

	static MalformedException unreadable(String why) {
		return new MalformedException(Code.KEYSTORE_UNREADABLE.slug(),
				"The file " + Code.KEYSTORE_UNREADABLE.cause() + ". " + why);
	}

	private BundleForm form(Format format) {
		return switch (format) {
			case PKCS12 -> this.pkcs12;
			case JKS -> this.jks;
			case PEM -> this.pem;
		};
	}

}
