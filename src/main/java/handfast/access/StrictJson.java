package handfast.access;

import java.time.Duration;
import java.time.Instant;

import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON that is taken exactly as it stands: no unknown or double field, no text where a
 * number is wanted, no trailing tokens, at most 32 levels.
 */
@Configuration(proxyBeanMethods = false)
class StrictJson {

	private static final int DEEPEST = 32;

	private static final JsonMapper PLAIN = JsonMapper.shared();

	/**
	 * How a constant is written in JSON, without its quotes.
	 */
	static String text(Object constant) {
		return PLAIN.convertValue(constant, String.class);
	}

	@Bean
	JsonFactoryBuilderCustomizer strictTokens() {
		return StrictJson::tokens;
	}

	@Bean
	JsonMapperBuilderCustomizer strictValues() {
		return StrictJson::values;
	}

	static void tokens(JsonFactoryBuilder builder) {
		builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
	}

	static void values(JsonMapper.Builder builder) {
		builder
			.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
					DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
			.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
			.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
			.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
			.withCoercionConfig(LogicalType.Textual, (textual) -> {
				textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
				textual.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
				textual.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
			})
			.withCoercionConfig(LogicalType.OtherScalar,
					(scalar) -> scalar.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
			.withCoercionConfig(LogicalType.Enum,
					(constant) -> constant.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
			.addModule(new SimpleModule("handfast").addSerializer(Duration.class, new DurationForm.Writer())
				.addDeserializer(Duration.class, new DurationForm.Reader())
				.addDeserializer(Instant.class, new TimeReader()));
	}

}
