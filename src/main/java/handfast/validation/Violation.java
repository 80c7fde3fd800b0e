package handfast.validation;

/**
 * Why a request is refused, at one place of it.
 *
 * @param field JSON Pointer into the request body (RFC 6901)
 * @param code one of the closed list
 * @param message what is wrong and what to write instead
 */
public record Violation(String field, Code code, String message) {
}
