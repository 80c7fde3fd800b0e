package handfast.access;

import java.time.Instant;
import java.util.List;

import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What controllers may take as parameters.
 */
@Configuration(proxyBeanMethods = false)
class AccessWebConfiguration implements WebMvcConfigurer {

	private final Cursors cursors;

	private final InstallationSecret secret;

	AccessWebConfiguration(Cursors cursors, InstallationSecret secret) {
		this.cursors = cursors;
		this.secret = secret;
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(new CallerArgumentResolver());
		resolvers.add(new PagingArgumentResolver(this.cursors));
		resolvers.add(new IdempotencyKeyArgumentResolver(this.secret));
	}

	// The same times as in a body.
	@Override
	public void addFormatters(FormatterRegistry registry) {
		registry.addConverter(String.class, Instant.class, TimeReader::read);
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new QueryInterceptor());
		registry.addInterceptor(new IdempotencyInterceptor());
	}

}
