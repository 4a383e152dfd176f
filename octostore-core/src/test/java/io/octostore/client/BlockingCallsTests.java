package io.octostore.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.OctoStoreNetworkException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class BlockingCallsTests {

	private final CountDownLatch arrived = new CountDownLatch(1);

	private final ScriptedServer server = new ScriptedServer((connection) -> {
		connection.readRequest();
		this.arrived.countDown();
		connection.awaitClose();
	});

	private final OctoStoreClient client = OctoStoreClient.create(this.server.baseUrl(), Samples.TOKEN);

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
	}

	@Test
	void failAtOnceOnAThreadThatMustNotBlock() {
		Mono<?> call = Mono.fromCallable(() -> this.client.acquireLock("job", Samples.TTL))
			.subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(call::block)
			.withMessageContaining("Acquire of lock 'job' was called on the thread 'parallel-")
			.withMessageContaining("ReactiveOctoStoreClient");
		Mono<?> rotation = Mono.fromCallable(this.client::rotateToken).subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(rotation::block);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void anInterruptEndsACallAtOnceAndDropsItsConnection() throws Exception {
		FutureTask<Boolean> call = new FutureTask<>(() -> {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> this.client.acquireLock("job", Samples.TTL))
				.withMessage("Acquire of lock 'job' was abandoned: the thread was interrupted")
				.withCauseInstanceOf(InterruptedException.class)
				.satisfies((ex) -> assertThat(ex.isNotSent()).isFalse());
			return Thread.interrupted();
		});
		Thread thread = new Thread(call);
		thread.start();
		assertThat(this.arrived.await(10, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(call.get(5, TimeUnit.SECONDS)).as("the flag").isTrue();
		assertThat(this.server.awaitClosedByClient()).isTrue();
	}

	@Test
	void anInterruptedThreadSendsNothing() throws Exception {
		FutureTask<Boolean> call = new FutureTask<>(() -> {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> this.client.acquireLock("job", Samples.TTL))
				.withMessageContaining("was not sent: the thread was interrupted before")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
			return Thread.interrupted();
		});
		new Thread(call).start();
		assertThat(call.get(5, TimeUnit.SECONDS)).as("the flag").isTrue();
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void anInterruptEndsThePauseBeforeARepeat() throws Exception {
		CountDownLatch refused = new CountDownLatch(1);
		try (ScriptedServer busy = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write(ScriptedServer.json(503, Samples.error("internal_error")));
			refused.countDown();
			connection.awaitClose();
		});
				OctoStoreClient patient = OctoStoreClient.builder()
					.baseUrl(busy.baseUrl())
					.token("t")
					.retry(RetrySettings.defaults()
						.withInitialDelay(Duration.ofSeconds(8))
						.withMaxDelay(Duration.ofSeconds(8)))
					.build()) {
			FutureTask<Boolean> call = new FutureTask<>(() -> {
				assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(patient::listLocks)
					.withMessageContaining("was abandoned: the thread was interrupted");
				return Thread.interrupted();
			});
			Thread thread = new Thread(call);
			thread.start();
			assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
			org.awaitility.Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
			thread.interrupt();
			assertThat(call.get(5, TimeUnit.SECONDS)).as("the flag").isTrue();
		}
	}

	@Test
	void sayWhatTheyAre() {
		assertThat(this.client.toString()).startsWith("OctoStoreClient[timeout=PT10S, retry=RetrySettings[")
			.endsWith("authenticated=true]");
		assertThat(this.client.withoutAuthentication().reactive().toString()).endsWith("authenticated=false]");
	}

}
