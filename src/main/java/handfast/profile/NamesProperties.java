package handfast.profile;

import java.util.List;

import handfast.x509.MalformedException;
import handfast.x509.PermitRule;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param permitted domains and networks that may be issued beside the built-in ones
 */
@ConfigurationProperties("handfast.names")
record NamesProperties(@DefaultValue List<String> permitted) {

	NamesProperties {
		permitted = List.copyOf(permitted);
		permitted.forEach(NamesProperties::rule);
	}

	List<PermitRule> rules() {
		return this.permitted.stream().map(NamesProperties::rule).toList();
	}

	private static PermitRule rule(String text) {
		try {
			PermitRule rule = PermitRule.parse(text);
			if (!rule.isPublicSuffix()) {
				return rule;
			}
			throw new IllegalArgumentException(
					"handfast.names.permitted holds " + text + ", under which strangers have names; write your domain");
		}
		catch (MalformedException ex) {
			throw new IllegalArgumentException("handfast.names.permitted holds " + text
					+ "; write domains such as example.com and networks such as 10.0.0.0/8: " + ex.getMessage());
		}
	}

}
