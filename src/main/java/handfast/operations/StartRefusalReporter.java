package handfast.operations;

import java.sql.SQLException;

import handfast.storage.StartRefused;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Ends a refused start in one sentence on standard error, without a stack trace.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartRefusalReporter implements SpringBootExceptionReporter {

	@Override
	public boolean reportException(Throwable failure) {
		String sentence = sentenceOf(failure);
		if (sentence == null) {
			return false;
		}
		System.err.println("Handfast does not start: " + sentence);
		return true;
	}

	private static @Nullable String sentenceOf(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof StartRefused refused) {
				return refused.getMessage();
			}
			if (cause instanceof BindException bind) {
				return sentenceOf(bind);
			}
			if (cause instanceof PortInUseException inUse) {
				return taken(inUse.getPort());
			}
			if (cause instanceof ConnectorStartFailedException failed) {
				return taken(failed.getPort());
			}
			if (cause instanceof SQLException sql && sql.getSQLState() != null
					&& sql.getSQLState().matches("(08|28|3D).*")) {
				return "the database can't be used (" + sql.getMessage()
						+ "); check spring.datasource.url, username and password, and that it runs.";
			}
		}
		return null;
	}

	private static String taken(int port) {
		return "the port " + port
				+ " is taken; stop what listens there, or set handfast.https-port and handfast.http-port.";
	}

	private static String sentenceOf(BindException bind) {
		ConfigurationProperty property = bind.getProperty();
		String name = (property != null) ? property.getName().toString() : bind.getName().toString();
		String value = (property != null) ? " = " + property.getValue() : "";
		Throwable root = bind;
		for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
			root = cause;
		}
		return "the setting " + name + value + " is not right: " + root.getMessage()
				+ ". See the README's table of settings for what to write.";
	}

}
