package handfast.validation.lints;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.x509.Time;

/**
 * L08, all: UTCTime through 2049, GeneralizedTime from 2050, in Z, with seconds and
 * without a fraction.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5.1 RFC 5280 §4.1.2.5.1-2
 */
final class L08TimeEncoding implements Lint, CrlLint {

	private static final String WRONG = "has a time in the wrong form";

	@Override
	public List<Finding> check(Specimen specimen) {
		return judge(specimen.tbs().getStartDate(), specimen.tbs().getEndDate());
	}

	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		Time nextUpdate = specimen.crl().nextUpdate();
		AtomicBoolean wrong = new AtomicBoolean(Times.strictly(specimen.crl().thisUpdate()).isEmpty()
				|| (nextUpdate != null && Times.strictly(nextUpdate).isEmpty()));
		specimen.crl().forEachEntry((entry) -> {
			if (Times.strictly(entry.revocationDate()).isEmpty()) {
				wrong.setPlain(true);
			}
		});
		return foundIf(wrong.getPlain(), Code.TIME_ENCODING, WRONG);
	}

	private List<Finding> judge(Time... times) {
		return foundIf(Stream.of(times).anyMatch((time) -> Times.strictly(time).isEmpty()), Code.TIME_ENCODING, WRONG);
	}

}
