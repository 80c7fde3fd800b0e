package handfast.operations;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.List;

import handfast.bundle.OpenedBundle;
import handfast.storage.HandfastProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.stereotype.Component;

/**
 * The HTTPS door's certificate. Tomcat asks for it while it is built, so that the first
 * start runs here; later ones are swapped in without closing the port.
 */
@Component
@ConditionalOnWebApplication
class HttpsDoor implements SslBundleRegistrar {

	static final String BUNDLE = "handfast";

	private final FirstStart firstStart;

	private final OwnCertificate ownCertificate;

	private final OpenDoors doors;

	private final HandfastProperties properties;

	private @Nullable SslBundleRegistry registry;

	HttpsDoor(FirstStart firstStart, OwnCertificate ownCertificate, OpenDoors doors, HandfastProperties properties) {
		this.firstStart = firstStart;
		this.ownCertificate = ownCertificate;
		this.doors = doors;
		this.properties = properties;
	}

	@Override
	public void registerBundles(SslBundleRegistry registry) {
		this.firstStart.run();
		this.ownCertificate.ensure();
		tellTheName();
		registry.registerBundle(BUNDLE, bundleOf(this.ownCertificate.opened()));
		this.registry = registry;
	}

	/**
	 * Serves the certificate as it is now on new connections.
	 */
	void swap() {
		if (this.registry != null) {
			tellTheName();
			this.registry.updateBundle(BUNDLE, bundleOf(this.ownCertificate.opened()));
		}
	}

	private void tellTheName() {
		InetAddress bound = Preflight.address(this.properties.bindAddress());
		this.doors.areReachedAs(ReachableHost.of(bound, this.ownCertificate.current().orElseThrow().names()));
	}

	private static SslBundle bundleOf(OpenedBundle opened) {
		return SslBundle.of(SslStoreBundle.of(keyStore(opened.privateKey(), opened.chain()), "", null),
				SslBundleKey.of("", "handfast"), SslOptions.of(null, new String[] { "TLSv1.3", "TLSv1.2" }));
	}

	private static KeyStore keyStore(PrivateKey key, List<? extends Certificate> chain) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setKeyEntry("handfast", key, new char[0], chain.toArray(Certificate[]::new));
			return store;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("Our own certificate can't be used by the HTTPS door", ex);
		}
	}

}
