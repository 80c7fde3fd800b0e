package handfast.authority;

import java.util.UUID;

/**
 * A CA signs from now on.
 */
public record AuthorityInTurn(UUID authority) {
}
