package io.octostore.spring.boot.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockListener.ConfirmEvent;
import io.octostore.lock.LockListener.ConfirmOutcome;
import io.octostore.lock.LockListener.LossEvent;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;

class OctoStoreMetricsTests {

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-secret").start();

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.server.baseUrl().toString(),
			"tok-secret");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final OctoStoreMetrics metrics = new OctoStoreMetrics(this::locks, true);

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.client).listener(this.metrics).build();

	@AfterEach
	void close() {
		this.locks.close();
		this.client.close();
		this.server.close();
	}

	private OctoStoreLocks locks() {
		return this.locks;
	}

	@Test
	void showsWhatCountsAgainstTheServersLimit() {
		this.metrics.bindTo(this.registry);
		assertThat(gauge("octostore.lock.limit.used")).isZero();
		try (HeldLock first = this.locks.tryAcquire("a").orElseThrow();
				HeldLock second = this.locks.tryAcquire("b").orElseThrow()) {
			assertThat(gauge("octostore.lock.limit.used")).as(first.name() + " and " + second.name()).isEqualTo(2);
		}
		assertThat(gauge("octostore.lock.limit.used")).isZero();
	}

	@Test
	void showsTheSession() {
		this.metrics.bindTo(this.registry);
		assertThat(gauge("octostore.session.active")).isZero();
		this.locks.tryAcquire("a").orElseThrow().close();
		assertThat(gauge("octostore.session.active")).isEqualTo(1);
		this.locks.close();
		assertThat(gauge("octostore.session.active")).isZero();
		assertThat(gauge("octostore.lock.waiting")).isZero();
	}

	@Test
	void showsNothingWithoutLocks() {
		new OctoStoreMetrics(() -> null, true).bindTo(this.registry);
		assertThat(gauge("octostore.session.active")).isZero();
		assertThat(gauge("octostore.lock.waiting")).isZero();
		assertThat(gauge("octostore.lock.limit.used")).isZero();
	}

	@Test
	void measuresConfirmations() {
		this.metrics.bindTo(this.registry);
		this.metrics.leaseRenewed(new ConfirmEvent(ConfirmOutcome.RENEWED, Duration.ofMillis(5)));
		this.metrics.sessionKeptAlive(new ConfirmEvent(ConfirmOutcome.UNCERTAIN, Duration.ofMillis(7)));
		assertThat(this.registry.get("octostore.lock.renew")
			.tag("outcome", "renewed")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
		assertThat(this.registry.get("octostore.session.keepalive")
			.tag("outcome", "uncertain")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
	}

	@ParameterizedTest
	@EnumSource
	void countsLosses(LossReason reason) {
		this.metrics.bindTo(this.registry);
		this.metrics.lockLost(new LossEvent(new Loss("orders.4711", 7, reason, LossCertainty.CONFIRMED), "orders"));
		assertThat(this.registry.get("octostore.lock.lost")
			.tag("lock.name", "orders")
			.tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.counter()
			.count()).isEqualTo(1);
	}

	@Test
	void showsZeroForLocksThatAreKnown() {
		this.metrics.registerLocks(List.of("early"));
		this.metrics.bindTo(this.registry);
		this.metrics.registerLocks(List.of("late"));
		for (String name : List.of("early", "late")) {
			assertThat(timers("octostore.lock.acquire", name)).containsExactlyInAnyOrder(
					"contended=false, error=none, lock.name=" + name + ", outcome=acquired",
					"contended=true, error=none, lock.name=" + name + ", outcome=held");
			assertThat(timers("octostore.lock.held", name)).containsExactlyInAnyOrder(
					"error=none, lock.name=" + name + ", outcome=released",
					"error=none, lock.name=" + name + ", outcome=unconfirmed");
			assertThat(this.registry.get("octostore.lock.lost").tag("lock.name", name).counters())
				.hasSize(LossReason.values().length)
				.allMatch((counter) -> counter.count() == 0);
		}
	}

	private List<String> timers(String meter, String name) {
		return this.registry.get(meter)
			.tag("lock.name", name)
			.timers()
			.stream()
			.map((timer) -> timer.getId()
				.getTags()
				.stream()
				.map((tag) -> tag.getKey() + "=" + tag.getValue())
				.collect(Collectors.joining(", ")))
			.toList();
	}

	@Test
	void leavesTimersToConventionsOfTheApplication() {
		OctoStoreMetrics others = new OctoStoreMetrics(() -> null, false);
		others.registerLocks(List.of("job"));
		others.bindTo(this.registry);
		assertThat(this.registry.find("octostore.lock.acquire").timers()).isEmpty();
		assertThat(this.registry.find("octostore.lock.lost").counters()).isNotEmpty();
	}

	@Test
	void measuresInEveryRegistry() {
		SimpleMeterRegistry second = new SimpleMeterRegistry();
		this.metrics.bindTo(this.registry);
		this.metrics.bindTo(second);
		this.metrics.leaseRenewed(new ConfirmEvent(ConfirmOutcome.RENEWED, Duration.ofMillis(5)));
		for (SimpleMeterRegistry each : List.of(this.registry, second)) {
			assertThat(each.get("octostore.lock.renew").tag("outcome", "renewed").timer().count()).isEqualTo(1);
		}
	}

	@Test
	void tagsAreBoundedAndHoldNoSecrets() {
		this.metrics.registerLocks(List.of("orders"));
		this.metrics.bindTo(this.registry);
		this.locks.tryAcquire("orders.4711", LockOptions.defaults().withLabel("orders")).orElseThrow().close();
		assertThat(this.registry.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
			.extracting((tag) -> tag.getKey() + "=" + tag.getValue())
			.allMatch((tag) -> tag
				.matches("lock\\.name=orders|outcome=[a-z]+|contended=(true|false)|reason=[a-z-]+|error=none"));
	}

	private double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

}
