package handfast.operations;

import handfast.access.Doors;
import handfast.storage.HandfastProperties;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Opens the second door, for what must be readable without TLS.
 */
@Component
class PlainDoor implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	private static final int THREADS = 20;

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Doors doors;

	private final HandfastProperties properties;

	PlainDoor(Doors doors, HandfastProperties properties) {
		this.doors = doors;
		this.properties = properties;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
		connector.setPort(this.doors.plainPort());
		connector.setProperty("address", this.properties.bindAddress());
		connector.setXpoweredBy(false);
		// OCSP by GET: base64 has slashes, which some clients encode. Elsewhere an
		// encoded character is refused on arrival.
		connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
		if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
			protocol.setMaxThreads(THREADS);
			protocol.setConnectionTimeout(TIMEOUT_MILLIS);
			protocol.setMaxHttpRequestHeaderSize(16 * 1024);
		}
		factory.addAdditionalConnectors(connector);
	}

}
