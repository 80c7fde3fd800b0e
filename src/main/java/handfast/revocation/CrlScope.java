package handfast.revocation;

import java.util.UUID;

import handfast.authority.Authority;
import org.jspecify.annotations.Nullable;

/**
 * What one CRL answers for: a shard of a CA key, or all of it.
 *
 * @param shard 0 for the whole list
 * @param distributionPoint the address that certificates of the shard name; null for the
 * whole list, which no certificate names
 */
record CrlScope(Authority authority, int shard, @Nullable String distributionPoint) {

	static final int WHOLE = 0;

	UUID caKey() {
		return this.authority.key();
	}

	Served.Key key() {
		return new Served.Key(this.authority.id(), this.shard);
	}

	@Override
	public String toString() {
		return this.authority.name() + ", " + ((this.shard == WHOLE) ? "whole list" : "shard " + this.shard);
	}

}
