package io.octostore.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.lending.Loan;
import io.octostore.lending.LoanUse;

/**
 * One user of a lock beside its body.
 */
final class Retention implements RetainedLock {

	private final LockHandle lock;

	private final LoanUse use;

	private Retention(LockHandle lock, LoanUse use) {
		this.lock = lock;
		this.use = use;
	}

	/**
	 * Keep a lock for one more user.
	 * @throws IllegalStateException if the last user has left it
	 */
	static RetainedLock of(LockHandle lock) {
		LoanUse use = lock.loan().use();
		return use.endWithout(new Retention(lock, use));
	}

	@Override
	public HeldLock lock() {
		return this.lock;
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T execute(LockedBody<T, E> body) throws E {
		// Ends with the body, which this thread does not drop
		this.lock.loan().use();
		return LockedExecution.run(this.lock, body);
	}

	@Override
	public <T> Flux<T> withLock(Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
		return Flux.usingWhen(Mono.fromSupplier(() -> Retention.of(this.lock)),
				(user) -> LockedPublisher.run(this.lock, body), RetainedLock::closeLater);
	}

	@Override
	@SuppressWarnings("NullAway") // a Mono is empty where a future has null
	public <T extends @Nullable Object> CompletableFuture<T> closeAfter(CompletionStage<? extends T> stage) {
		return closeAfter(Mono.fromCompletionStage(stage)).singleOrEmpty()
			.<T>map((value) -> value)
			.publishOn(Schedulers.boundedElastic())
			.toFuture();
	}

	@Override
	public <T> Flux<T> closeAfter(Publisher<? extends T> body) {
		return Flux.usingWhen(Mono.<RetainedLock>just(this),
				(user) -> LockedPublisher.<T>run(this.lock, (held) -> body), RetainedLock::closeLater);
	}

	@Override
	public void close() {
		Loan loan = this.lock.loan();
		if (this.use.end() && loan.leave()) {
			loan.close();
		}
	}

	@Override
	public Mono<Void> closeLater() {
		return Mono.defer(() -> this.use.end() ? LockedPublisher.leave(this.lock.loan()) : Mono.empty());
	}

}
