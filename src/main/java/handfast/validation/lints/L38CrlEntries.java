package handfast.validation.lints;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/**
 * L38, CRLs: no empty list of entries and no serial twice; a reason is not critical, one
 * of 1, 3, 4, 5, 9 or 6 (2 on a root's CRL, which speaks of CAs), and left out for 0. A
 * shard's issuing distribution point is critical and names the address that certificates
 * name; the whole list has none.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.1.2.6 RFC 5280 §5.1.2.6
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.2.5 RFC 5280 §5.2.5
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.3.1 RFC 5280 §5.3.1
 */
final class L38CrlEntries implements CrlLint {

	private static final Set<Integer> REASONS = Set.of(1, 3, 4, 5, 6, 9);

	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		if (specimen.crl().hasEmptyList()) {
			return found("is a CRL with an empty list of entries");
		}
		if (hasSerialTwice(specimen)) {
			return found("is a CRL with a serial number twice");
		}
		if (!specimen.entryExtensions()
			.stream()
			.allMatch((one) -> areRight(Extensions.getInstance(one), specimen.isOfRoot()))) {
			return found("is a CRL with an entry whose reason or extensions are not allowed");
		}
		return isPointRight(specimen) ? List.of()
				: found("is a CRL whose issuing distribution point is not the one that certificates name");
	}

	// By 64 bits of each, as there may be a million; those that are alike are looked at
	// whole.
	private static boolean hasSerialTwice(CrlSpecimen specimen) {
		LongStream.Builder low = LongStream.builder();
		specimen.crl().forEachEntry((entry) -> low.add(entry.serial().longValue()));
		long[] sorted = low.build().sorted().toArray();
		Set<Long> alike = IntStream.range(1, sorted.length)
			.filter((index) -> sorted[index] == sorted[index - 1])
			.mapToObj((index) -> sorted[index])
			.collect(Collectors.toSet());
		if (alike.isEmpty()) {
			return false;
		}
		List<BigInteger> whole = new ArrayList<>();
		specimen.crl().forEachEntry((entry) -> {
			if (alike.contains(entry.serial().longValue())) {
				whole.add(entry.serial());
			}
		});
		return Set.copyOf(whole).size() < whole.size();
	}

	private static boolean areRight(Extensions extensions, boolean root) {
		Extension reason = extensions.getExtension(Extension.reasonCode);
		return extensions.getCriticalExtensionOIDs().length == 0 && (reason == null || isReason(reason, root));
	}

	private static boolean isReason(Extension extension, boolean root) {
		int reason = ASN1Enumerated.getInstance(extension.getParsedValue()).intValueExact();
		return REASONS.contains(reason) || (root && reason == CRLReason.cACompromise);
	}

	private static boolean isPointRight(CrlSpecimen specimen) {
		Extension extension = specimen.crl().extension(Extension.issuingDistributionPoint);
		String address = specimen.distributionPoint();
		if (extension == null || address == null) {
			return extension == null && address == null;
		}
		IssuingDistributionPoint point = IssuingDistributionPoint.getInstance(extension.getParsedValue());
		GeneralName wanted = new GeneralName(GeneralName.uniformResourceIdentifier, address);
		return extension.isCritical() && !point.isIndirectCRL() && point.getOnlySomeReasons() == null
				&& new DistributionPointName(new GeneralNames(wanted)).equals(point.getDistributionPoint());
	}

	private static List<Finding> found(String cause) {
		return List.of(Finding.of(Code.CRL_ENTRIES, cause + " (L38)"));
	}

}
