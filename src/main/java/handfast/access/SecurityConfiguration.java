package handfast.access;

import handfast.problem.ProblemType;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.context.request.async.WebAsyncManagerIntegrationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.HeaderWriterFilter;

/**
 * The security chain: the door, the token, the rule of the handler method. No sessions,
 * no forms, no passwords; what has no rule is denied.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@EnableScheduling
@EnableConfigurationProperties(LimitProperties.class)
class SecurityConfiguration {

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http, Doors doors, Tokens tokens,
			ObjectProvider<HostCredentials> hosts, Limits limits, EndpointRules rules, Refusals refusals)
			throws Exception {
		return http.csrf(AbstractHttpConfigurer::disable)
			.formLogin(AbstractHttpConfigurer::disable)
			.httpBasic(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			// All answers carry the same headers, those of the web server too:
			// ArrivalFilter.
			.headers(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.addFilterBefore(new DoorFilter(doors), WebAsyncManagerIntegrationFilter.class)
			.addFilterBefore(new TokenFilter(tokens, hosts, limits), HeaderWriterFilter.class)
			.exceptionHandling((handling) -> handling.authenticationEntryPoint(unauthorized(limits, refusals))
				.accessDeniedHandler(roleMissing(refusals)))
			.authorizeHttpRequests(
					(requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
						.permitAll()
						.requestMatchers((request) -> rules.of(request).kind() != EndpointRules.Kind.MISSING)
						.access((authentication,
								context) -> new AuthorizationDecision(isAllowed(rules, doors, context.getRequest())))
						.anyRequest()
						.denyAll())
			.build();
	}

	// On the plain door nobody has a token, and outside the REST API paths are no secret:
	// what is not there is simply not there.
	private static boolean isAllowed(EndpointRules rules, Doors doors, HttpServletRequest request) {
		EndpointRules.Rule rule = rules.of(request);
		if (rule.kind() == EndpointRules.Kind.UNMAPPED
				&& (request.getLocalPort() == doors.plainPort() || !isRest(request.getRequestURI()))) {
			return true;
		}
		return rule.allows(CurrentRequest.caller(request).map(Caller::role).orElse(null));
	}

	private static boolean isRest(String path) {
		return path.equals("/api/v1") || path.startsWith("/api/v1/");
	}

	private static AuthenticationEntryPoint unauthorized(Limits limits, Refusals refusals) {
		return (request, response, ex) -> refusals.answer(limits.failure(request.getRemoteAddr()), request, response);
	}

	private static AccessDeniedHandler roleMissing(Refusals refusals) {
		return (request, response, ex) -> refusals.answer(
				ProblemType.ROLE_MISSING.because("Use a token whose role allows this; an administrator can make one"),
				request, response);
	}

	@Bean
	RequestRejectedHandler requestRejectedHandler(Refusals refusals) {
		return (request, response, ex) -> refusals.answer(
				ProblemType.UNREADABLE.because("Write the address as /openapi.json does, without encoded slashes"
						+ ", dots, semicolons or control characters, and use a method that HTTP knows"),
				request, response);
	}

	// There are no users; without this bean Spring Boot makes one and logs its password.
	@Bean
	UserDetailsService noUsers() {
		return (name) -> {
			throw new UsernameNotFoundException("There are no users");
		};
	}

}
