package handfast.handshake;

import java.nio.charset.StandardCharsets;

import handfast.access.PublicEndpoint;
import handfast.handshake.form.ReportPage;
import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The style of the report's page. Public, since a browser sends no token for it, and it
 * tells nothing.
 */
@RestController
@Hidden
class ReportStyle {

	private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);

	@GetMapping(path = ReportPage.STYLE_PATH)
	@PublicEndpoint
	ResponseEntity<String> style() {
		return ResponseEntity.ok().contentType(CSS).body(ReportPage.style());
	}

}
