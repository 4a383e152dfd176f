package io.octostore.spring.boot.observation;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;
import io.octostore.OctoStoreException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Meters and spans that come from the observations of locks.
 */
class ObservedLocksTests {

	private static final LockOptions ORDERS = LockOptions.defaults().withLabel("orders");

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-secret").start();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final SimpleTracer tracer = new SimpleTracer();

	private final ObservationRegistry registry = registry(this.meters, this.tracer);

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.builder()
		.baseUrl(this.server.baseUrl().toString())
		.token("tok-secret")
		.observationRegistry(this.registry)
		.buildReactive();

	private final OctoStoreLocks locks = locks(null, null);

	private OctoStoreLocks locks(@Nullable LockAcquireObservationConvention acquire,
			@Nullable LockHeldObservationConvention held) {
		return OctoStoreLocks.builder(this.client).observer(new ObservedLocks(this.registry, acquire, held)).build();
	}

	/**
	 * A client without handlers would see no registry in it.
	 */
	private static ObservationRegistry registry(SimpleMeterRegistry meters, SimpleTracer tracer) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(meters))
			.observationHandler(new DefaultTracingObservationHandler(tracer));
		return registry;
	}

	@AfterEach
	void close() {
		this.locks.close();
		this.client.close();
		this.server.close();
	}

	private List<String> timers(String name) {
		return this.meters.find(name).timers().stream().map((timer) -> tags(timer) + " " + timer.count()).toList();
	}

	private static String tags(Meter meter) {
		return meter.getId()
			.getTags()
			.stream()
			.map((tag) -> tag.getKey() + "=" + tag.getValue())
			.collect(Collectors.joining(", "));
	}

	private SimpleSpan span(String name) {
		return this.tracer.getSpans().stream().filter((span) -> span.getName().equals(name)).findFirst().orElseThrow();
	}

	@Test
	void timesTheWaitAndTheTimeUnderTheLock() {
		this.locks.executeWithoutResult("orders.4711", ORDERS, (lock) -> {
			LongTaskTimer active = this.meters.get("octostore.lock.held.active").longTaskTimer();
			assertThat(tags(active)).isEqualTo("lock.name=orders");
			assertThat(active.activeTasks()).isEqualTo(1);
			assertThat(this.locks.tryAcquire("orders.4711", ORDERS)).isEmpty();
		});
		assertThat(this.meters.get("octostore.lock.held.active").longTaskTimer().activeTasks()).isZero();
		assertThat(this.meters.get("octostore.lock.acquire.active").longTaskTimer().activeTasks()).isZero();
		assertThat(timers("octostore.lock.acquire")).containsExactlyInAnyOrder(
				"contended=false, error=none, lock.name=orders, outcome=acquired 1",
				"contended=true, error=none, lock.name=orders, outcome=held 1");
		assertThat(timers("octostore.lock.held")).containsExactly("error=none, lock.name=orders, outcome=released 1");
	}

	@Test
	void namesALoss() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.locks.executeWithoutResult("orders.4711", ORDERS, (lock) -> {
				this.server.steal("orders.4711");
				((LocksControl) this.locks).confirm();
				await().until(() -> !lock.isHeld());
			}));
		assertThat(timers("octostore.lock.held"))
			.containsExactly("error=LockLostException, lock.name=orders, outcome=lost 1");
	}

	@Test
	void namesAnError() {
		this.server.goDown();
		assertThatExceptionOfType(OctoStoreException.class)
			.isThrownBy(() -> this.locks.tryAcquire("orders.4711", ORDERS));
		assertThat(timers("octostore.lock.acquire")).singleElement()
			.asString()
			.matches("contended=false, error=[A-Za-z]+Exception, lock.name=orders, outcome=(error|timeout) 1");
	}

	@Test
	void putsTheBodyUnderTheLockAndBothUnderTheCaller() {
		Observation.createNotStarted("caller", this.registry)
			.observe(() -> this.locks.executeWithoutResult("orders.4711", ORDERS,
					(lock) -> Observation.createNotStarted("work", this.registry).observe(() -> {
					})));
		String caller = span("caller").context().spanId();
		assertThat(span("acquire lock orders").context().parentId()).isEqualTo(caller);
		assertThat(span("hold lock orders").context().parentId()).isEqualTo(caller);
		assertThat(span("work").context().parentId()).isEqualTo(span("hold lock orders").context().spanId());
		assertThat(span("hold lock orders").getTags()).containsEntry("fencing.token", "1")
			.containsEntry("lock.name", "orders")
			.containsEntry("outcome", "released");
	}

	@Test
	void putsAPublisherUnderTheLockAndBothUnderTheSubscriber() {
		Observation caller = Observation.start("caller", this.registry);
		Mono<String> work = Mono.deferContextual((context) -> {
			Observation under = context.get(ObservationThreadLocalAccessor.KEY);
			return Mono.just(under.getContextView().getName());
		});
		String observed = this.locks.reactive()
			.withLock("orders.4711", ORDERS, work)
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, caller))
			.block(Duration.ofSeconds(10));
		caller.stop();
		assertThat(observed).isEqualTo("octostore.lock.held");
		String parent = span("caller").context().spanId();
		assertThat(span("acquire lock orders").context().parentId()).isEqualTo(parent);
		assertThat(span("hold lock orders").context().parentId()).isEqualTo(parent);
	}

	@Test
	void putsRequestsUnderTheCallThatWantsThem() {
		this.locks.executeWithoutResult("orders.4711", ORDERS, (lock) -> {
		});
		await().until(() -> requests().size() == 2);
		assertThat(requests()).extracting((span) -> span.getTags().get("uri"))
			.containsExactlyInAnyOrder("/locks/{name}/acquire", "/locks/{name}/release");
		for (SimpleSpan request : requests()) {
			String parent = request.getTags().get("uri").endsWith("acquire") ? "acquire lock orders"
					: "hold lock orders";
			assertThat(request.context().parentId()).isEqualTo(span(parent).context().spanId());
		}
	}

	private List<SimpleSpan> requests() {
		return this.tracer.getSpans().stream().filter((span) -> span.getTags().containsKey("uri")).toList();
	}

	@Test
	void leavesNoTraceOfKeepalivesAndRenewals() {
		try (HeldLock lock = this.locks.tryAcquire("orders.4711", ORDERS).orElseThrow()) {
			((LocksControl) this.locks).confirm();
			await().until(() -> this.server.requests()
				.stream()
				.anyMatch((request) -> request.toString().contains("keepalive")));
			assertThat(lock.isHeld()).isTrue();
		}
		assertThat(this.tracer.getSpans()).extracting(SimpleSpan::getName)
			.allMatch((name) -> name.contains("lock orders") || name.equals("http post"));
		assertThat(requests()).extracting((span) -> span.getTags().get("uri"))
			.containsOnly("/locks/{name}/acquire", "/locks/{name}/release");
	}

	@Test
	void canBeNamedByTheApplication() {
		DefaultLockAcquireObservationConvention acquire = new DefaultLockAcquireObservationConvention() {

			@Override
			public String getName() {
				return "my.acquire";
			}

		};
		DefaultLockHeldObservationConvention held = new DefaultLockHeldObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(LockHeldContext context) {
				return super.getLowCardinalityKeyValues(context).and("team", "billing");
			}

		};
		try (OctoStoreLocks own = locks(acquire, held)) {
			own.executeWithoutResult("orders.4711", ORDERS, (lock) -> {
			});
		}
		assertThat(this.meters.find("my.acquire").timers()).hasSize(1);
		assertThat(timers("octostore.lock.held"))
			.containsExactly("error=none, lock.name=orders, outcome=released, team=billing 1");
	}

	@Test
	void showsNoResolvedKeyAndNoSecret() {
		this.locks.executeWithoutResult("orders.4711", ORDERS, (lock) -> {
		});
		await().until(() -> requests().size() == 2);
		String everything = this.tracer.getSpans()
			.stream()
			.map((span) -> span.getName() + span.getTags() + span.getEvents())
			.collect(Collectors.joining()) + this.meters.getMetersAsString();
		assertThat(everything).doesNotContain("4711", "tok-secret")
			.doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}");
	}

}
