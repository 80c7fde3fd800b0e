package handfast.handshake.wire;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureScheme;
import org.jspecify.annotations.Nullable;

/**
 * Names of TLS code points as IANA's registry spells them; a number that is not known
 * stays a number ({@code 0x0a1a}).
 *
 * @spec https://www.iana.org/assignments/tls-parameters IANA TLS parameters
 */
public final class Registry {

	private static final Map<Integer, String> SUITES = namesOfSuites();

	private static final Recommendations RECOMMENDATIONS = new Recommendations();

	private Registry() {
	}

	public static String version(int code) {
		return switch (code) {
			case 0x0300 -> "SSLv3";
			case 0x0301 -> "TLSv1.0";
			case 0x0302 -> "TLSv1.1";
			case 0x0303 -> "TLSv1.2";
			case 0x0304 -> "TLSv1.3";
			default -> number(code);
		};
	}

	/**
	 * All cipher suites that have a name.
	 */
	public static Set<Integer> suites() {
		return SUITES.keySet();
	}

	public static String suite(int code) {
		return SUITES.getOrDefault(code, number(code));
	}

	public static String group(int code) {
		return known(NamedGroup.getName(code), code);
	}

	public static String scheme(int code) {
		return known(SignatureScheme.getName(code), code);
	}

	public static String extension(int code) {
		return known(ExtensionType.getName(code), code);
	}

	public static String alert(int code) {
		String name = AlertDescription.getName((short) code);
		return name.startsWith("UNKNOWN") ? "alert " + code : name;
	}

	public static List<String> versions(int[] codes) {
		return Arrays.stream(codes).mapToObj(Registry::version).toList();
	}

	public static List<String> suites(int[] codes) {
		return Arrays.stream(codes).mapToObj(Registry::suite).toList();
	}

	public static List<String> groups(int[] codes) {
		return Arrays.stream(codes).mapToObj(Registry::group).toList();
	}

	public static List<String> schemes(int[] codes) {
		return Arrays.stream(codes).mapToObj(Registry::scheme).toList();
	}

	/**
	 * What the registry says of a suite or group: {@code Y}, {@code N} or {@code D} for
	 * discouraged; null for one that it does not hold.
	 * @param name as {@link #suite} or {@link #group} gives it
	 */
	public static @Nullable String recommended(String name) {
		return name.startsWith("0x") ? null : RECOMMENDATIONS.of(name);
	}

	/**
	 * The same for many, by name.
	 */
	public static Map<String, String> recommended(List<String> names) {
		Map<String, String> flags = new LinkedHashMap<>();
		for (String name : names) {
			String flag = recommended(name);
			if (flag != null) {
				flags.put(name, flag);
			}
		}
		return flags;
	}

	public static String compressionMethod(int code) {
		return switch (code) {
			case 0 -> "null";
			case 1 -> "DEFLATE";
			default -> number(code);
		};
	}

	public static String certificateType(int code) {
		return switch (code) {
			case 1 -> "rsa_sign";
			case 2 -> "dss_sign";
			case 64 -> "ecdsa_sign";
			default -> number(code);
		};
	}

	public static List<String> extensions(int[] codes) {
		return Arrays.stream(codes).mapToObj(Registry::extension).toList();
	}

	private static String known(String name, int code) {
		return name.startsWith("UNKNOWN") || name.startsWith("PRIVATE") ? number(code) : name;
	}

	private static String number(int code) {
		return String.format(Locale.ROOT, "0x%04x", code);
	}

	// The library has the registry's names as names of its constants and nowhere else.
	private static Map<Integer, String> namesOfSuites() {
		Map<Integer, String> names = new HashMap<>();
		for (Field field : CipherSuite.class.getFields()) {
			if (field.getType() == int.class && field.getName().startsWith("TLS_")) {
				try {
					names.put(field.getInt(null), field.getName());
				}
				catch (IllegalAccessException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}
		return Map.copyOf(names);
	}

}
