package handfast.operations;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import handfast.access.Caller;
import handfast.access.Doors;
import handfast.access.IdempotencyKey;
import handfast.access.Paging;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;

/**
 * Writes into the OpenAPI document what the controllers leave to the doors: pages,
 * idempotency keys, problems, and the port that examples speak of.
 */
@Component
class ApiDocument implements GlobalOperationCustomizer, GlobalOpenApiCustomizer {

	private static final Set<Class<?>> OF_THE_DOORS = Set.of(Caller.class, Paging.class, IdempotencyKey.class);

	private static final String PROBLEM = "#/components/responses/Problem";

	private final Doors doors;

	ApiDocument(Doors doors) {
		this.doors = doors;
	}

	@Override
	public Operation customize(Operation operation, HandlerMethod method) {
		List<MethodParameter> taken = Arrays.asList(method.getMethodParameters());
		leaveOut(operation, taken);
		if (takes(taken, Paging.class)) {
			operation.addParametersItem(limit());
			operation.addParametersItem(cursor());
		}
		if (takes(taken, IdempotencyKey.class)) {
			operation.addParametersItem(idempotencyKey());
		}
		boolean named = taken.stream().anyMatch((parameter) -> parameter.hasParameterAnnotation(PathVariable.class));
		addProblems(operation, named);
		return operation;
	}

	@Override
	public void customise(OpenAPI document) {
		if (document.getComponents().getSchemas() != null) {
			document.getComponents()
				.getSchemas()
				.keySet()
				.removeAll(Set.of("Caller", "Cidr", "Paging", "IdempotencyKey"));
		}
		document.getComponents().addSchemas("Violation", violation());
		document.getComponents().addSchemas("Problem", problem());
		document.getComponents()
			.addResponses("Problem",
					new ApiResponse().description("A refusal: detail says what to do next")
						.content(new Content().addMediaType("application/problem+json",
								new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem")))));
		document.getPaths()
			.values()
			.stream()
			.flatMap((path) -> path.readOperations().stream())
			.filter((operation) -> operation.getRequestBody() != null)
			.flatMap((operation) -> operation.getRequestBody().getContent().values().stream())
			.filter((content) -> content.getExamples() != null)
			.flatMap((content) -> content.getExamples().values().stream())
			.forEach(this::nameOwnPort);
	}

	// Examples are written for the default port.
	private void nameOwnPort(Example example) {
		if (example.getValue() instanceof com.fasterxml.jackson.databind.node.ObjectNode object
				&& object.has("target")) {
			object.put("target", object.get("target").asText().replace(":8443", ":" + this.doors.httpsPort()));
		}
	}

	private static void leaveOut(Operation operation, List<MethodParameter> taken) {
		List<String> names = taken.stream()
			.filter((parameter) -> OF_THE_DOORS.stream().anyMatch((type) -> is(parameter, type)))
			.map(MethodParameter::getParameterName)
			.toList();
		if (operation.getParameters() != null) {
			operation.getParameters().removeIf((parameter) -> names.contains(parameter.getName()));
		}
	}

	private static boolean takes(List<MethodParameter> parameters, Class<?> type) {
		return parameters.stream().anyMatch((parameter) -> is(parameter, type));
	}

	private static boolean is(MethodParameter parameter, Class<?> type) {
		boolean optional = parameter.getParameterType() == Optional.class;
		return (optional ? parameter.nested().getNestedParameterType() : parameter.getParameterType()) == type;
	}

	private static Parameter limit() {
		return new QueryParameter().name("limit")
			.description("How many items at most")
			.schema(new Schema<Integer>().types(Set.of("integer"))
				.minimum(java.math.BigDecimal.ONE)
				.maximum(java.math.BigDecimal.valueOf(500))
				._default(50));
	}

	private static Parameter cursor() {
		return new QueryParameter().name("cursor")
			.description("next of the page before, with the same query")
			.schema(text());
	}

	private static Parameter idempotencyKey() {
		return new HeaderParameter().name("Idempotency-Key")
			.description("1 to 255 printable ASCII characters. The same request with the same key is answered again"
					+ " from its result, for 24 hours")
			.schema(text().maxLength(255));
	}

	private static void addProblems(Operation operation, boolean named) {
		addProblem(operation, "401");
		addProblem(operation, "403");
		if (named) {
			addProblem(operation, "404");
		}
		if (operation.getRequestBody() != null) {
			addProblem(operation, "400");
			addProblem(operation, "415");
		}
		if (operation.getRequestBody() != null || operation.getParameters() != null) {
			addProblem(operation, "422");
		}
		addProblem(operation, "default");
	}

	private static void addProblem(Operation operation, String status) {
		operation.getResponses().putIfAbsent(status, new ApiResponse().$ref(PROBLEM));
	}

	private static Schema<?> problem() {
		return new Schema<>().types(Set.of("object"))
			.description("RFC 9457")
			.addProperty("type", text().description("urn:handfast:problem:SLUG"))
			.addProperty("title", text())
			.addProperty("status", new Schema<Integer>().types(Set.of("integer")))
			.addProperty("detail", text().description("What to do next"))
			.addProperty("violations",
					new Schema<>().types(Set.of("array"))
						.description("Where input was wrong")
						.items(new Schema<>().$ref("#/components/schemas/Violation")))
			.required(List.of("type", "title", "status", "detail"));
	}

	private static Schema<?> violation() {
		return new Schema<>().types(Set.of("object"))
			.addProperty("field", text().description("JSON Pointer"))
			.addProperty("code", text())
			.addProperty("message", text())
			.required(List.of("field", "code", "message"));
	}

	private static Schema<String> text() {
		return new Schema<String>().types(Set.of("string"));
	}

}
