package io.octostore.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBufferLimitException;

/**
 * Collects the body of an answer as long as it is not too large.
 */
final class LimitedBody implements BodySubscriber<byte[]> {

	private final BodySubscriber<byte[]> collector = BodySubscribers.ofByteArray();

	private final int limit;

	private @Nullable Subscription subscription;

	private long size;

	LimitedBody(int limit) {
		this.limit = limit;
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.collector.getBody();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		this.collector.onSubscribe(subscription);
	}

	@Override
	public void onNext(List<ByteBuffer> parts) {
		for (ByteBuffer part : parts) {
			this.size += part.remaining();
		}
		if (this.size <= this.limit) {
			this.collector.onNext(parts);
		}
		else if (this.subscription != null) {
			this.subscription.cancel();
			this.subscription = null;
			this.collector.onError(new DataBufferLimitException("Exceeded limit on max bytes: " + this.limit));
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.collector.onError(failure);
	}

	@Override
	public void onComplete() {
		this.collector.onComplete();
	}

}
