package handfast.x509;

import java.util.Arrays;

/**
 * Text that must never be seen again: prints as {@code ***}.
 */
public final class Secret {

	private final char[] value;

	private Secret(char[] value) {
		this.value = value;
	}

	public static Secret of(String text) {
		return new Secret(text.toCharArray());
	}

	public char[] value() {
		return this.value.clone();
	}

	public int length() {
		return this.value.length;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Secret secret && Arrays.equals(this.value, secret.value);
	}

	@Override
	public int hashCode() {
		return 0;
	}

	@Override
	public String toString() {
		return "***";
	}

}
