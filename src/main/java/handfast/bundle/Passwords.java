package handfast.bundle;

import java.util.List;

import handfast.bundle.BundleOrder.Format;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Which password every reader can type: at least 8 printable ASCII characters. JDK 17
 * takes a PBES2 password for ASCII, so another opens in OpenSSL and not there.
 */
final class Passwords {

	private static final int SHORTEST = 8;

	private Passwords() {
	}

	/**
	 * What stands against the password, at {@code /password}. PEM may do without.
	 */
	static List<Violation> violationsIn(Format format, @Nullable Secret password) {
		if (password == null) {
			return (format == Format.PEM) ? List.of() : List.of(violation(Code.PASSWORD_REQUIRED));
		}
		if (!isPrintableAscii(password)) {
			return List.of(violation(Code.PASSWORD_NOT_ASCII));
		}
		return (password.length() < SHORTEST) ? List.of(violation(Code.PASSWORD_TOO_SHORT)) : List.of();
	}

	static char[] require(@Nullable Secret password) {
		if (password == null) {
			throw new MalformedException(Code.PASSWORD_REQUIRED.slug(), violation(Code.PASSWORD_REQUIRED).message());
		}
		return password.value();
	}

	private static boolean isPrintableAscii(Secret password) {
		for (char character : password.value()) {
			if (character < ' ' || character > '~') {
				return false;
			}
		}
		return true;
	}

	private static Violation violation(Code code) {
		return new Violation("/password", code, "The password " + code.cause() + ". " + code.fix());
	}

}
