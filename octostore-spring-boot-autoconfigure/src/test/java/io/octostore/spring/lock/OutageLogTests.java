package io.octostore.spring.lock;

import java.time.Duration;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Mono;

import io.octostore.FencingRegressionException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;
import io.octostore.ServerRefusal;
import io.octostore.UnsupportedServerException;
import io.octostore.lock.DistributedLock;
import io.octostore.testsupport.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Scheduled methods while no lock can be acquired: the first failure of an outage is
 * thrown, the others leave runs out.
 */
class OutageLogTests {

	private static final OctoStoreException NO_CONNECTION = OctoStoreNetworkException.notSent("no connection", null);

	private final CapturedLog log = new CapturedLog(DistributedLock.class.getName(), Level.INFO);

	private final LockContext context = LockContext.of(Jobs.class);

	private final Jobs jobs = this.context.bean(Jobs.class);

	@AfterEach
	void stop() {
		this.context.close();
		this.log.close();
	}

	private void fail(String lock, RuntimeException failure) {
		this.context.locks.failures.put(lock, failure);
	}

	private void assertThrown(Runnable run, RuntimeException failure) {
		assertThatExceptionOfType(failure.getClass()).isThrownBy(run::run).isSameAs(failure);
	}

	static Stream<OctoStoreException> outages() {
		return Stream.of(NO_CONNECTION, new OctoStoreProtocolException("x", 200, null),
				new OctoStoreServerException("x", ServerRefusal.of(500, "internal_error")),
				new UnsupportedServerException("x", "v0.14.0"), new FencingRegressionException("first", 1, 2));
	}

	@ParameterizedTest
	@MethodSource("outages")
	void theFirstFailureIsThrownAndTheNextLeavesTheRunOut(OctoStoreException failure) {
		fail("first", failure);
		assertThrown(this.jobs::first, failure);
		this.jobs.first();
		assertThat(this.context.locks.journal).isEmpty();
	}

	@Test
	void aMistakeOfTheApplicationIsThrownEachTime() {
		OctoStoreException mistake = new OctoStoreValidationException("x");
		fail("first", mistake);
		assertThrown(this.jobs::first, mistake);
		assertThrown(this.jobs::first, mistake);
	}

	@Test
	void aRunOfAPublisherIsLeftOutToo() {
		fail("reactive", NO_CONNECTION);
		assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(() -> this.jobs.reactive().block());
		assertThat(this.jobs.reactive().blockOptional()).isEmpty();
	}

	@Test
	void anOutageIsOverWhenAnotherCallerHoldsTheLock() {
		fail("first", NO_CONNECTION);
		assertThrown(this.jobs::first, NO_CONNECTION);
		fail("first", new LockHeldException("first"));
		this.jobs.first();
		assertThat(this.log.messages().get(0)).startsWith("Locks can be acquired again after 0 s, in which ");
	}

	@Test
	void anOutageIsOverWhenNothingWasSeenOfItForTenMinutes() {
		fail("first", NO_CONNECTION);
		assertThrown(this.jobs::first, NO_CONNECTION);
		this.context.advance(Duration.ofMinutes(9));
		this.jobs.first();
		this.context.advance(Duration.ofMinutes(10));
		assertThrown(this.jobs::first, NO_CONNECTION);
	}

	@Test
	void locksOfAnOutageThatIsOverAreForgotten() {
		fail("first", NO_CONNECTION);
		assertThrown(this.jobs::first, NO_CONNECTION);
		this.context.advance(Duration.ofMinutes(10));
		fail("second", NO_CONNECTION);
		assertThrown(this.jobs::second, NO_CONNECTION);
		this.context.locks.failures.remove("second");
		this.jobs.second();
		assertThat(this.log.messages()).last().asString().startsWith("Locks can be acquired again");
	}

	@Test
	void anOutageGoesOnUntilAllLocksCanBeAcquired() {
		fail("first", NO_CONNECTION);
		fail("second", NO_CONNECTION);
		assertThrown(this.jobs::first, NO_CONNECTION);
		this.jobs.second();
		this.context.locks.failures.remove("second");
		this.jobs.second();
		assertThat(this.log.messages(Level.INFO)).isEmpty();
	}

	static class Jobs {

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("first")
		public void first() {
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("second")
		public void second() {
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("reactive")
		public Mono<String> reactive() {
			return Mono.just("ran");
		}

	}

}
