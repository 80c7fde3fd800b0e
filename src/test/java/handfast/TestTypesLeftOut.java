package handfast;

import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * Keeps what tests and fixtures bring along for slices of their own out of the whole
 * service, which shares their class path.
 */
public class TestTypesLeftOut implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		context.getBeanFactory().registerSingleton("testTypesLeftOut", new TypeExcludeFilter() {

			@Override
			public boolean match(MetadataReader reader, MetadataReaderFactory factory) {
				return reader.getClassMetadata().getClassName().matches(".*(Tests|Fixture)\\$.*");
			}

			@Override
			public boolean equals(Object other) {
				return other != null && getClass() == other.getClass();
			}

			@Override
			public int hashCode() {
				return getClass().hashCode();
			}
		});
	}

}
