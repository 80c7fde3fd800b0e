package handfast.revocation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;

import handfast.authority.CrlSigner;
import handfast.certificate.RevokedEntry;
import handfast.certificate.RevokedTally;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.Time;

/**
 * Writes a CRL from entries that come one after the other, and keeps nothing of them but
 * their bytes: there may be a million.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.1 RFC 5280 §5.1
 */
final class CrlWriter {

	private static final int SEQUENCE = BERTags.SEQUENCE | BERTags.CONSTRUCTED;

	private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	// RFC 5280 §5.1.2.6: from 2050 on times have four digits for the year
	private static final Instant FOUR_DIGITS = Instant.parse("2050-01-01T00:00:00Z");

	// By their code.
	private static final List<byte[]> REASONS = reasons();

	private static final int BLOCK = 256 * 1024;

	private final List<byte[]> blocks = new ArrayList<>();

	private final ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK);

	private RevokedTally tally = RevokedTally.NONE;

	// Those that are revoked together have one time.
	private long second = Long.MIN_VALUE;

	private byte[] time = {};

	void add(RevokedEntry entry) {
		byte[] serial = value(BERTags.INTEGER, List.of(entry.serial().value().toByteArray()));
		this.block.writeBytes(value(SEQUENCE, List.of(serial, time(entry.at()), extensions(entry))));
		this.tally = this.tally.plus(entry);
		if (this.block.size() >= BLOCK) {
			endBlock();
		}
	}

	private void endBlock() {
		this.blocks.add(this.block.toByteArray());
		this.block.reset();
	}

	RevokedTally tally() {
		return this.tally;
	}

	/**
	 * The whole CRL, signed. Nothing can be added afterwards.
	 */
	byte[] sign(CrlSigner signer, X500Name issuer, Instant thisUpdate, Instant nextUpdate, Extensions extensions) {
		byte[] algorithm = encoded(signer.algorithm());
		byte[] tbs = tbs(algorithm, issuer, thisUpdate, nextUpdate, extensions);
		byte[] signature = encoded(new DERBitString(signer.sign(tbs)));
		return value(SEQUENCE, List.of(tbs, algorithm, signature));
	}

	private byte[] tbs(byte[] algorithm, X500Name issuer, Instant thisUpdate, Instant nextUpdate,
			Extensions extensions) {
		List<byte[]> fields = new ArrayList<>(List.of(encoded(new ASN1Integer(1)), algorithm, encoded(issuer),
				encoded(new Time(Date.from(thisUpdate))), encoded(new Time(Date.from(nextUpdate)))));
		// RFC 5280 §5.1.2.6: an empty revokedCertificates is left out
		if (this.tally.entries() > 0) {
			endBlock();
			fields.add(header(SEQUENCE, length(this.blocks)));
			fields.addAll(this.blocks);
			// There is no room for the entries three times.
			this.blocks.clear();
		}
		fields.add(encoded(new DERTaggedObject(true, 0, extensions)));
		return value(SEQUENCE, fields);
	}

	private byte[] time(Instant at) {
		if (at.getEpochSecond() != this.second) {
			this.second = at.getEpochSecond();
			this.time = at.isBefore(FOUR_DIGITS) ? value(BERTags.UTC_TIME, List.of(ascii(UTC_TIME.format(at))))
					: value(BERTags.GENERALIZED_TIME, List.of(ascii(GENERALIZED_TIME.format(at))));
		}
		return this.time;
	}

	// RFC 5280 §5.3.1: unspecified is told by leaving the reason out; orphans have none
	// either
	private static byte[] extensions(RevokedEntry entry) {
		return REASONS.get(RevocationReason.code(entry.reason()));
	}

	private static List<byte[]> reasons() {
		return IntStream.rangeClosed(CRLReason.unspecified, CRLReason.aACompromise)
			.mapToObj((code) -> (code == CRLReason.unspecified) ? new byte[0]
					: encoded(new Extensions(
							new Extension(Extension.reasonCode, false, encoded(CRLReason.lookup(code))))))
			.toList();
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] value(int tag, List<byte[]> parts) {
		byte[] header = header(tag, length(parts));
		ByteBuffer value = ByteBuffer.allocate(Math.addExact(header.length, length(parts))).put(header);
		parts.forEach(value::put);
		return value.array();
	}

	private static int length(List<byte[]> parts) {
		return Math.toIntExact(parts.stream().mapToLong((part) -> part.length).sum());
	}

	private static byte[] header(int tag, int length) {
		if (length < 0x80) {
			return new byte[] { (byte) tag, (byte) length };
		}
		byte[] octets = BigInteger.valueOf(length).toByteArray();
		int from = (octets[0] == 0) ? 1 : 0;
		byte[] header = new byte[2 + octets.length - from];
		header[0] = (byte) tag;
		header[1] = (byte) (0x80 | octets.length - from);
		System.arraycopy(octets, from, header, 2, octets.length - from);
		return header;
	}

	private static byte[] encoded(ASN1Encodable value) {
		try {
			return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
