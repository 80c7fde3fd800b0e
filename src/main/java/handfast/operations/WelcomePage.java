package handfast.operations;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import handfast.access.Doors;
import handfast.access.PublicEndpoint;
import handfast.authority.Authorities;
import handfast.storage.Home;
import handfast.x509.Fingerprint;
import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StreamUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * The page at {@code /}: what this is, three commands, the root's fingerprint. Paths of
 * this machine are for the log alone: the page names the two files as the reader has
 * copied them.
 */
@RestController
@Hidden
class WelcomePage {

	private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);

	private static final String TOKEN_FILE = "<code>root.pem</code> (below) and <code>admin-token</code> (in the home of"
			+ " the service, for its owner) in the folder where you are";

	private static final String TOKEN_VARIABLE = "<code>root.pem</code> (below) in the folder where you are, and a token"
			+ " in the variable <code>TOKEN</code>, such as the owner of the home makes by"
			+ " <code>java -jar handfast.jar token</code>";

	private final Home home;

	private final Doors doors;

	private final Authorities authorities;

	private final String template = read("welcome.html");

	private final String style = read("welcome.css");

	WelcomePage(Home home, Doors doors, Authorities authorities) {
		this.home = home;
		this.doors = doors;
		this.authorities = authorities;
	}

	@GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
	@PublicEndpoint
	ResponseEntity<String> page() {
		// The reader may sit elsewhere: files are named as they are downloaded or copied.
		boolean file = Files.exists(this.home.resolve("admin-token"));
		PasteableLines lines = new PasteableLines(this.doors.host(), this.doors.httpsPort(), Path.of("root.pem"),
				file ? Path.of("admin-token") : null);
		String page = this.template.replace("{fingerprint}", grouped(Fingerprint.of(this.authorities.root()).hex()))
			.replace("{plain}", "http://" + this.doors.host() + ":" + this.doors.plainPort())
			.replace("{token}", file ? TOKEN_FILE : TOKEN_VARIABLE)
			.replace("{certificate}", HtmlUtils.htmlEscape(lines.certificate()))
			.replace("{keystore}", HtmlUtils.htmlEscape(lines.keystore()))
			.replace("{handshake}", HtmlUtils.htmlEscape(lines.handshake()))
			.replace("{version}", HtmlUtils.htmlEscape(HandfastVersion.text()));
		return ResponseEntity.ok()
			.contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
			.cacheControl(CacheControl.noCache())
			.body(page);
	}

	@GetMapping(path = "/welcome.css")
	@PublicEndpoint
	ResponseEntity<String> style() {
		return ResponseEntity.ok().contentType(CSS).body(this.style);
	}

	// In groups of four, as one person reads it to another.
	private static String grouped(String hex) {
		return hex.replaceAll("(.{4})(?=.)", "$1 ");
	}

	private static String read(String name) {
		try {
			return StreamUtils.copyToString(new ClassPathResource("handfast/operations/" + name).getInputStream(),
					StandardCharsets.UTF_8);
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
