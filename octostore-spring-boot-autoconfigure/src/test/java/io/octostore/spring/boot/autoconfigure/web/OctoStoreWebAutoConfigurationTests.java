package io.octostore.spring.boot.autoconfigure.web;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.octostore.HolderInfo;
import io.octostore.LockHeldException;
import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.NotLeaderException;
import io.octostore.spring.boot.autoconfigure.InvalidPropertyException;
import io.octostore.spring.boot.web.LockHeldAdvice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
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
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 399, 600 })
	void refusesAStatusThatIsNoError(int status) {
		this.servlet.withPropertyValues("octostore.web.held-status=" + status)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessage("Property octostore.web.held-status with value '" + status
						+ "' is invalid: It must be from 400 to 599. "
						+ "Set it to the status of an error, such as 409 or 423."));
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 599 })
	void takesAnyStatusOfAnError(int status) {
		this.servlet.withPropertyValues("octostore.web.held-status=" + status)
			.run((context) -> assertThat(context.getBean(LockHeldAdvice.class).handle(HELD).getStatusCode().value())
				.isEqualTo(status));
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

	@Test
	void sendsARequestThatNeedsTheLeaderElsewhere() {
		this.servlet.run((context) -> {
			MockHttpServletResponse answer = mvc(context).perform(get("/leader"))
				.andExpect(status().isServiceUnavailable())
				.andExpect(header().string("Retry-After", "1"))
				.andExpect(content().contentType("application/problem+json"))
				.andReturn()
				.getResponse();
			assertThat(answer.getContentAsString()).contains("Not the leader").doesNotContain("billing");
		});
	}

	@Test
	void invitesNoRepeatOfWorkWhoseLeadershipWasLost() {
		this.servlet.run((context) -> assertThatException().isThrownBy(() -> mvc(context).perform(get("/lost")))
			.withCauseInstanceOf(NotLeaderException.class));
	}

	@Test
	void canLeaveRequestsThatNeedTheLeaderToTheApplication() {
		this.servlet.withPropertyValues("octostore.web.problem-details=false")
			.run((context) -> assertThatException().isThrownBy(() -> mvc(context).perform(get("/leader")))
				.withCauseInstanceOf(NotLeaderException.class));
	}

	private static MockMvc mvc(ApplicationContext context) {
		return MockMvcBuilders.standaloneSetup(new Orders())
			.setControllerAdvice(context.getBeansWithAnnotation(ControllerAdvice.class).values().toArray())
			.build();
	}

	@RestController
	static class Orders {

		@GetMapping("/leader")
		String leader() {
			throw new NotLeaderException("billing", null);
		}

		@GetMapping("/lost")
		String lost() {
			throw new NotLeaderException("billing",
					new Loss("billing", 7, LossReason.DEADLINE, LossCertainty.UNCERTAIN));
		}

		@GetMapping("/orders")
		String orders() {
			throw HELD;
		}

	}

}
