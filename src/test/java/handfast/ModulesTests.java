package handfast;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/**
 * The map of modules holds: each uses what its {@code allowedDependencies} list and the
 * public types of it alone, and nothing goes round in a circle.
 */
class ModulesTests {

	@Test
	void useEachOtherAsTheMapSays() {
		ApplicationModules.of(HandfastApplication.class).verify();
	}

}
