package handfast.installation;

import java.util.UUID;

/**
 * A place serves something else than at the last look, or is reached no more. May be
 * lost: the row says the same.
 *
 * @param status as the REST API shows it
 */
public record PlaceChanged(UUID place, String status) {
}
