package handfast.validation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the strict path checker says.
 *
 * @param trusted whether the path ends in an anchor and breaks no rule
 * @param path DER from leaf to anchor as it was built; as sent where none could be
 * @param anchor subject of the anchor, RFC 4514; null where none was reached
 * @param findings most severe and most causal first
 */
public record PathVerdict(boolean trusted, List<byte[]> path, @Nullable String anchor, List<Finding> findings) {
}
