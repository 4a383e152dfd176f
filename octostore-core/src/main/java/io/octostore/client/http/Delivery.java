package io.octostore.client.http;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Brings one request to the server and its answer back, before a deadline.
 * <p>
 * A request that may be repeated gets a second attempt on a connection of its own when
 * its first one was on a connection that turns out to be closed, or that has been idle
 * and does not react within a part of the time: a balancer may have forgotten it without
 * a word. The first attempt goes on meanwhile, in case that the server is only slow; the
 * answer that comes first counts.
 */
final class Delivery extends Mono<WireAnswer> implements Subscription, Deadlines.Pending {

	/**
	 * Part of the time that the first attempt has for itself.
	 */
	private static final int PART = 3;

	private final Wire wire;

	private final WireRequest request;

	private final Wire.Manner manner;

	private final long deadline;

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile long due;

	/** Guarded by this object, as the second one is. */
	private @Nullable Attempt first;

	private @Nullable Attempt second;

	private @Nullable Throwable firstFailure;

	private @Nullable Throwable secondFailure;

	private @Nullable CoreSubscriber<? super WireAnswer> subscriber;

	private Context context = Context.empty();

	Delivery(Wire wire, WireRequest request, Wire.Manner manner, long deadline) {
		this.wire = wire;
		this.request = request;
		this.manner = manner;
		this.deadline = deadline;
	}

	@Override
	public void subscribe(CoreSubscriber<? super WireAnswer> actual) {
		this.subscriber = actual;
		this.context = actual.currentContext();
		long now = this.wire.deadlines().now();
		boolean impatient = mayTryTwice() && this.manner.impatient();
		this.due = impatient ? now + (this.deadline - now) / PART : this.deadline;
		actual.onSubscribe(this);
		this.wire.deadlines().add(this);
		try {
			Attempt attempt = this.wire.attempt(this.request, this.manner.fresh(), this::failed);
			synchronized (this) {
				this.first = attempt;
			}
			send(attempt);
		}
		catch (RuntimeException ex) {
			end(new WireException(WireException.Kind.CONNECTION, "connections cannot be made", false, 0, ex));
		}
	}

	private boolean mayTryTwice() {
		return this.manner.recovers() && !this.manner.fresh() && this.request.repeatable();
	}

	private void send(Attempt attempt) {
		if (this.ended.get()) {
			return;
		}
		this.wire.send(attempt, this.context).subscribe(new Receiver(this, attempt));
	}

	@Override
	public long due() {
		return this.due;
	}

	@Override
	public void ring() {
		if (this.wire.isClosed()) {
			end(new WireException(WireException.Kind.CLOSED, "the client was closed", isSent(), 0, null));
			return;
		}
		if (this.wire.deadlines().now() - this.deadline >= 0) {
			end(new WireException(WireException.Kind.TIMEOUT, "time ran out", isSent(), 0, null));
			return;
		}
		this.due = this.deadline;
		if (!this.ended.get()) {
			this.wire.deadlines().add(this);
			if (this.ended.get()) {
				this.wire.deadlines().remove(this);
			}
		}
		tryAgainIfSilent();
	}

	private void tryAgainIfSilent() {
		Attempt next = null;
		synchronized (this) {
			Attempt current = this.first;
			if (current != null && this.second == null && current.isStarted() && !current.isAnswered()
					&& current.isOnIdleConnection(Wire.SUSPICIOUS_IDLE_NANOS)) {
				next = this.wire.attempt(this.request, true, this::failed);
				this.second = next;
			}
		}
		if (next != null) {
			send(next);
		}
	}

	private void answered(Attempt attempt, WireAnswer answer) {
		this.wire.noteAnswer(attempt);
		if (finish()) {
			cancelOthers(attempt);
			if (this.subscriber != null) {
				this.subscriber.onNext(isSentTwice() ? answer.afterRepeat() : answer);
				this.subscriber.onComplete();
			}
		}
	}

	private void failed(Attempt attempt, Throwable failure) {
		Attempt next = null;
		synchronized (this) {
			if (isFailed(attempt) || this.ended.get()) {
				return;
			}
			if (attempt == this.second) {
				this.secondFailure = failure;
			}
			else {
				this.firstFailure = failure;
			}
			next = nextAfter(attempt, failure);
			boolean over = this.firstFailure != null && (this.second == null || this.secondFailure != null);
			if (next == null && !over) {
				return;
			}
		}
		if (next != null) {
			send(next);
		}
		else {
			WireException explained = explain(attempt, failure);
			if (!explained.isSent()) {
				this.wire.noteNoConnection();
			}
			end(explained);
		}
	}

	private boolean isFailed(Attempt attempt) {
		return ((attempt == this.second) ? this.secondFailure : this.firstFailure) != null;
	}

	private @Nullable Attempt nextAfter(Attempt attempt, Throwable failure) {
		if (attempt != this.first || this.second != null) {
			return null;
		}
		if (!attempt.isStarted() && Connections.isReplaced(failure)) {
			// The pool was closed between its choice and its use
			this.firstFailure = null;
			this.first = this.wire.attempt(this.request, this.manner.fresh(), this::failed);
			return this.first;
		}
		if (mayTryTwice() && Failures.isStaleConnection(failure, attempt)) {
			this.second = this.wire.attempt(this.request, true, this::failed);
			return this.second;
		}
		return null;
	}

	private WireException explain(Attempt attempt, Throwable failure) {
		WireException explained = Failures.explain(failure, attempt);
		boolean othersSent = isSent() && !explained.isSent() && attempt == this.second;
		return othersSent ? new WireException(explained.kind(), explained.reason(), true, explained.status(), failure)
				: explained;
	}

	private synchronized boolean isSent() {
		return mayBeSent(this.first, this.firstFailure) || mayBeSent(this.second, this.secondFailure);
	}

	private synchronized boolean isSentTwice() {
		return mayBeSent(this.first, this.firstFailure) && mayBeSent(this.second, this.secondFailure);
	}

	private static boolean mayBeSent(@Nullable Attempt attempt, @Nullable Throwable failure) {
		return attempt != null && attempt.isStarted() && (failure == null || !Failures.provesNotSent(failure));
	}

	private void end(WireException failure) {
		if (finish()) {
			cancelOthers(null);
			if (this.subscriber != null) {
				this.subscriber.onError(failure);
			}
		}
	}

	private boolean finish() {
		if (!this.ended.compareAndSet(false, true)) {
			return false;
		}
		this.wire.deadlines().remove(this);
		return true;
	}

	private void cancelOthers(@Nullable Attempt winner) {
		Attempt one;
		Attempt two;
		synchronized (this) {
			one = this.first;
			two = this.second;
		}
		if (one != null && one != winner) {
			one.cancel();
		}
		if (two != null && two != winner) {
			two.cancel();
		}
	}

	@Override
	public void request(long count) {
		// One answer, which comes when it is complete.
	}

	@Override
	public void cancel() {
		if (finish()) {
			cancelOthers(null);
		}
	}

	/**
	 * Takes the answer of an attempt.
	 */
	private static final class Receiver implements CoreSubscriber<WireAnswer> {

		private final Delivery delivery;

		private final Attempt attempt;

		private final Context context;

		private boolean done;

		Receiver(Delivery delivery, Attempt attempt) {
			this.delivery = delivery;
			this.attempt = attempt;
			this.context = attempt.in(delivery.context);
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.attempt.subscribed(subscription);
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(WireAnswer answer) {
			this.done = true;
			this.delivery.answered(this.attempt, answer);
		}

		@Override
		public void onError(Throwable failure) {
			this.delivery.failed(this.attempt, failure);
		}

		@Override
		public void onComplete() {
			if (!this.done) {
				this.delivery.failed(this.attempt, new IllegalStateException("The exchange ended without an answer"));
			}
		}

	}

}
