package handfast.access;

import java.util.List;

import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds what would be denied to all, for the test that walks every mapping.
 */
public final class MappingsWithoutRule {

	private MappingsWithoutRule() {
	}

	/**
	 * Mappings of ours that carry neither {@link RequiresRole} nor
	 * {@link PublicEndpoint}.
	 */
	public static List<String> in(RequestMappingHandlerMapping mappings) {
		return mappings.getHandlerMethods()
			.entrySet()
			.stream()
			.filter((mapping) -> mapping.getValue().getBeanType().getName().startsWith("handfast."))
			.filter((mapping) -> EndpointRules.of(mapping.getValue()).kind() == EndpointRules.Kind.MISSING)
			.map((mapping) -> mapping.getKey() + " " + mapping.getValue())
			.toList();
	}

}
