package handfast.access;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every mapping that there is, asked by every role and by nobody: what the annotation
 * says is what is answered.
 */
class RolesJourneyTests {

	private static final String NOBODYS_ID = "01990000-0000-7000-8000-000000000001";

	private final RunningService service = RunningService.shared();

	@TestFactory
	List<DynamicTest> letsEachRoleDoWhatItsRuleSays() {
		Map<Role, String> tokens = new EnumMap<>(Role.class);
		for (Role role : Role.ofTokens()) {
			String body = "{\"name\": \"roles-%s\", \"role\": \"%s\"}".formatted(role, role.name().toLowerCase());
			tokens.put(role, this.service.post("/api/v1/tokens", body).json().get("token").asString());
		}
		List<DynamicTest> tests = new ArrayList<>();
		mappings().forEach((info, handler) -> info.getPathPatternsCondition()
			.getPatternValues()
			.forEach((path) -> info.getMethodsCondition()
				.getMethods()
				.forEach((method) -> tests.add(DynamicTest.dynamicTest(method + " " + path,
						() -> verify(method.name(), path, handler, tokens))))));
		assertThat(tests).hasSizeGreaterThan(25);
		return tests;
	}

	private void verify(String method, String path, HandlerMethod handler, Map<Role, String> tokens) {
		RequiresRole rule = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), RequiresRole.class);
		boolean open = AnnotatedElementUtils.hasAnnotation(handler.getMethod(), PublicEndpoint.class)
				|| path.equals("/openapi.json");
		if (path.equals("/openapi.json.yaml")) {
			// The library's own, without a rule: denied to all.
			assertThat(ask(method, path, "").status()).isEqualTo(401);
			tokens.values()
				.forEach((token) -> assertThat(ask(method, path, "Bearer " + token).status()).isEqualTo(403));
			return;
		}
		assertThat(rule != null ^ open).as("exactly one rule").isTrue();
		if (open) {
			assertThat(ask(method, path, "").status()).isNotIn(401, 403);
			return;
		}
		assertThat(path).matches("/api/v1/.*|/metrics");
		for (String nobody : List.of("", "Bearer ", "Bearer nonsense", "Basic YWRtaW46YWRtaW4=")) {
			Answer answer = ask(method, path, nobody);
			assertThat(answer.status()).as(nobody).isEqualTo(401);
			assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
			assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:unauthorized");
		}
		Set<Role> allowed = new TreeSet<>(Arrays.asList(rule.value()));
		tokens.forEach((role, token) -> {
			Answer answer = ask(method, path, "Bearer " + token);
			if (allowed.contains(role)) {
				assertThat(answer.status()).as(role + " " + answer).isNotIn(401, 403).isLessThan(500);
			}
			else {
				assertThat(answer.status()).as(role + " " + answer).isEqualTo(403);
				assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:role-missing");
			}
		});
	}

	private Answer ask(String method, String path, String authorization) {
		String filled = path.replaceAll("\\{shard}", "1").replaceAll("\\{[^}]*}", NOBODYS_ID);
		HttpRequest.BodyPublisher body = Set.of("POST", "PUT").contains(method)
				? HttpRequest.BodyPublishers.ofString("{}") : HttpRequest.BodyPublishers.noBody();
		return this.service.send(this.service.request(filled, "Authorization", authorization)
			.header("Content-Type", "application/json")
			.method(method, body));
	}

	private Map<RequestMappingInfo, HandlerMethod> mappings() {
		Map<RequestMappingInfo, HandlerMethod> mappings = new java.util.LinkedHashMap<>();
		this.service.beans(RequestMappingHandlerMapping.class)
			.forEach((mapping) -> mappings.putAll(mapping.getHandlerMethods()));
		return mappings;
	}

}
