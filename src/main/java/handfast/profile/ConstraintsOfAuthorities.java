package handfast.profile;

import java.util.List;

import handfast.x509.PermitRule;

/**
 * What CAs may certify, which they know above this module.
 */
public interface ConstraintsOfAuthorities {

	/**
	 * Of each CA in turn of the series that it may certify alone; an empty list for all.
	 */
	List<List<PermitRule>> permittedBy(String series);

}
