package handfast.profile;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param permitted domains and networks that may be issued beside the built-in ones
 */
@ConfigurationProperties("handfast.names")
record NamesProperties(@DefaultValue List<String> permitted) {
}
