package handfast.key;

/**
 * The allow-list that a CSR must pass (security §3). Everything unlisted is refused with
 * a code.
 */
public interface CsrGate {

	/**
	 * Judges one PEM request within 250 ms.
	 * @param pem as it came in
	 * @param field JSON Pointer that violations name
	 */
	CsrOutcome check(String pem, String field);

}
