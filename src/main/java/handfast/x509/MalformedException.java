package handfast.x509;

/**
 * A text or bytes that can't become a value. {@link #code()} is a slug of
 * {@code validation.Code}, kept as text because words know nothing of rules.
 */
public class MalformedException extends IllegalArgumentException {

	private final String code;

	private final String message;

	public MalformedException(String code, String message) {
		super(message);
		this.code = code;
		this.message = message;
	}

	public String code() {
		return this.code;
	}

	/**
	 * What is wrong and what to write instead.
	 */
	@Override
	public String getMessage() {
		return this.message;
	}

}
