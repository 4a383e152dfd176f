package io.octostore.spring.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ReflectionUtils;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockHeldException;
import io.octostore.LockLostException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Locks are held until the work has ended that a method has begun.
 */
@Tag("field-fault-F2")
class LaterEndTests {

	private final LockBench bench = new LockBench(Jobs.class);

	private final Jobs jobs = this.bench.bean(Jobs.class);

	private final Work work = Work.current.get();

	@AfterEach
	void close() {
		this.bench.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "completableFuture", "stage" })
	void ofAFuture(String method) throws Exception {
		CompletableFuture<String> result = call(method);
		assertThat(this.work.thread).isSameAs(Thread.currentThread());
		assertThat(this.work.lock.isHeld()).isTrue();
		assertThat(this.bench.held()).containsExactly("job");
		this.work.future.complete("done");
		assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.bench.held()).isEmpty();
	}

	@Test
	void ofAFutureThatIsNoStage() throws Exception {
		Future<String> result = this.jobs.future();
		assertThat(this.bench.held()).containsExactly("job");
		this.work.future.complete("done");
		assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.bench.held()).isEmpty();
	}

	@Test
	void ofAFutureUnderSeveralLocks() throws Exception {
		CompletableFuture<String> result = this.jobs.several();
		assertThat(this.bench.held()).containsExactly("a", "b");
		this.work.future.complete("done");
		assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.bench.held()).isEmpty();
		await().until(() -> this.bench.ended.equals(List.of("b", "a")));
	}

	@Test
	void ofAFutureThatFails() {
		CompletableFuture<String> result = this.jobs.completableFuture();
		this.work.future.completeExceptionally(new IOException("from the work"));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(IOException.class);
		assertThat(this.bench.held()).isEmpty();
	}

	@Test
	void ofAFutureWhoseLockIsLost() {
		CompletableFuture<String> result = this.jobs.completableFuture();
		this.bench.steal("job");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockLostException.class);
		await().until(this.work.future::isCancelled);
	}

	@Test
	void isSignalledByAFutureThatFailsWhenTheLockIsHeld() {
		this.bench.server.steal("job");
		CompletableFuture<String> result = this.jobs.completableFuture();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockHeldException.class);
		assertThat(this.jobs.skipping()).isCompletedWithValue(null);
		assertThat(this.work.thread).isNull();
	}

	@Test
	void isTheReturnOfAMethodThatThrows() {
		assertThatIllegalStateException().isThrownBy(this.jobs::throwing).withMessage("from the body");
		assertThat(this.bench.held()).isEmpty();
	}

	@Test
	void isTheReturnOfAMethodWithoutFuture() {
		assertThat(this.jobs.withoutFuture()).isNull();
		assertThat(this.bench.held()).isEmpty();
	}

	@Test
	void ofTheFutureInAnEntity() throws Exception {
		ResponseEntity<CompletableFuture<String>> entity = this.jobs.entityOfFuture();
		assertThat(entity.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
		assertThat(entity.getHeaders().getFirst("x-job")).isEqualTo("1");
		assertThat(this.bench.held()).containsExactly("job");
		this.work.future.complete("done");
		assertThat(entity.getBody().get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.bench.held()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "entityOfFlux", "entityOfObject" })
	@SuppressWarnings("unchecked")
	void ofThePublisherInAnEntity(String method) {
		ResponseEntity<Flux<String>> entity = (ResponseEntity<Flux<String>>) ReflectionUtils
			.invokeMethod(ReflectionUtils.findMethod(Jobs.class, method), this.jobs);
		assertThat(this.bench.held()).containsExactly("job");
		this.work.future.complete("done");
		assertThat(entity.getBody().collectList().block(Duration.ofSeconds(10))).containsExactly("done");
		assertThat(this.bench.held()).isEmpty();
	}

	@Test
	void ofTheMonoInAnEntity() {
		ResponseEntity<Mono<String>> entity = this.jobs.entityOfMono();
		assertThat(this.bench.held()).containsExactly("job");
		Disposable subscription = entity.getBody().subscribe();
		subscription.dispose();
		await().until(() -> this.bench.held().isEmpty());
	}

	@Test
	void ofAnEntityWithAnOrdinaryBodyIsItsReturn() {
		assertThat(this.jobs.entity().getBody()).isEqualTo("body");
		assertThat(this.bench.held()).isEmpty();
	}

	@Test
	void ofAnEntityThatIsDropped() {
		this.jobs.entityOfFlux();
		assertThat(this.bench.held()).containsExactly("job");
		await().until(() -> {
			System.gc();
			return this.bench.held().isEmpty();
		});
	}

	@Test
	void ofAPublisherOfTheJdk() throws Exception {
		Flow.Publisher<String> publisher = this.jobs.flowPublisher();
		assertThat(this.bench.held()).isEmpty();
		CompletableFuture<List<String>> result = JdkFlowAdapter.flowPublisherToFlux(publisher).collectList().toFuture();
		await().until(() -> this.bench.held().contains("job"));
		this.work.future.complete("done");
		assertThat(result.get(10, TimeUnit.SECONDS)).containsExactly("done");
		assertThat(this.bench.held()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "publisher", "supplier", "futures", "emptyOptional" })
	void cannotBeSeenWhereOnlyTheValueShowsIt(String value) {
		this.work.value = value;
		assertThatIllegalStateException().isThrownBy(this.jobs::object)
			.withMessageContaining("Jobs.object returned ")
			.withMessageContaining("would run on after lock 'job' is released");
		assertThat(this.bench.held()).isEmpty();
	}

	@Test
	void isCancelledWhereItIsRefused() {
		this.work.value = "future";
		assertThatIllegalStateException().isThrownBy(this.jobs::object);
		assertThat(this.work.future).isCancelled();
	}

	@Test
	void cannotBeSeenOfWhatAPublisherEmits() {
		assertThatIllegalStateException().isThrownBy(() -> this.jobs.monoOfObject().block(Duration.ofSeconds(10)))
			.withMessageContaining("Jobs.monoOfObject returned ");
	}

	@Test
	void isTheReturnOfAnObjectThatIsFinished() {
		this.work.value = "text";
		assertThat(this.jobs.object()).isEqualTo("text");
		this.work.value = "list";
		assertThat(this.jobs.object()).isEqualTo(List.of("text"));
	}

	@SuppressWarnings("unchecked")
	private CompletableFuture<String> call(String method) {
		return (CompletableFuture<String>) ReflectionUtils.invokeMethod(ReflectionUtils.findMethod(Jobs.class, method),
				this.jobs);
	}

	static final class Work {

		private static final AtomicReference<Work> current = new AtomicReference<>();

		private final CompletableFuture<String> future = new CompletableFuture<>();

		private volatile Thread thread;

		private volatile HeldLock lock;

		private volatile String value;

		CompletableFuture<String> begin() {
			this.thread = Thread.currentThread();
			this.lock = CurrentLock.find().orElse(null);
			return this.future;
		}

	}

	public static class Jobs {

		private final Work work = new Work();

		Jobs() {
			Work.current.set(this.work);
		}

		@DistributedLock("job")
		public CompletableFuture<String> completableFuture() {
			return this.work.begin();
		}

		@DistributedLock("job")
		public CompletionStage<String> stage() {
			return this.work.begin();
		}

		@DistributedLock("job")
		public Future<String> future() {
			CompletableFuture<String> begun = this.work.begin();
			FutureTask<String> task = new FutureTask<>(begun::get);
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			thread.start();
			return task;
		}

		@DistributedLock("b")
		@DistributedLock("a")
		public CompletableFuture<String> several() {
			return this.work.begin();
		}

		@DistributedLock(name = "job", whenHeld = WhenHeld.SKIP)
		public CompletableFuture<String> skipping() {
			return this.work.begin();
		}

		@DistributedLock("job")
		public CompletableFuture<String> throwing() {
			throw new IllegalStateException("from the body");
		}

		@DistributedLock("job")
		public CompletableFuture<String> withoutFuture() {
			return null;
		}

		@DistributedLock("job")
		public ResponseEntity<CompletableFuture<String>> entityOfFuture() {
			return ResponseEntity.accepted().header("x-job", "1").body(this.work.begin());
		}

		@DistributedLock("job")
		public ResponseEntity<Flux<String>> entityOfFlux() {
			return ResponseEntity.ok(Flux.from(Mono.fromFuture(this.work.begin())));
		}

		@DistributedLock("job")
		public ResponseEntity<?> entityOfObject() {
			return ResponseEntity.ok(Flux.from(Mono.fromFuture(this.work.begin())));
		}

		@DistributedLock("job")
		public ResponseEntity<Mono<String>> entityOfMono() {
			return ResponseEntity.ok(Mono.fromFuture(this.work.begin()));
		}

		@DistributedLock("job")
		public ResponseEntity<String> entity() {
			return ResponseEntity.ok("body");
		}

		@DistributedLock("job")
		public Flow.Publisher<String> flowPublisher() {
			return JdkFlowAdapter.publisherToFlowPublisher(Mono.fromFuture(this.work.begin()));
		}

		@DistributedLock("job")
		public Mono<Object> monoOfObject() {
			return Mono.just(Flux.just("a"));
		}

		@DistributedLock("job")
		public Object object() {
			Supplier<String> supplier = () -> "a";
			return switch (this.work.value) {
				case "future" -> this.work.begin();
				case "publisher" -> Flux.just("a");
				case "supplier" -> supplier;
				case "futures" -> List.of(this.work.begin());
				case "emptyOptional" -> Optional.of(Mono.empty());
				case "list" -> List.of("text");
				default -> "text";
			};
		}

	}

}
