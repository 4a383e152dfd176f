package io.octostore.client;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;

/**
 * Reads a body to its end in one step, as long as it is not too large. Almost every
 * answer is one small buffer, for which a chain of operators costs more than the reading.
 */
final class WholeAnswer extends Mono<Answer> {

	private final int status;

	private final HttpHeaders headers;

	private final Publisher<? extends DataBuffer> body;

	private final int limit;

	WholeAnswer(int status, HttpHeaders headers, Publisher<? extends DataBuffer> body, int limit) {
		this.status = status;
		this.headers = headers;
		this.body = body;
		this.limit = limit;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Answer> subscriber) {
		this.body.subscribe(new Reader(this, subscriber));
	}

	private static final class Reader implements CoreSubscriber<DataBuffer>, Subscription {

		private final WholeAnswer answer;

		private final CoreSubscriber<? super Answer> subscriber;

		private @Nullable Subscription upstream;

		private byte @Nullable [] bytes;

		private boolean done;

		Reader(WholeAnswer answer, CoreSubscriber<? super Answer> subscriber) {
			this.answer = answer;
			this.subscriber = subscriber;
		}

		@Override
		public Context currentContext() {
			return this.subscriber.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (Operators.validate(this.upstream, subscription)) {
				this.upstream = subscription;
				this.subscriber.onSubscribe(this);
				subscription.request(Long.MAX_VALUE);
			}
		}

		@Override
		public void onNext(DataBuffer buffer) {
			try {
				if (!this.done) {
					append(buffer);
				}
			}
			finally {
				DataBufferUtils.release(buffer);
			}
		}

		private void append(DataBuffer buffer) {
			int count = buffer.readableByteCount();
			int offset = (this.bytes != null) ? this.bytes.length : 0;
			if (count > this.answer.limit - offset) {
				cancel();
				onError(new DataBufferLimitException("More than " + this.answer.limit + " bytes"));
				return;
			}
			this.bytes = (this.bytes != null) ? Arrays.copyOf(this.bytes, offset + count) : new byte[count];
			buffer.read(this.bytes, offset, count);
		}

		@Override
		public void onError(Throwable failure) {
			if (this.done) {
				Operators.onErrorDropped(failure, currentContext());
				return;
			}
			this.done = true;
			this.subscriber.onError(failure);
		}

		@Override
		public void onComplete() {
			if (!this.done) {
				this.done = true;
				this.subscriber.onNext(new Answer(this.answer.status, this.answer.headers, this.bytes));
				this.subscriber.onComplete();
			}
		}

		@Override
		public void request(long count) {
			// One answer, which comes when it is complete.
		}

		@Override
		public void cancel() {
			if (this.upstream != null) {
				this.upstream.cancel();
			}
		}

	}

}
