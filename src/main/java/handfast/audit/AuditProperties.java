package handfast.audit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the audit.
 *
 * @param segmentSize at which a new file is begun
 */
@ConfigurationProperties("handfast.audit")
record AuditProperties(@DefaultValue("256MB") DataSize segmentSize) {
}
