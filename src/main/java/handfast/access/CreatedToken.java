package handfast.access;

import handfast.x509.Secret;

/**
 * A token with what its bearer must send; told this once.
 */
public record CreatedToken(Token token, Secret secret) {
}
