package io.octostore.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;

import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;

/**
 * A watch that is read by blocking calls. It begins when it is created, and holds a
 * connection until it is closed or has ended by itself, but no thread. <pre class="code">
 * try (Watch&lt;LockUpdate&gt; watch = client.followLock("nightly-report")) {
 *     while (running) {
 *         watch.poll(Duration.ofSeconds(1)).ifPresent(this::show);
 *     }
 * }
 * </pre> To be read by one thread at a time; {@link #close()} may be called by any other
 * one, also while the first one waits, which then finds the watch ended. Reading fails
 * with {@link IllegalStateException} on a thread that must not block, and with
 * {@link OctoStoreNetworkException} if the thread is interrupted, whose flag is set again
 * then; the watch goes on. What the watch itself fails with is thrown by the call that
 * finds it, and by all later ones.
 *
 * @param <T> what is watched
 * @since 0.1.0
 */
public final class Watch<T> implements Iterator<T>, AutoCloseable {

	/** Events that wait for a slow reader. */
	private static final int BUFFER = 256;

	private static final Object END = new Object();

	private final Operation<?> operation;

	private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

	private final Reader reader = new Reader();

	private @Nullable T next;

	private volatile @Nullable Object end;

	private volatile boolean closed;

	private Watch(Operation<?> operation) {
		this.operation = operation;
	}

	/**
	 * Begin a watch that ends when its reader falls behind, after what was buffered.
	 */
	static <T> Watch<T> endingWithSlowReader(Operation<?> operation, Flux<T> events) {
		return of(operation, events.onBackpressureBuffer(BUFFER, (event) -> {
		}, BufferOverflowStrategy.ERROR)
			.onErrorResume((failure) -> Exceptions.isOverflow(failure) ? Flux.empty() : Flux.error(failure)));
	}

	/**
	 * Begin a watch.
	 */
	static <T> Watch<T> of(Operation<?> operation, Flux<T> events) {
		Watch<T> watch = new Watch<>(operation);
		events.subscribe(watch.reader);
		return watch;
	}

	/**
	 * Wait for the next event, for as long as it takes.
	 * @return whether there is one; {@code false} when the watch has ended or was closed
	 */
	@Override
	public boolean hasNext() {
		return !this.closed && (this.next != null || await(null));
	}

	/**
	 * Return the next event, for which it waits as long as it takes.
	 * @return the event
	 * @throws NoSuchElementException if the watch has ended or was closed
	 */
	@Override
	public T next() {
		if (!hasNext() || this.next == null) {
			throw new NoSuchElementException(this.operation.subject() + " has ended");
		}
		return take(this.next);
	}

	/**
	 * Wait for the next event.
	 * @param timeout how long to wait at most, zero for not at all
	 * @return the event, empty if there was none in time, or if the watch has
	 * {@linkplain #isEnded() ended}
	 * @throws OctoStoreValidationException if the timeout is negative
	 */
	public Optional<T> poll(Duration timeout) {
		if (Arguments.required("The timeout", timeout).isNegative()) {
			throw new OctoStoreValidationException("The timeout is " + timeout + " but must not be negative");
		}
		T event = (!this.closed && (this.next != null || await(timeout))) ? this.next : null;
		return (event != null) ? Optional.of(take(event)) : Optional.empty();
	}

	private T take(T event) {
		this.next = null;
		this.reader.request(1);
		return event;
	}

	/**
	 * Say whether reading has come to the end of the watch.
	 * @return {@code true} also after {@link #close()}
	 */
	public boolean isEnded() {
		return this.closed || this.end != null;
	}

	private boolean await(@Nullable Duration timeout) {
		if (this.end == null) {
			Blocking.requireBlockingThread(this.operation);
			accept(arrival(timeout));
		}
		if (this.end instanceof RuntimeException failure) {
			throw failure;
		}
		return this.next != null;
	}

	private @Nullable Object arrival(@Nullable Duration timeout) {
		try {
			return (timeout != null) ? this.arrived.poll(nanos(timeout), TimeUnit.NANOSECONDS) : this.arrived.take();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw Blocking.interrupted(this.operation, ex);
		}
	}

	private static long nanos(Duration timeout) {
		return (timeout.compareTo(Duration.ofDays(365)) < 0) ? timeout.toNanos() : Duration.ofDays(365).toNanos();
	}

	@SuppressWarnings("unchecked")
	private void accept(@Nullable Object arrival) {
		if (arrival == END || arrival instanceof Throwable) {
			this.end = arrival;
		}
		else {
			this.next = (T) arrival;
		}
	}

	/**
	 * End the watch and close its connection. What was not read is dropped. Does nothing
	 * if the watch has ended.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.reader.cancel();
		this.arrived.clear();
		this.arrived.add(END);
	}

	@Override
	public String toString() {
		return "Watch[" + this.operation.subject() + "]";
	}

	private final class Reader extends BaseSubscriber<T> {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(1);
		}

		@Override
		protected void hookOnNext(T event) {
			Watch.this.arrived.add(event);
		}

		@Override
		protected void hookOnComplete() {
			Watch.this.arrived.add(END);
		}

		@Override
		protected void hookOnError(Throwable failure) {
			Watch.this.arrived.add(failure);
		}

	}

}
