package handfast.validation.lints;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.asn1.x509.Time;

/**
 * L08, all: UTCTime through 2049, GeneralizedTime from 2050, in Z, with seconds and
 * without a fraction.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5.1 RFC 5280 §4.1.2.5.1-2
 */
final class L08TimeEncoding implements Lint, CrlLint {

	@Override
	public List<Finding> check(Specimen specimen) {
		return judge(specimen.tbs().getStartDate(), specimen.tbs().getEndDate());
	}

	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		TBSCertList crl = specimen.structure().getTBSCertList();
		List<Time> times = new ArrayList<>(List.of(crl.getThisUpdate()));
		if (crl.getNextUpdate() != null) {
			times.add(crl.getNextUpdate());
		}
		Enumeration<?> entries = crl.getRevokedCertificateEnumeration();
		while (entries.hasMoreElements()) {
			times.add(((TBSCertList.CRLEntry) entries.nextElement()).getRevocationDate());
		}
		return judge(times.toArray(Time[]::new));
	}

	private List<Finding> judge(Time... times) {
		for (Time time : times) {
			if (Times.strictly(time).isEmpty()) {
				return found(Code.TIME_ENCODING, "has a time in the wrong form");
			}
		}
		return List.of();
	}

}
