package handfast.x509;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;

/**
 * A CRL in its bytes, taken apart without keeping an object for each entry: there may be
 * a million. The frame is DER, or it is refused; what the other parts hold is read when
 * it is asked for.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5.1 RFC 5280 §5.1
 */
public final class EncodedCrl {

	private final byte[] der;

	private final Tbs tbs;

	private final DerValue algorithm;

	private final DerValue signature;

	private EncodedCrl(byte[] der) {
		DerValue whole = DerValue.whole(der).require(DerValue.SEQUENCE);
		this.der = der;
		this.tbs = Tbs.of(whole.first());
		this.algorithm = this.tbs.value.next(whole).require(DerValue.SEQUENCE);
		this.signature = this.algorithm.next(whole).require(BERTags.BIT_STRING);
		this.signature.requireLastOf(whole);
	}

	/**
	 * @throws MalformedException where the bytes are no CRL, or have something after its
	 * end
	 */
	public static EncodedCrl of(byte[] der) {
		return new EncodedCrl(der);
	}

	/**
	 * Whether the bytes are what is signed of a CRL. A certificate has its validity where
	 * a CRL has a time, so that nothing is both.
	 */
	public static boolean isTbs(byte[] bytes) {
		try {
			Tbs.of(DerValue.whole(bytes));
			return true;
		}
		catch (MalformedException ex) {
			return false;
		}
	}

	public byte[] der() {
		return this.der;
	}

	/**
	 * What is signed.
	 */
	public ByteBuffer tbs() {
		return this.tbs.value.buffer();
	}

	public AlgorithmIdentifier innerAlgorithm() {
		return AlgorithmIdentifier.getInstance(this.tbs.algorithm.encoded());
	}

	public AlgorithmIdentifier outerAlgorithm() {
		return AlgorithmIdentifier.getInstance(this.algorithm.encoded());
	}

	public byte[] signature() {
		return ASN1BitString.getInstance(this.signature.encoded()).getOctets();
	}

	/**
	 * As its field says: 1 for v2, 0 where there is none.
	 */
	public BigInteger version() {
		DerValue version = this.tbs.version;
		return (version != null) ? ASN1Integer.getInstance(version.encoded()).getValue() : BigInteger.ZERO;
	}

	public X500Name issuer() {
		return X500Name.getInstance(this.tbs.issuer.encoded());
	}

	public Time thisUpdate() {
		return this.tbs.thisUpdate.time();
	}

	public @Nullable Time nextUpdate() {
		DerValue time = this.tbs.nextUpdate;
		return (time != null) ? time.time() : null;
	}

	/**
	 * Whether the list of entries is there and empty, which RFC 5280 forbids.
	 */
	public boolean hasEmptyList() {
		DerValue entries = this.tbs.entries;
		return entries != null && entries.isEmpty();
	}

	/**
	 * Hands over one entry after the other.
	 * @throws MalformedException where there is one that can't be read
	 */
	public void forEachEntry(Consumer<CrlEntry> reader) {
		DerValue entries = this.tbs.entries;
		if (entries == null || entries.isEmpty()) {
			return;
		}
		DerValue entry = entries.first();
		while (true) {
			reader.accept(entry(entry.require(DerValue.SEQUENCE)));
			if (entry.isLastOf(entries)) {
				return;
			}
			entry = entry.next(entries);
		}
	}

	private static CrlEntry entry(DerValue entry) {
		DerValue serial = entry.first().require(BERTags.INTEGER);
		DerValue time = serial.next(entry).requireTime();
		if (time.isLastOf(entry)) {
			return new CrlEntry(serial.integer(), time.encoded(), null);
		}
		DerValue extensions = time.next(entry).require(DerValue.SEQUENCE);
		extensions.requireLastOf(entry);
		return new CrlEntry(serial.integer(), time.encoded(), extensions.encoded());
	}

	public @Nullable Extension extension(ASN1ObjectIdentifier oid) {
		DerValue extensions = this.tbs.extensions;
		return (extensions != null) ? Extensions
			.getInstance(ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(extensions.encoded()), true))
			.getExtension(oid) : null;
	}

	/**
	 * All that is not an entry, each encoded.
	 */
	public List<byte[]> parts() {
		List<byte[]> parts = new ArrayList<>();
		for (DerValue value : Arrays.asList(this.tbs.version, this.tbs.algorithm, this.tbs.issuer, this.tbs.thisUpdate,
				this.tbs.nextUpdate, this.tbs.extensions, this.algorithm, this.signature)) {
			if (value != null) {
				parts.add(value.encoded());
			}
		}
		return parts;
	}

	/**
	 * The fields of what is signed.
	 */
	private record Tbs(DerValue value, @Nullable DerValue version, DerValue algorithm, DerValue issuer,
			DerValue thisUpdate, @Nullable DerValue nextUpdate, @Nullable DerValue entries,
			@Nullable DerValue extensions) {

		private static final int EXTENSIONS = 0xA0;

		static Tbs of(DerValue value) {
			DerValue first = value.require(DerValue.SEQUENCE).first();
			DerValue version = (first.tag() == BERTags.INTEGER) ? first : null;
			DerValue algorithm = ((version != null) ? version.next(value) : first).require(DerValue.SEQUENCE);
			DerValue issuer = algorithm.next(value).require(DerValue.SEQUENCE);
			DerValue thisUpdate = issuer.next(value).requireTime();
			DerValue last = thisUpdate;
			DerValue nextUpdate = last.isLastOf(value) || !last.next(value).isTime() ? null : last.next(value);
			last = (nextUpdate != null) ? nextUpdate : last;
			DerValue entries = follower(last, value, DerValue.SEQUENCE);
			last = (entries != null) ? entries : last;
			DerValue extensions = follower(last, value, EXTENSIONS);
			((extensions != null) ? extensions : last).requireLastOf(value);
			return new Tbs(value, version, algorithm, issuer, thisUpdate, nextUpdate, entries, extensions);
		}

		private static @Nullable DerValue follower(DerValue last, DerValue parent, int tag) {
			if (last.isLastOf(parent)) {
				return null;
			}
			DerValue next = last.next(parent);
			return (next.tag() == tag) ? next : null;
		}

	}

}
