package io.octostore.spring.boot.autoconfigure.web;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.octostore.HolderInfo;
import io.octostore.LockHeldException;
import io.octostore.spring.boot.web.LockHeldAdvice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * What a web client is told whose lock is held.
 */
@Tag("field-fault-H5")
class OctoStoreWebAutoConfigurationTests {

	private static final LockHeldException HELD = new LockHeldException("orders.4711",
			HolderInfo.unknown().withMetadata("billing@host-1:7").withRetryAfter(Duration.ofMillis(2_100)));

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreWebAutoConfiguration.class));

	@Test
	void isAConflictWithRetryAfter() {
		this.servlet.run((context) -> {
			ResponseEntity<ProblemDetail> answer = context.getBean(LockHeldAdvice.class).handle(HELD);
			assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.CONFLICT);
			assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("3");
			assertThat(answer.getBody().getStatus()).isEqualTo(409);
			assertThat(answer.getBody().toString()).doesNotContain("4711", "host-1");
			assertThat(context.getBean(LockHeldAdvice.class)
				.handle(new LockHeldException("orders"))
				.getHeaders()
				.getFirst("Retry-After")).isEqualTo("1");
		});
	}

	@Test
	void canHaveAnotherStatus() {
		this.servlet.withPropertyValues("octostore.web.held-status=423")
			.run((context) -> assertThat(context.getBean(LockHeldAdvice.class).handle(HELD).getStatusCode())
				.isEqualTo(HttpStatus.LOCKED));
		this.servlet.withPropertyValues("octostore.web.held-status=200")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("octostore.web.held-status must be 400 to 599, but is 200"));
	}

	@Test
	void canBeLeftToTheApplication() {
		this.servlet.withPropertyValues("octostore.web.problem-details=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LockHeldAdvice.class));
		this.servlet.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LockHeldAdvice.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OctoStoreWebAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(LockHeldAdvice.class));
	}

	@Test
	void isTheSameForReactiveApplications() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OctoStoreWebAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(LockHeldAdvice.class));
	}

	@Test
	void reachesTheClientOfAController() throws Exception {
		MockMvc mvc = MockMvcBuilders.standaloneSetup(new Orders())
			.setControllerAdvice(new LockHeldAdvice(HttpStatus.LOCKED))
			.build();
		mvc.perform(get("/orders"))
			.andExpect(status().isLocked())
			.andExpect(header().string("Retry-After", "3"))
			.andExpect(content().contentType("application/problem+json"));
	}

	@RestController
	static class Orders {

		@GetMapping("/orders")
		String orders() {
			throw HELD;
		}

	}

}
