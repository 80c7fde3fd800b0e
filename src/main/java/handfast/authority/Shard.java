package handfast.authority;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A part of what a CA key has signed, with a CRL of its own.
 *
 * @param number 1 and up; 0 stands for the whole list, which is no shard
 * @param url of its CRL, for good
 * @param closedAt null while it takes what is issued
 */
public record Shard(UUID caKey, int number, String url, Instant openedAt, @Nullable Instant closedAt) {

	/**
	 * The address that our public paths begin with.
	 */
	public String publicUrl() {
		return this.url.substring(0, this.url.lastIndexOf("/pki/"));
	}

	static String url(String publicUrl, UUID authority, int number) {
		return publicUrl + "/pki/" + authority + "/" + number + ".crl";
	}

}
