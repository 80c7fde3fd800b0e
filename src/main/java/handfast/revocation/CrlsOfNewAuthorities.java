package handfast.revocation;

import handfast.authority.AuthorityInTurn;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Has the CRL that certificates of a new CA name be there before the first of them. Where
 * the event is lost, the job makes it in a few seconds.
 */
@Component
class CrlsOfNewAuthorities {

	private final Crls crls;

	CrlsOfNewAuthorities(Crls crls) {
		this.crls = crls;
	}

	@EventListener(AuthorityInTurn.class)
	void make() {
		this.crls.bringUpToDateNow();
	}

}
