/**
 * The command line of a service that runs elsewhere: {@code login}, {@code request},
 * {@code renew}, {@code fetch}, {@code install}, {@code status}, {@code trust}. It knows
 * the service by its REST API alone, as anyone does, and starts no Spring: what it shares
 * with the service are words, whole-or-absent files, and the list of consumers.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "x509", "storage", "bundle" })
package handfast.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
