package handfast.x509;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * A subject that we may certify, written as in RFC 4514 ({@code CN=shop.test,O=Shop}),
 * possibly empty. RDNs stand in DER in the order in which they are written, one attribute
 * each; C and serialNumber are PrintableString, emailAddress is IA5String, all else is
 * UTF8String.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.6 RFC 5280 §4.1.2.6
 * @spec https://www.rfc-editor.org/rfc/rfc4514 RFC 4514
 */
public record DistinguishedName(String value, X500Name name) {

	// No subject that fits the bounds below needs more.
	private static final int LONGEST = 4000;

	private static final int MOST_ATTRIBUTES = 20;

	// Upper bounds of RFC 5280, Appendix A.
	private static final Map<String, Attribute> ATTRIBUTES = attributes();

	/**
	 * Takes only a text in its canonical spelling and the name that is made of it.
	 * @throws MalformedException with the code and what is wrong
	 */
	public DistinguishedName {
		Spelled spelled = spell(value);
		if (!spelled.text().equals(value) || !Arrays.equals(encoded(spelled.name()), encoded(name))) {
			throw new MalformedException("subject-malformed",
					"Not in its canonical spelling, or text and name differ; write " + Text.printable(spelled.text()));
		}
	}

	/**
	 * Reads the text; every attribute must be one of ours.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static DistinguishedName parse(String text) {
		Spelled spelled = spell(text);
		return new DistinguishedName(spelled.text(), spelled.name());
	}

	private static Spelled spell(String text) {
		if (text.length() > LONGEST) {
			throw new MalformedException("subject-too-long",
					"The subject has more than " + LONGEST + " characters; shorten it.");
		}
		List<RDN> rdns = new ArrayList<>();
		List<String> spelled = new ArrayList<>();
		if (!text.isBlank()) {
			for (String part : split(text)) {
				Attribute attribute = attributeOf(part);
				String value = unescape(strip(part.substring(part.indexOf('=') + 1)), text);
				requireValue(attribute, value);
				rdns.add(new RDN(attribute.oid(), attribute.encode(value)));
				spelled.add(attribute.name() + "=" + escape(value));
			}
		}
		return new Spelled(String.join(",", spelled), new X500Name(rdns.toArray(RDN[]::new)));
	}

	/**
	 * Takes a subject that came in DER, with its encoding made ours.
	 * @throws MalformedException where it holds what {@link #parse} would not take
	 */
	public static DistinguishedName from(X500Name name) {
		for (RDN rdn : name.getRDNs()) {
			if (rdn.isMultiValued()) {
				throw new MalformedException("subject-malformed",
						"The subject has two attributes in one RDN; write one each.");
			}
		}
		return parse(rfc4514(name));
	}

	/**
	 * The text of any name, as it stands in DER from left to right; what is unknown or
	 * unprintable is escaped.
	 */
	public static String rfc4514(X500Name name) {
		return Arrays.stream(name.getRDNs()).map(DistinguishedName::rfc4514).collect(Collectors.joining(","));
	}

	/**
	 * The common names, as a rule one.
	 */
	public List<String> commonNames() {
		return values("CN");
	}

	/**
	 * The organizations, as a rule one.
	 */
	public List<String> organizations() {
		return values("O");
	}

	/**
	 * Names of the attributes used, such as {@code CN} and {@code O}.
	 */
	public List<String> attributeNames() {
		return Arrays.stream(this.name.getRDNs()).map((rdn) -> nameOf(rdn.getFirst().getType()).orElseThrow()).toList();
	}

	/**
	 * The same with each common name written as {@code spelling} has it.
	 * @throws MalformedException where that is no common name
	 */
	public DistinguishedName spellingCommonNames(UnaryOperator<String> spelling) {
		return parse(Arrays.stream(this.name.getRDNs()).map((rdn) -> {
			String type = nameOf(rdn.getFirst().getType()).orElseThrow();
			String text = ((ASN1String) rdn.getFirst().getValue()).getString();
			return type + "=" + escape(type.equals("CN") ? spelling.apply(text) : text);
		}).collect(Collectors.joining(",")));
	}

	public boolean isEmpty() {
		return this.name.size() == 0;
	}

	private List<String> values(String attribute) {
		ASN1ObjectIdentifier oid = java.util.Objects.requireNonNull(ATTRIBUTES.get(attribute)).oid();
		return Arrays.stream(this.name.getRDNs(oid))
			.map((rdn) -> ((ASN1String) rdn.getFirst().getValue()).getString())
			.toList();
	}

	@Override
	public String toString() {
		return this.value;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof DistinguishedName dn && this.value.equals(dn.value);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	private static String rfc4514(RDN rdn) {
		return Arrays.stream(rdn.getTypesAndValues()).map((pair) -> {
			ASN1Encodable value = pair.getValue();
			String text = (value instanceof ASN1String string) ? escape(string.getString())
					: "#" + HexFormat.of().formatHex(encoded(value));
			return nameOf(pair.getType()).orElse(pair.getType().getId()) + "=" + text;
		}).collect(Collectors.joining("+"));
	}

	private static byte[] encoded(ASN1Encodable value) {
		try {
			return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
		}
		catch (IOException ex) {
			throw new MalformedException("subject-malformed", "The subject can't be encoded; write it anew.");
		}
	}

	private static Optional<String> nameOf(ASN1ObjectIdentifier oid) {
		return ATTRIBUTES.values()
			.stream()
			.filter((attribute) -> attribute.oid().equals(oid))
			.map(Attribute::name)
			.findFirst();
	}

	private static Attribute attributeOf(String part) {
		int equals = part.indexOf('=');
		if (equals < 1) {
			throw new MalformedException("subject-malformed",
					Text.printable(part) + " is no attribute; write the subject as CN=shop.test,O=Shop.");
		}
		String type = part.substring(0, equals).strip();
		return ATTRIBUTES.values()
			.stream()
			.filter((attribute) -> attribute.name().equalsIgnoreCase(type) || attribute.oid().getId().equals(type)
					|| (attribute.name().equals("emailAddress") && type.equalsIgnoreCase("E")))
			.findFirst()
			.orElseThrow(() -> new MalformedException("subject-attribute-unknown", Text.printable(type)
					+ " is not an attribute that is certified; use " + String.join(", ", ATTRIBUTES.keySet()) + "."));
	}

	private static void requireValue(Attribute attribute, String value) {
		if (value.isEmpty()) {
			throw new MalformedException("subject-malformed",
					attribute.name() + " is empty; write a value or leave it out.");
		}
		if (value.codePointCount(0, value.length()) > attribute.longest()) {
			throw new MalformedException("subject-too-long",
					attribute.name() + " has more than " + attribute.longest() + " characters; shorten it.");
		}
		if (!Text.printable(value).equals(value)) {
			throw new MalformedException("subject-control-character",
					attribute.name() + " has a character that can't be printed; remove it.");
		}
		if (attribute.name().equals("C") && !value.matches("[A-Z]{2}")) {
			throw new MalformedException("subject-country-malformed",
					"C is the country's two capital letters, such as DE.");
		}
		if (attribute.kind() != Kind.UTF8 && !attribute.kind().takes(value)) {
			throw new MalformedException("subject-malformed",
					attribute.name() + " takes plain ASCII letters and digits here; write it so.");
		}
	}

	// At commas (or semicolons) that are neither escaped nor between quotes.
	private static List<String> split(String text) {
		List<String> parts = new ArrayList<>();
		StringBuilder part = new StringBuilder();
		boolean quoted = false;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '\\' && i + 1 < text.length()) {
				part.append(c).append(text.charAt(++i));
				continue;
			}
			if (c == '"') {
				quoted = !quoted;
			}
			if (!quoted && (c == ',' || c == ';' || c == '+')) {
				if (c == '+') {
					throw new MalformedException("subject-malformed",
							"A + joins two attributes in one RDN, which is not certified; write a comma, or \\+ for"
									+ " the sign itself.");
				}
				parts.add(part.toString());
				part.setLength(0);
			}
			else {
				part.append(c);
			}
		}
		if (quoted) {
			throw new MalformedException("subject-malformed", "A quote is opened and never closed.");
		}
		parts.add(part.toString());
		if (parts.size() > MOST_ATTRIBUTES) {
			throw new MalformedException("subject-too-long", "The subject has " + parts.size()
					+ " attributes, and at most " + MOST_ATTRIBUTES + " are certified; leave some out.");
		}
		return parts;
	}

	// A space at the end stays where a backslash stands before it.
	private static String strip(String text) {
		String stripped = text.strip();
		int backslashes = 0;
		while (backslashes < stripped.length() && stripped.charAt(stripped.length() - 1 - backslashes) == '\\') {
			backslashes++;
		}
		return (backslashes % 2 == 1 && text.stripLeading().length() > stripped.length()) ? stripped + " " : stripped;
	}

	private static String unescape(String text, String whole) {
		String raw = (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\""))
				? text.substring(1, text.length() - 1) : text;
		if (raw.startsWith("#")) {
			throw new MalformedException("subject-malformed",
					"A value in hexadecimal DER is not taken; write the text itself.");
		}
		java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
		for (int i = 0; i < raw.length();) {
			int c = raw.codePointAt(i);
			int length = Character.charCount(c);
			if (c != '\\') {
				bytes.writeBytes(raw.substring(i, i + length).getBytes(java.nio.charset.StandardCharsets.UTF_8));
			}
			else if (isHexPair(raw, i + 1)) {
				bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
				length = 3;
			}
			else if (i + 1 < raw.length()) {
				length = 1 + Character.charCount(raw.codePointAt(i + 1));
				bytes.writeBytes(raw.substring(i + 1, i + length).getBytes(java.nio.charset.StandardCharsets.UTF_8));
			}
			else {
				throw new MalformedException("subject-malformed",
						Text.printable(whole) + " ends in a backslash; write \\\\ for the sign itself.");
			}
			i += length;
		}
		return utf8(bytes.toByteArray());
	}

	private static boolean isHexPair(String text, int at) {
		return at + 1 < text.length() && HexFormat.isHexDigit(text.charAt(at))
				&& HexFormat.isHexDigit(text.charAt(at + 1));
	}

	private static String utf8(byte[] bytes) {
		try {
			return java.nio.charset.StandardCharsets.UTF_8.newDecoder()
				.decode(java.nio.ByteBuffer.wrap(bytes))
				.toString();
		}
		catch (java.nio.charset.CharacterCodingException ex) {
			throw new MalformedException("subject-malformed", "The subject has an escape that is not UTF-8.");
		}
	}

	private static String escape(String value) {
		StringBuilder result = new StringBuilder();
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c < 0x20 || c == 0x7f) {
				result.append("\\%02X".formatted((int) c));
				continue;
			}
			boolean outer = (i == 0 && (c == ' ' || c == '#')) || (i == value.length() - 1 && c == ' ');
			if (outer || "\"+,;<>\\".indexOf(c) >= 0) {
				result.append('\\');
			}
			result.append(c);
		}
		return result.toString();
	}

	private static Map<String, Attribute> attributes() {
		Map<String, Attribute> attributes = new LinkedHashMap<>();
		for (Attribute attribute : List.of(new Attribute("CN", BCStyle.CN, 64, Kind.UTF8),
				new Attribute("O", BCStyle.O, 64, Kind.UTF8), new Attribute("OU", BCStyle.OU, 64, Kind.UTF8),
				new Attribute("L", BCStyle.L, 128, Kind.UTF8), new Attribute("ST", BCStyle.ST, 128, Kind.UTF8),
				new Attribute("C", BCStyle.C, 2, Kind.PRINTABLE),
				new Attribute("serialNumber", BCStyle.SERIALNUMBER, 64, Kind.PRINTABLE),
				new Attribute("emailAddress", BCStyle.EmailAddress, 255, Kind.IA5))) {
			attributes.put(attribute.name(), attribute);
		}
		return attributes;
	}

	private record Spelled(String text, X500Name name) {
	}

	private enum Kind {

		UTF8, PRINTABLE, IA5;

		boolean takes(String value) {
			return switch (this) {
				case UTF8 -> true;
				case PRINTABLE -> DERPrintableString.isPrintableString(value);
				case IA5 -> DERIA5String.isIA5String(value);
			};
		}

		ASN1Encodable encode(String value) {
			return switch (this) {
				case UTF8 -> new DERUTF8String(value);
				case PRINTABLE -> new DERPrintableString(value);
				case IA5 -> new DERIA5String(value);
			};
		}

	}

	private record Attribute(String name, ASN1ObjectIdentifier oid, int longest, Kind kind) {

		ASN1Encodable encode(String value) {
			return this.kind.encode(value);
		}

	}

}
