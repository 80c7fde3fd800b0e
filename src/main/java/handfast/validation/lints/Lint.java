package handfast.validation.lints;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;

/**
 * One rule about certificates. Its class is named by its number in security §4; it is a
 * pure function and reads nothing but the specimen.
 */
interface Lint {

	Set<Role> ALL = EnumSet.allOf(Role.class);

	Set<Role> CAS = EnumSet.of(Role.ROOT, Role.ISSUING_CA, Role.CROSS_CA);

	Set<Role> SUB_CA = EnumSet.of(Role.ISSUING_CA);

	Set<Role> ROOT = EnumSet.of(Role.ROOT);

	Set<Role> BELOW_ROOT = EnumSet.complementOf(EnumSet.of(Role.ROOT));

	Set<Role> LEAF = EnumSet.of(Role.END_ENTITY);

	Set<Role> OCSP_SIGNER = EnumSet.of(Role.OCSP_SIGNER);

	Set<Role> NO_CA = EnumSet.of(Role.END_ENTITY, Role.OCSP_SIGNER);

	/**
	 * {@code L05}, as security §4 numbers it.
	 */
	default String id() {
		return getClass().getSimpleName().substring(0, 3);
	}

	/**
	 * The roles that it applies to.
	 */
	default Set<Role> roles() {
		return ALL;
	}

	/**
	 * What it has against the certificate. An extension that can't be read may end in any
	 * unchecked exception, which {@link Catalogue} turns into a finding.
	 */
	List<Finding> check(Specimen specimen);

	default List<Finding> found(Code code, String cause) {
		return List.of(Finding.of(code, cause + " (" + id() + ")"));
	}

	default List<Finding> foundIf(boolean wrong, Code code, String cause) {
		return wrong ? found(code, cause) : List.of();
	}

}
