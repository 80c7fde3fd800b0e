package handfast.certificate;

/**
 * Another renewal of the same certificate was faster. The transaction can't go on.
 */
public class SuccessionTaken extends RuntimeException {

	SuccessionTaken(Throwable cause) {
		super(cause);
	}

	SuccessionTaken() {
	}

}
