package handfast.access;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One page of a list, as every list call answers it.
 *
 * @param next cursor of the page after it; null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {
}
