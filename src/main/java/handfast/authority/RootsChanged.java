package handfast.authority;

/**
 * What clients have to trust has changed.
 */
public record RootsChanged() {
}
