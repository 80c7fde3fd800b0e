package handfast.access;

import java.util.UUID;

/**
 * What hosts renew with, answered by whoever keeps them.
 */
@FunctionalInterface
public interface HostCredentials {

	/**
	 * Whether there is such a credential and this is its secret; compared in constant
	 * time. A first use voids the one that it replaces.
	 * @param secretHash SHA-256 of the secret's text
	 */
	boolean authenticate(UUID credential, byte[] secretHash);

}
