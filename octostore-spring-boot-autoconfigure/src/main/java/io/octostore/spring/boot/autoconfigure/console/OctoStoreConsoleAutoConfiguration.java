package io.octostore.spring.boot.autoconfigure.console;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;

import io.octostore.spring.boot.autoconfigure.OctoStoreOverviewAutoConfiguration;
import io.octostore.spring.boot.console.ConsoleFeed;
import io.octostore.spring.boot.console.ConsolePath;
import io.octostore.spring.boot.console.ReactiveConsole;
import io.octostore.spring.boot.console.ServletConsole;
import io.octostore.spring.boot.overview.OverviewSource;

/**
 * Auto-configuration of the page that shows the locks of a web application. It is behind
 * the application's own security.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreOverviewAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty("octostore.console.enabled")
@ConditionalOnBean(OverviewSource.class)
@EnableConfigurationProperties(OctoStoreConsoleProperties.class)
public final class OctoStoreConsoleAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreConsoleAutoConfiguration.class);

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreConsoleAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ConsolePath octoStoreConsolePath(OctoStoreConsoleProperties properties) {
		ConsolePath path = new ConsolePath(properties.path());
		logger.info("The OctoStore page is at {}/, behind the application's own security", path.value());
		return path;
	}

	@Bean
	@ConditionalOnMissingBean
	ConsoleFeed octoStoreConsoleFeed(OverviewSource source, Environment environment) {
		return new ConsoleFeed(environment.getProperty("spring.application.name", "application"), source);
	}

	/**
	 * An open page would keep the web server from stopping gracefully.
	 */
	@Bean
	ApplicationListener<ContextClosedEvent> octoStoreConsoleEnd(ConsoleFeed feed, ApplicationContext context) {
		return (event) -> {
			if (context.equals(event.getApplicationContext())) {
				feed.close();
			}
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class Servlet {

		@Bean
		org.springframework.web.servlet.function.RouterFunction<org.springframework.web.servlet.function.ServerResponse> octoStoreConsole(
				ConsolePath path, ConsoleFeed feed) {
			return ServletConsole.routes(path, feed);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class Reactive {

		@Bean
		org.springframework.web.reactive.function.server.RouterFunction<org.springframework.web.reactive.function.server.ServerResponse> octoStoreConsole(
				ConsolePath path, ConsoleFeed feed) {
			return ReactiveConsole.routes(path, feed);
		}

	}

}
