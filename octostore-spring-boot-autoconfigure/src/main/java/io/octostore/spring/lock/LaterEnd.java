package io.octostore.spring.lock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.http.HttpEntity;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.RetainedLock;

/**
 * Keeps the locks of one call until its work has ended, where its result shows that this
 * is after the return.
 */
final class LaterEnd {

	private final LockMethod method;

	/** In the order in which they were acquired; not those of foreign locks. */
	private final List<RetainedLock> kept = new ArrayList<>();

	private boolean complete = true;

	private boolean handedOver;

	LaterEnd(LockMethod method) {
		this.method = method;
	}

	/**
	 * The call has acquired a lock.
	 */
	void add(HeldLock lock) {
		if (this.method.result().kind() == MethodResult.Kind.PLAIN) {
			return;
		}
		if (CurrentLock.find().filter((current) -> current == lock).isPresent()) {
			this.kept.add(CurrentLock.retain());
		}
		else {
			// Not of this library: a double in a test
			this.complete = false;
		}
	}

	/**
	 * Let the locks go that no work needs after the return.
	 */
	void close() {
		if (!this.handedOver) {
			this.kept.forEach(RetainedLock::close);
		}
	}

	/**
	 * Make what the caller gets of what the method returned.
	 */
	@Nullable Object of(@Nullable Object returned) throws InterruptedException {
		if (returned instanceof Future<?> || returned instanceof CompletionStage<?>) {
			return ofFuture(returned);
		}
		if (returned instanceof HttpEntity<?> entity && this.method.result().kind() == MethodResult.Kind.ENTITY) {
			return ofEntity(entity);
		}
		return finished(returned);
	}

	private Object ofFuture(Object future) throws InterruptedException {
		if (this.method.result().kind() != MethodResult.Kind.FUTURE) {
			throw unfinished(future.getClass(), future);
		}
		return after(future);
	}

	private Object after(Object future) throws InterruptedException {
		if (!this.complete) {
			awaitEnd(future);
			return future;
		}
		CompletionStage<?> stage = (future instanceof CompletionStage<?> own) ? own : toStage((Future<?>) future);
		this.handedOver = true;
		for (RetainedLock lock : innermostFirst()) {
			stage = lock.closeAfter(stage);
		}
		return stage;
	}

	private static CompletionStage<?> toStage(Future<?> future) {
		return Mono.<Object>fromCallable(future::get)
			.onErrorMap(ExecutionException.class, (ex) -> (ex.getCause() != null) ? ex.getCause() : ex)
			.doOnCancel(() -> future.cancel(true))
			.subscribeOn(Schedulers.boundedElastic())
			.toFuture();
	}

	private static void awaitEnd(Object future) throws InterruptedException {
		try {
			((future instanceof Future<?> own) ? own : ((CompletionStage<?>) future).toCompletableFuture()).get();
		}
		catch (CancellationException | ExecutionException ex) {
			// How it ends is for the reader of the result
			return;
		}
	}

	private HttpEntity<?> ofEntity(HttpEntity<?> entity) throws InterruptedException {
		Object body = entity.getBody();
		if (body instanceof Future<?> || body instanceof CompletionStage<?>) {
			return withBody(entity, after(body));
		}
		ReactiveAdapter adapter = (body != null) ? UnfinishedWork.publisherAdapter(body.getClass()) : null;
		if (body == null || adapter == null || !this.complete) {
			finished(entity);
			return entity;
		}
		this.handedOver = true;
		Publisher<?> publisher = adapter.toPublisher(body);
		for (RetainedLock lock : innermostFirst()) {
			publisher = lock.closeAfter(publisher);
		}
		return withBody(entity,
				adapter.fromPublisher(adapter.isMultiValue() ? publisher : Flux.from(publisher).singleOrEmpty()));
	}

	private static HttpEntity<?> withBody(HttpEntity<?> entity, Object body) {
		return (entity instanceof ResponseEntity<?> response)
				? new ResponseEntity<>(body, response.getHeaders(), response.getStatusCode())
				: new HttpEntity<>(body, entity.getHeaders());
	}

	private List<RetainedLock> innermostFirst() {
		List<RetainedLock> reversed = new ArrayList<>(this.kept);
		Collections.reverse(reversed);
		return reversed;
	}

	private @Nullable Object finished(@Nullable Object returned) {
		Class<?> unfinished = UnfinishedWork.find(returned);
		if (unfinished != null) {
			throw unfinished(unfinished, returned);
		}
		return returned;
	}

	private IllegalStateException unfinished(Class<?> type, @Nullable Object returned) {
		if (returned instanceof Future<?> future) {
			future.cancel(true);
		}
		return UnfinishedWork.refused(this.method, type);
	}

}
