package handfast.handshake.starttls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import handfast.x509.Printable;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * LDAP's StartTLS, an extended operation.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc4511#section-4.14 RFC 4511 §4.14
 */
final class Ldap implements Preamble {

	private static final String START_TLS = "1.3.6.1.4.1.1466.20037";

	private static final int EXTENDED_REQUEST = 23;

	private static final int EXTENDED_RESPONSE = 24;

	private static final int SEQUENCE = 0x30;

	private static final int LONGEST = 16 * 1024;

	@Override
	public Answer speak(Talk talk, String serverName) throws IOException {
		talk.say("LDAP StartTLS", "ExtendedRequest " + START_TLS, request());
		int tag = talk.take();
		if (tag != SEQUENCE) {
			String said = (char) tag + talk.takeRest();
			talk.heard("LDAP answer", List.of(said), said.length());
			return new OtherProtocol(Printable.of(said));
		}
		byte[] body = talk.take(length(talk));
		Result result = result(body);
		talk.heard("LDAP answer", List.of(result.shown()), body.length + 2);
		return (result.code() == 0) ? Answer.READY : new NotOffered(result.shown());
	}

	private static byte[] request() throws IOException {
		DERTaggedObject name = new DERTaggedObject(false, 0,
				new DEROctetString(START_TLS.getBytes(StandardCharsets.US_ASCII)));
		DERTaggedObject operation = new DERTaggedObject(false, BERTags.APPLICATION, EXTENDED_REQUEST,
				new DERSequence(name));
		DERSequence message = new DERSequence(new ASN1Encodable[] { new ASN1Integer(1), operation });
		return message.getEncoded(ASN1Encoding.DER);
	}

	private static int length(Talk talk) throws IOException {
		int first = talk.take();
		int length = first;
		if (first > 0x80 && first <= 0x84) {
			length = 0;
			for (int i = first & 0x7f; i > 0; i--) {
				length = length << 8 | talk.take();
			}
		}
		// RFC 4511 §5.1: no indefinite form.
		if (first == 0x80 || first > 0x84 || length < 0 || length > LONGEST) {
			throw new Talk.TooMuch();
		}
		return length;
	}

	private static Result result(byte[] body) {
		try (ASN1InputStream parts = new ASN1InputStream(body)) {
			parts.readObject();
			ASN1TaggedObject operation = ASN1TaggedObject.getInstance(parts.readObject());
			if (!operation.hasTag(BERTags.APPLICATION, EXTENDED_RESPONSE)) {
				return new Result(-1, "no ExtendedResponse");
			}
			ASN1Sequence response = ASN1Sequence.getInstance(operation.getBaseUniversal(false, BERTags.SEQUENCE));
			int code = ASN1Enumerated.getInstance(response.getObjectAt(0)).intValueExact();
			String diagnostic = Printable.of(ASN1OctetString.getInstance(response.getObjectAt(2)).getOctets());
			return new Result(code, "resultCode " + code + (diagnostic.isEmpty() ? "" : ": " + diagnostic));
		}
		// The library ends hostile input in several unchecked exceptions.
		catch (IOException | RuntimeException | StackOverflowError ex) {
			return new Result(-1, "no LDAPMessage");
		}
	}

	private record Result(int code, String shown) {
	}

}
