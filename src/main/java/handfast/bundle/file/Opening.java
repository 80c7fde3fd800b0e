package handfast.bundle.file;

import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import handfast.x509.MalformedException;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Opens a file by what it is, not by what it is called.
 */
public final class Opening {

	private Opening() {
	}

	/**
	 * Takes the file apart.
	 * @param password null where none was given
	 * @throws MalformedException where it is no file of a kind that is inspected, or no
	 * PEM though it looks like it
	 */
	public static Contents open(byte[] bytes, @Nullable Secret password) {
		FileKind kind = FileKind.of(bytes);
		return switch (kind) {
			case PEM -> PemFile.read(bytes, password);
			case CERTIFICATE -> new Contents(List.of(), List.of(bytes), List.of(), List.of());
			case KEY -> PemFile.readKey(bytes, password);
			case PKCS12 -> Pkcs12File.read(bytes, password);
			case JKS -> JksFile.read(bytes, password);
			case PKCS7 -> throw unreadable(
					"The file is PKCS #7; write it as PEM: openssl pkcs7 -inform der -print_certs -in FILE");
			case JCEKS -> throw unreadable("The file is JCEKS, which only Java opens; make it anew by"
					+ " keytool -importkeystore -deststoretype PKCS12");
			case UNKNOWN -> throw unreadable("The file is neither PEM, nor a certificate, a PKCS #12 or a JKS");
		};
	}

	/**
	 * What is to say where a file is not what it is called.
	 */
	public static List<Finding> ofName(FileKind called, FileKind is) {
		if (called == is) {
			return List.of();
		}
		boolean keystore = (is == FileKind.PKCS12 || is == FileKind.JKS);
		return List.of(new Finding(Code.KEYSTORE_KIND, keystore ? Severity.WARNING : Severity.ERROR,
				"The file is called " + called.label() + " and is " + is.label()
						+ (keystore ? ": Java opens both under either name, others don't" : ""),
				Code.KEYSTORE_KIND.fix(), null));
	}

	private static MalformedException unreadable(String why) {
		return new MalformedException(Code.KEYSTORE_UNREADABLE.slug(), why);
	}

}
