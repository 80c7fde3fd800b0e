package handfast.access;

import java.io.IOException;

import handfast.problem.Problem;
import handfast.problem.ProblemWriter;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * The web server's own error page, for requests that it refuses before any application
 * sees them: a request line that is none, headers beyond the limit.
 */
public class ProblemValve extends ErrorReportValve {

	private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

	private static final int FIRST_REFUSAL = 400;

	@Override
	protected void report(Request request, Response response, Throwable throwable) {
		int status = response.getStatus();
		if (status < FIRST_REFUSAL || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		Problem problem = ProblemErrorController.of(status);
		try {
			ArrivalFilter.addHeaders(request.getRequest(), response.getResponse());
			ProblemWriter.write(problem, response.getResponse());
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			log.debug("Whoever sent a broken request has gone", ex);
		}
	}

	/**
	 * Puts the valve in the place of Tomcat's.
	 */
	@Component
	static class Customizer implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

		@Override
		public void customize(ConfigurableTomcatWebServerFactory factory) {
			factory.addContextCustomizers((context) -> {
				if (context.getParent() instanceof StandardHost host) {
					host.setErrorReportValveClass(ProblemValve.class.getName());
				}
			});
		}

	}

}
