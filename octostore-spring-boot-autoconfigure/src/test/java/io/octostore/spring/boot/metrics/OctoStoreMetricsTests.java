package io.octostore.spring.boot.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
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
import io.octostore.lock.LockListener.AcquireEvent;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.ConfirmEvent;
import io.octostore.lock.LockListener.ConfirmOutcome;
import io.octostore.lock.LockListener.EndEvent;
import io.octostore.lock.LockListener.HeldOutcome;
import io.octostore.lock.LockListener.LossEvent;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;

class OctoStoreMetricsTests {

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-secret").start();

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.server.baseUrl().toString(),
			"tok-secret");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final OctoStoreMetrics metrics = new OctoStoreMetrics(this::locks);

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
	void measuresALockFromTheAttemptToItsEnd() {
		this.metrics.bindTo(this.registry);
		LockOptions options = LockOptions.defaults().withLabel("orders");
		HeldLock lock = this.locks.tryAcquire("orders.4711", options).orElseThrow();
		assertThat(this.locks.tryAcquire("orders.4711", options)).isEmpty();
		assertThat(active("orders")).isEqualTo(1);
		lock.close();
		assertThat(active("orders")).isZero();
		assertThat(acquired("orders", "acquired", "false")).isEqualTo(1);
		assertThat(acquired("orders", "held", "true")).isEqualTo(1);
		assertThat(held("orders", "released")).isEqualTo(1);
	}

	@Test
	void callsAnUndeclaredLockOther() {
		this.metrics.bindTo(this.registry);
		this.locks.tryAcquire("some-name-with-an-id-4711").orElseThrow().close();
		assertThat(held("other", "released")).isEqualTo(1);
	}

	@Test
	void keepsLocksOfOneNameApart() {
		this.metrics.bindTo(this.registry);
		HeldLock first = this.locks.tryAcquire("a").orElseThrow();
		HeldLock second = this.locks.tryAcquire("b").orElseThrow();
		assertThat(active("other")).isEqualTo(2);
		first.close();
		assertThat(active("other")).isEqualTo(1);
		second.close();
		assertThat(active("other")).isZero();
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
		new OctoStoreMetrics(() -> null).bindTo(this.registry);
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
			assertThat(acquired(name, "acquired", "false")).isZero();
			assertThat(held(name, "lost")).isZero();
			assertThat(active(name)).isZero();
			assertThat(
					this.registry.get("octostore.lock.lost").tag("lock.name", name).tag("reason", "deadline").counter())
				.isNotNull();
		}
	}

	@Test
	void measuresInEveryRegistry() {
		SimpleMeterRegistry second = new SimpleMeterRegistry();
		this.metrics.bindTo(this.registry);
		this.metrics.bindTo(second);
		this.metrics.acquireEnded(
				new AcquireEvent("orders.4711", "orders", AcquireOutcome.TIMEOUT, true, Duration.ofSeconds(2), null));
		assertThat(acquired("orders", "timeout", "true")).isEqualTo(1);
		assertThat(second.get("octostore.lock.acquire").tag("outcome", "timeout").timer().count()).isEqualTo(1);
	}

	@Test
	void measuresTheEndOfALockThatWasHandedOutEarlier() {
		HeldLock lock = this.locks.tryAcquire("a").orElseThrow();
		this.metrics.bindTo(this.registry);
		this.metrics.lockEnded(new EndEvent(lock, "other", HeldOutcome.LOST, Duration.ofSeconds(3)));
		assertThat(held("other", "lost")).isEqualTo(1);
		lock.close();
	}

	@Test
	void tagsAreBoundedAndHoldNoSecrets() {
		this.metrics.bindTo(this.registry);
		this.locks.tryAcquire("orders.4711", LockOptions.defaults().withLabel("orders")).orElseThrow().close();
		assertThat(this.registry.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
			.extracting((tag) -> tag.getKey() + "=" + tag.getValue())
			.allMatch((tag) -> tag
				.matches("lock\\.name=(orders|other)|outcome=[a-z]+|contended=(true|false)|reason=[a-z-]+"));
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.allSatisfy((id) -> assertThat(id.getDescription()).isNotBlank());
	}

	private long active(String name) {
		return this.registry.get("octostore.lock.held.active").tag("lock.name", name).longTaskTimer().activeTasks();
	}

	private long acquired(String name, String outcome, String contended) {
		return this.registry.get("octostore.lock.acquire")
			.tag("lock.name", name)
			.tag("outcome", outcome)
			.tag("contended", contended)
			.timer()
			.count();
	}

	private long held(String name, String outcome) {
		return this.registry.get("octostore.lock.held").tag("lock.name", name).tag("outcome", outcome).timer().count();
	}

	private double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

}
