package handfast.certificate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import handfast.access.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * All that a search finds, for calls that act on many at once.
 */
@Service
public class Selections {

	private static final int PAGE = 500;

	private final CertificateSearch search;

	Selections(CertificateSearch search) {
		this.search = search;
	}

	/**
	 * What the filters find, read page by page.
	 * @param filters as in the query of {@code GET /api/v1/certificates}
	 * @throws handfast.problem.Problem {@code INVALID_REQUEST} for a filter that is none
	 */
	public List<Selected> find(Map<String, String> filters, Caller caller) {
		Map<String, String[]> parameters = new HashMap<>();
		filters.forEach((name, value) -> parameters.put(name, new String[] { value }));
		CertificateQuery query = new SearchForm(parameters).read();
		List<Selected> selected = new ArrayList<>();
		Place after = Place.START;
		while (after != null) {
			CertificateSearch.Found found = this.search.find(query, caller, after, PAGE);
			found.items().forEach((certificate) -> selected.add(Selected.of(certificate)));
			after = found.next();
		}
		return selected;
	}

	/**
	 * One that was found.
	 *
	 * @param endEntity whether it is no CA's
	 * @param ours whether a CA of ours signed it
	 * @param revoked for good
	 */
	public record Selected(UUID id, boolean endEntity, boolean ours, boolean revoked) {

		private static Selected of(Certificate certificate) {
			Certificate.@Nullable Revocation revocation = certificate.revocation();
			return new Selected(certificate.id(), certificate.kind() == Certificate.Kind.END_ENTITY,
					certificate.issuerKey() != null, revocation != null && !certificate.onHold());
		}

	}

}
