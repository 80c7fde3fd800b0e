package handfast.access;

import java.time.Instant;
import java.util.UUID;

import handfast.audit.AuditLine;
import handfast.audit.AuditSearch;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an audit line, in the words of the file.
 */
record AuditView(long sequence, Instant time, UUID node, String actor, String action, @Nullable String object,
		String outcome, @Nullable String requestId, @Nullable String detail, @Nullable UUID issuer,
		@Nullable Integer shard, @Nullable String serial, @Nullable Instant notAfter, @Nullable String tbsHash,
		@Nullable String certificateHash, String hash) {

	static AuditView of(AuditSearch.Found found) {
		AuditLine line = found.line();
		AuditLine.Signing signing = line.signing();
		return new AuditView(found.position().line(), found.position().time(), found.position().node(), line.actor(),
				line.action(), line.object(), line.outcome(), line.requestId(), line.detail(),
				(signing != null) ? signing.issuerKey() : null, (signing != null) ? signing.shard() : null,
				(signing != null) ? signing.serial().hex() : null, (signing != null) ? signing.notAfter() : null,
				(signing != null) ? signing.tbsHash() : null, (signing != null) ? signing.certificateHash() : null,
				found.hash());
	}

}
