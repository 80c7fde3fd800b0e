package handfast.enrollment;

import java.util.UUID;

/**
 * Which certificates are renewed where they are installed, answered by whoever keeps the
 * installations.
 */
@FunctionalInterface
public interface RenewedByHosts {

	/**
	 * Whether a host renews it by itself.
	 */
	boolean renews(UUID certificate);

}
