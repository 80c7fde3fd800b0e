package handfast.installation;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.access.Caller;
import handfast.access.Cursors;
import handfast.access.IdempotencyKey;
import handfast.access.NoIdempotencyKey;
import handfast.access.Page;
import handfast.access.Paging;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.installation.Discovery.Discovered;
import handfast.installation.HostRenewals.Answer;
import handfast.installation.Kits.Kit;
import handfast.installation.Place.Sighting;
import handfast.installation.Place.Status;
import handfast.installation.PlaceRows.Filter;
import handfast.installation.Places.NewPlace;
import handfast.validation.Code;
import handfast.x509.Cidr;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Installations over HTTP.
 */
@RestController
@Tag(name = "Installations", description = "Where certificates live, and what is served there")
class InstallationController {

	private static final int HTTPS = 443;

	private static final String PEM_CHAIN = "application/pem-certificate-chain";

	private final Places places;

	private final Kits kits;

	private final HostRenewals hostRenewals;

	private final PlaceCredentials credentials;

	private final Discovery discovery;

	private final Cursors cursors;

	InstallationController(Places places, Kits kits, HostRenewals hostRenewals, PlaceCredentials credentials,
			Discovery discovery, Cursors cursors) {
		this.discovery = discovery;
		this.places = places;
		this.kits = kits;
		this.hostRenewals = hostRenewals;
		this.credentials = credentials;
		this.cursors = cursors;
	}

	@Operation(summary = "Make an installation: a place where a certificate and its successors live",
			description = "Handfast shakes hands with its address and tells what it really serves. With renew its kit"
					+ " carries a credential, and the host renews by itself.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = InstallationForm.class),
							examples = { @ExampleObject(name = "nginx", value = InstallationExamples.NGINX),
									@ExampleObject(name = "postfix", value = InstallationExamples.POSTFIX) })))
	@ApiResponse(responseCode = "201", description = "The installation")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@PostMapping("/api/v1/installations")
	ResponseEntity<InstallationView> create(@Valid @RequestBody InstallationForm form, Caller caller,
			Optional<IdempotencyKey> idempotencyKey) {
		Place place = this.places.create(form.toNewPlace(), caller, idempotencyKey);
		return ResponseEntity.created(URI.create("/api/v1/installations/" + place.id())).body(view(place, null));
	}

	@Operation(summary = "List installations, newest first",
			description = "status=drifted is the list of those that serve another certificate than they should.")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@GetMapping("/api/v1/installations")
	Page<InstallationView> list(
			@Parameter(schema = @Schema(
					allowableValues = { "pending", "proven", "drifted", "unreachable", "failed" })) @RequestParam(
							required = false) @Nullable String status,
			@RequestParam(required = false) @Nullable String target, Caller caller, Paging paging) {
		return this.cursors.page(paging, this.places.list(new Filter(status(status), target), caller, paging),
				(place) -> List.of(place.id().toString()), (place) -> view(place, null));
	}

	@Operation(summary = "Show one installation with its history")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@GetMapping("/api/v1/installations/{id}")
	InstallationView show(@PathVariable UUID id, Caller caller) {
		Place place = this.places.require(id, caller);
		return view(place, this.places.history(place));
	}

	@Operation(summary = "End an installation", description = "Voids its credential. What it serves is left as it is.")
	@ApiResponse(responseCode = "204", description = "Done")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@DeleteMapping("/api/v1/installations/{id}")
	ResponseEntity<Void> delete(@PathVariable UUID id, Caller caller) {
		this.places.delete(id, caller);
		return ResponseEntity.noContent().build();
	}

	@Operation(summary = "Download the kit that installs it",
			description = "An archive with a script that puts the files in place, proves them by handshake and goes"
					+ " back where the proof fails. It holds the private key, where that is held here.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = KitForm.class),
							examples = { @ExampleObject(name = "tar", value = "{\"format\": \"tar.gz\"}"),
									@ExampleObject(name = "zip", value = "{\"format\": \"zip\"}") })))
	@ApiResponse(responseCode = "200", description = "The kit",
			headers = @Header(name = "Repr-Digest", description = "SHA-256 of the archive (RFC 9530)"),
			content = { @Content(mediaType = "application/gzip", schema = @Schema(type = "string", format = "binary")),
					@Content(mediaType = "application/zip", schema = @Schema(type = "string", format = "binary")) })
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@NoIdempotencyKey
	@PostMapping("/api/v1/installations/{id}/kit")
	ResponseEntity<byte[]> kit(@PathVariable UUID id, @Valid @RequestBody KitForm form, Caller caller,
			HttpServletRequest request) {
		Place place = this.places.require(id, caller);
		Kit kit = this.kits.make(place, form.serviceOr(request), form.archive(), caller);
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.parseMediaType(kit.mediaType()));
		headers.setContentDisposition(ContentDisposition.attachment().filename(kit.fileName()).build());
		headers.setCacheControl(CacheControl.noStore());
		headers.set("Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(kit.digest()) + ":");
		return ResponseEntity.ok().headers(headers).body(kit.bytes());
	}

	@Operation(summary = "Ask whether renewal is due, or renew: for the host's credential alone",
			description = "With csr, the certificate for the key that the host has made; the same csr again is answered"
					+ " with the same certificate. Handfast-Credential is the next credential: the one that asked is"
					+ " void once that is used.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = HostRenewalForm.class),
							examples = @ExampleObject(name = "ask", value = "{\"installed\": \"5c0a\"}"))))
	@ApiResponse(responseCode = "200", description = "What the installation should serve: leaf, issuing CA",
			headers = { @Header(name = "Handfast-Renewal", description = "due or not-due"),
					@Header(name = "Handfast-Renewal-From", description = "when it is"),
					@Header(name = "Handfast-Credential", description = "the next one") },
			content = @Content(mediaType = PEM_CHAIN, schema = @Schema(type = "string")))
	@RequiresRole(Role.HOST)
	@NoIdempotencyKey
	@PostMapping(path = "/api/v1/installations/{id}/renewal", produces = PEM_CHAIN)
	ResponseEntity<String> renew(@PathVariable UUID id, @Valid @RequestBody HostRenewalForm form, Caller caller) {
		Answer answer = this.hostRenewals.renew(id, form.installed(), form.csr(), caller);
		String chain = Pem.certificate(answer.certificate().requireDer())
				+ answer.certificate().chain().stream().map(Pem::certificate).collect(Collectors.joining());
		return ResponseEntity.ok()
			.contentType(MediaType.parseMediaType(PEM_CHAIN))
			.cacheControl(CacheControl.noStore())
			.header("Handfast-Renewal", answer.due() ? "due" : "not-due")
			.header("Handfast-Renewal-From", answer.from().toString())
			.header("Handfast-Credential", new String(answer.credential().value()))
			.body(chain);
	}

	@Operation(summary = "Tell how a run of the kit's script ended: for the host's credential alone",
			description = "The installation is looked at soon after.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(
					mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = ReportForm.class),
					examples = @ExampleObject(name = "done", value = "{\"exit\": 0, \"result\": \"Done: renewed\"}"))))
	@ApiResponse(responseCode = "204", description = "Taken")
	@RequiresRole(Role.HOST)
	@PostMapping("/api/v1/installations/{id}/reports")
	ResponseEntity<Void> report(@PathVariable UUID id, @Valid @RequestBody ReportForm form, Caller caller) {
		Place place = this.places.requireOwn(id, this.credentials.placeOf(caller.id()));
		this.places.report(place, form.exit(), form.result(), caller);
		return ResponseEntity.noContent().build();
	}

	@Operation(summary = "Look at what is there",
			description = "Shakes hands with each address and tells whose certificate answers and when it ends; at most"
					+ " 1,024 at a time. Private networks are for administrators and for tokens that have them.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(
					mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = DiscoveryForm.class),
					examples = { @ExampleObject(name = "targets", value = "{\"targets\": [\"localhost:8443\"]}"),
							@ExampleObject(name = "network",
									value = "{\"network\": \"127.0.0.0/30\", \"ports\": [443, 8443]}") })))
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@PostMapping("/api/v1/installations/discover")
	Discovered discover(@Valid @RequestBody DiscoveryForm form, Caller caller) {
		return this.discovery.discover((form.targets() != null) ? form.targets() : List.of(), form.cidr(),
				(form.ports() != null) ? form.ports() : List.of(HTTPS), form.protocol(), caller);
	}

	/**
	 * This service, as who asks has reached it.
	 */
	static String addressOf(HttpServletRequest request) {
		String host = request.getServerName();
		return "https://" + ((host.contains(":") && !host.startsWith("[")) ? "[" + host + "]" : host) + ":"
				+ request.getServerPort();
	}

	private InstallationView view(Place place, @Nullable List<Sighting> history) {
		return InstallationView.of(place, this.places.wanted(place), history);
	}

	private static @Nullable Status status(@Nullable String text) {
		if (text == null) {
			return null;
		}
		return Arrays.stream(Status.values())
			.filter((status) -> status.label().equals(text))
			.findFirst()
			.orElseThrow(() -> Places.refused("/status", Code.UNKNOWN_VALUE,
					"Write one of " + String.join(", ", Status.labels())));
	}

	/**
	 * The JSON that makes an installation.
	 */
	record InstallationForm(@NotNull @Schema(description = "id in the inventory") UUID certificate,
			@NotBlank @Size(max = 64) @Schema(
					description = "kind of server, such as nginx; files for any other") String target,
			@Nullable @Size(min = 1, max = 300) @Schema(
					description = "host:port where it is looked at; the port where not given is the usual one") String address,
			@Nullable @Size(min = 1, max = 253) @Schema(
					description = "name to ask for; the address's own where the certificate holds it") String serverName,
			@Nullable @Schema(description = "none, smtp, imap, pop3, ftp, ldap, xmpp, postgres or mysql;"
					+ " what the target does at that port where not given") String startTls,
			@Nullable @Schema(description = "whether the host renews it by itself",
					defaultValue = "false") Boolean renew) {

		NewPlace toNewPlace() {
			return new NewPlace(this.certificate, this.target, this.address, this.serverName, this.startTls,
					Boolean.TRUE.equals(this.renew));
		}

	}

	/**
	 * The JSON that asks for a kit.
	 */
	record KitForm(@NotBlank @Schema(description = "how it is packed", allowableValues = {
			"tar.gz", "zip" }) String format,
			@Nullable @Size(max = 300) @Schema(description = "where the host reaches this service, to renew:"
					+ " https://ca.shop.test:8443; the address of this request where not given") String service){

		private static final Map<String, Archive> ARCHIVES = Arrays.stream(Archive.values())
			.collect(Collectors.toMap(Archive::extension, (archive) -> archive));

		Archive archive() {
			return Optional.ofNullable(ARCHIVES.get(this.format))
				.orElseThrow(() -> Places.refused("/format", Code.UNKNOWN_VALUE,
						"Write one of " + String.join(", ", new TreeSet<>(ARCHIVES.keySet()))));
		}

		String serviceOr(HttpServletRequest request) {
			if (this.service == null) {
				return addressOf(request);
			}
			if (!this.service.matches("https://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")) {
				throw Places.refused("/service", Code.MALFORMED_VALUE,
						"Write it as https://ca.shop.test:8443, without a path");
			}
			return this.service;
		}

	}

	/**
	 * The JSON that asks what is there.
	 */
	record DiscoveryForm(
			@Nullable @Size(max = Discovery.MOST_ADDRESSES) @Schema(
					description = "host:port") List<@NotBlank @Size(max = 300) String> targets,
			@Nullable @Size(max = 50) @Schema(description = "CIDR, such as 10.1.2.0/24") String network,
			@Nullable @Size(min = 1, max = 16) @Schema(
					description = "of each address of the network; 443 where not given") List<@NotNull @Min(1) @Max(65535) Integer> ports,
			@Nullable @Schema(
					description = "smtp, imap, pop3, ftp, ldap, xmpp, postgres or mysql; TLS at once where not given") String startTls) {

		@Nullable Cidr cidr() {
			if (this.network == null) {
				return null;
			}
			try {
				return Cidr.parse(this.network);
			}
			catch (MalformedException ex) {
				throw Places.refused("/network", Code.MALFORMED_VALUE, "Write a network as 10.1.2.0/24 or fd00::/120");
			}
		}

		@Nullable String protocol() {
			if (this.startTls != null && !KitTargetYaml.START_TLS.contains(this.startTls)) {
				throw Places.refused("/startTls", Code.UNKNOWN_VALUE,
						"Write one of " + String.join(", ", new TreeSet<>(KitTargetYaml.START_TLS)));
			}
			return "none".equals(this.startTls) ? null : this.startTls;
		}

	}

	/**
	 * The JSON of a host that renews.
	 */
	record HostRenewalForm(
			@Nullable @Size(max = 40) @Schema(description = "serial number of what it has, hex") String installed,
			@Nullable @Schema(description = "PKCS #10 request as PEM, for the key that it has made") String csr) {
	}

	/**
	 * The JSON of a host that tells how a run ended.
	 */
	record ReportForm(@NotNull @Min(0) @Max(255) @Schema(description = "exit code of the kit's script") Integer exit,
			@NotNull @Size(max = 500) @Schema(description = "its last sentence") String result,
			@Nullable @Size(max = 64) @Schema(description = "SHA-256 of what the server shows, hex") String served) {
	}

}
