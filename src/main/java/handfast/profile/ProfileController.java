package handfast.profile;

import java.util.List;
import java.util.Locale;

import handfast.access.Cursors;
import handfast.access.DurationForm;
import handfast.access.Page;
import handfast.access.Paging;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.x509.KeyAlgorithm;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What may be issued, over HTTP.
 */
@RestController
@Tag(name = "Profiles")
class ProfileController {

	private final Profiles profiles;

	private final Cursors cursors;

	ProfileController(Profiles profiles, Cursors cursors) {
		this.profiles = profiles;
		this.cursors = cursors;
	}

	// Profiles have no age; their order is that of their names.
	@Operation(summary = "Lists profiles by name")
	@GetMapping("/api/v1/profiles")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	Page<ProfileView> list(Paging paging) {
		List<Profile> rest = this.profiles.all()
			.stream()
			.filter((profile) -> paging.isFirst() || profile.name().compareTo(paging.position().getFirst()) > 0)
			.limit(paging.rows())
			.toList();
		return this.cursors.page(paging, rest, (profile) -> List.of(profile.name()), ProfileView::of);
	}

	/**
	 * A profile as the REST API shows it.
	 *
	 * @param subject {@code names} where a CN must be one of the names, else {@code free}
	 * @param revocation {@code named} where certificates name CRL and OCSP, else
	 * {@code none}
	 * @param autoRenew whether Handfast renews by itself what it holds the key of
	 */
	record ProfileView(String name, String version, String description, List<Profile.Purpose> purposes,
			List<String> names, String subject, List<String> subjectAttributes, List<String> keys, String defaultKey,
			String defaultValidity, String maximumValidity, boolean keyEncipherment, String privateKey,
			String revocation, boolean autoRenew) {

		static ProfileView of(Profile profile) {
			return new ProfileView(profile.name(), profile.version(), profile.description(),
					profile.purposes().stream().sorted().toList(), profile.nameTypes().stream().sorted().toList(),
					profile.freeSubject() ? "free" : "names", profile.subjectAttributes().stream().sorted().toList(),
					profile.keyAlgorithms().stream().map(KeyAlgorithm::label).toList(),
					profile.defaultKeyAlgorithm().label(), DurationForm.format(profile.defaultValidity()),
					DurationForm.format(profile.maximumValidity()), profile.keyEncipherment(),
					profile.keyRetention().name().toLowerCase(Locale.ROOT), profile.noRevAvail() ? "none" : "named",
					profile.autoRenew());
		}

	}

}
