package io.octostore.docs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.spring.boot.autoconfigure.OctoStoreConnectionDetails;
import io.octostore.spring.boot.autoconfigure.OctoStoreEmbeddedAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page that leads through the first steps. {@code .ci/outside-application/check}
 * follows it.
 */
class GettingStartedTests {

	private static final Pattern RELEASE = Pattern
		.compile("<octostore\\.server\\.version>(.+)</octostore\\.server\\.version>");

	private static final Pattern TOKEN = Pattern.compile("--octostore\\.token=([^\"\\s]+)");

	@Test
	void namesTheReleaseOfTheServerThatTheTestsUse() {
		Matcher release = RELEASE.matcher(Repository.read(Repository.ROOT.resolve("pom.xml")));
		assertThat(release.find()).isTrue();
		assertThat(Repository.ROOT.resolve("docs/getting-started.md")).content()
			.contains("cargo install octostore --version " + release.group(1) + " ");
	}

	@Test
	void theSecondInstanceHasTheTokenOfTheServerInTheFirst() {
		Matcher token = TOKEN.matcher(Repository.read(Repository.ROOT.resolve("docs/getting-started.md")));
		assertThat(token.find()).isTrue();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OctoStoreEmbeddedAutoConfiguration.class))
			.withPropertyValues("octostore.embedded.enabled=true")
			.run((context) -> assertThat(context.getBean(OctoStoreConnectionDetails.class).getToken())
				.isEqualTo(token.group(1)));
	}

}
