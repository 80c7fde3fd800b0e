package handfast.client;

/**
 * Ends a command: what to tell the person who typed it, and the exit code.
 */
final class ClientFailure extends RuntimeException {

	private final int exitCode;

	private final String message;

	private ClientFailure(int exitCode, String message) {
		// A refusal is ordinary: no stack trace to fill.
		super(message, null, false, false);
		this.exitCode = exitCode;
		this.message = message;
	}

	/**
	 * The service said no.
	 */
	static ClientFailure refused(String message) {
		return new ClientFailure(ExitCode.REFUSED, message);
	}

	/**
	 * An argument or a file that can't be taken.
	 */
	static ClientFailure notUnderstood(String message) {
		return new ClientFailure(ExitCode.NOT_UNDERSTOOD, message);
	}

	/**
	 * The service does not answer, or can't do it now.
	 */
	static ClientFailure unreachable(String message) {
		return new ClientFailure(ExitCode.UNREACHABLE, message);
	}

	/**
	 * The service is not the one that was logged in to, or does not know the token.
	 */
	static ClientFailure notTrusted(String message) {
		return new ClientFailure(ExitCode.NOT_TRUSTED, message);
	}

	/**
	 * The same with a sentence more.
	 */
	ClientFailure and(String sentence) {
		return new ClientFailure(this.exitCode, this.message + "\n" + sentence);
	}

	int exitCode() {
		return this.exitCode;
	}

	/**
	 * One or two sentences and, a line each, the fields that are wrong.
	 */
	@Override
	public String getMessage() {
		return this.message;
	}

}
