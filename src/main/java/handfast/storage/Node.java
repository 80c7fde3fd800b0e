package handfast.storage;

import java.util.UUID;

/**
 * This process among all that share the database.
 *
 * @param id of the home, the same over restarts
 * @param run of the process, new at each start
 */
public record Node(UUID id, UUID run) {
}
