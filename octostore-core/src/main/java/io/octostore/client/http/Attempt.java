package io.octostore.client.http;

import java.net.URI;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ReactiveHttpInputMessage;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.netty.Connection;
import reactor.netty.ReactorNetty;
import reactor.netty.channel.ChannelOperations;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One request on one connection, and what is known about how far it got.
 * <p>
 * {@code WebClient} is given an address without values and no token; this connector puts
 * in the real ones underneath. So no secret gets into an observation, a log or the trace
 * of an exception.
 */
final class Attempt implements ClientHttpConnector {

	private static final String ATTRIBUTE = Attempt.class.getName();

	private static final String JSON = "application/json";

	private static final String USER_AGENT = "octostore-java";

	private static final byte[] NO_BODY = {};

	/** When the last answer on a connection was complete. */
	private static final AttributeKey<Long> LAST_ANSWER = AttributeKey.valueOf("octostore.lastAnswer");

	private final WireRequest request;

	private final ClientHttpConnector connector;

	private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

	private final FailureListener listener;

	private volatile boolean started;

	private volatile int status;

	private volatile @Nullable Channel channel;

	private final LongSupplier clock;

	/** How long the connection had been idle when this request was handed to it. */
	private volatile long idleNanos;

	Attempt(WireRequest request, ClientHttpConnector connector, FailureListener listener, LongSupplier clock) {
		this.request = request;
		this.connector = connector;
		this.listener = listener;
		this.clock = clock;
	}

	static @Nullable Attempt of(ClientRequest request) {
		return (Attempt) request.attributes().get(ATTRIBUTE);
	}

	Route route() {
		return this.request.route();
	}

	WireRequest request() {
		return this.request;
	}

	/**
	 * Say whether a connection was there and the request was handed to it.
	 * @return whether something may have been sent
	 */
	boolean isStarted() {
		return this.started;
	}

	/**
	 * Say whether the head of an answer has arrived.
	 * @return whether the server has reacted
	 */
	boolean isAnswered() {
		return this.status != 0;
	}

	/**
	 * Return the status of the answer.
	 * @return the status, 0 as long as the head of an answer has not arrived
	 */
	int status() {
		return this.status;
	}

	/**
	 * Return the attempt that a connection is in use by.
	 * @param channel the connection
	 * @return the attempt, {@code null} if the connection is idle
	 */
	static @Nullable Attempt on(Channel channel) {
		ContextView view = ReactorNetty.getChannelContext(channel);
		return (view != null) ? view.getOrDefault(Attempt.class, null) : null;
	}

	/**
	 * Let the attempt that a connection is being made for know it. Giving up closes the
	 * connection: the HTTP library would wait for the server's part of a handshake first.
	 * @param channel the connection
	 */
	static void connecting(Channel channel) {
		Attempt attempt = on(channel);
		if (attempt != null) {
			attempt.channel = channel;
			if (attempt.isGivenUp()) {
				close(channel);
			}
		}
	}

	/**
	 * Say whether a failure of a connection is none of this attempt: the connection was
	 * used before and nothing was handed to it, so that the HTTP library takes another
	 * one.
	 * @param channel the connection
	 * @return whether another connection follows
	 */
	boolean isReplaceable(Channel channel) {
		return !this.started && channel.hasAttr(LAST_ANSWER);
	}

	/**
	 * Release what has arrived and was not read.
	 */
	private static void discard(Channel channel) {
		ChannelOperations<?, ?> operations = ChannelOperations.get(channel);
		if (operations != null) {
			operations.discard();
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // Nothing waits for the end.
	private static void close(Channel channel) {
		channel.close();
	}

	/**
	 * Close the connection, however far the answer has come: the HTTP library would read
	 * the rest of it, which may have no end, if it is told between head and body. When
	 * the answer is complete the connection belongs to another attempt, or none.
	 */
	private void disconnect() {
		Channel current = this.channel;
		if (current == null) {
			return;
		}
		try {
			current.eventLoop().execute(() -> {
				if (on(current) == this) {
					discard(current);
					close(current);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// The loop has ended, and its connections with it.
			close(current);
		}
	}

	/**
	 * Say whether the connection had been used before and was idle since.
	 * @param threshold the least time that counts as idle, in nanoseconds
	 * @return whether it was idle for at least that long before this request
	 */
	boolean isOnIdleConnection(long threshold) {
		return this.idleNanos >= threshold;
	}

	/**
	 * Remember that the connection has worked.
	 * @param now the time
	 */
	void noteAnswer(long now) {
		Channel current = this.channel;
		if (current != null) {
			current.attr(LAST_ANSWER).set(now);
		}
	}

	/**
	 * Prepare the request.
	 * @param webClient sends it
	 * @return the request, to be exchanged
	 */
	WebClient.RequestHeadersSpec<?> prepare(WebClient webClient) {
		return webClient.method(route().method())
			.uri(route().shownUri())
			.attribute(ATTRIBUTE, this)
			.body((message, context) -> writeBody(message));
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI shownUri,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		return this.connector.connect(method, this.request.uri(), (message) -> {
			writeHead(message);
			return callback.apply(message);
		});
	}

	private void writeHead(ClientHttpRequest message) {
		this.started = true;
		Object exchange = message.getNativeRequest();
		if (exchange instanceof Connection connection) {
			Channel current = connection.channel();
			this.channel = current;
			Long last = current.attr(LAST_ANSWER).get();
			this.idleNanos = (last != null) ? this.clock.getAsLong() - last : 0;
		}
		HttpHeaders headers = message.getHeaders();
		headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
		headers.set(HttpHeaders.ACCEPT, route().accept());
		WireRequest.Credential credential = this.request.credential();
		if (credential != null) {
			headers.set(credential.name(), credential.value());
		}
		byte[] body = this.request.body();
		if (body != null) {
			headers.set(HttpHeaders.CONTENT_TYPE, JSON);
			headers.setContentLength(body.length);
		}
	}

	private Mono<Void> writeBody(ReactiveHttpOutputMessage message) {
		byte[] body = this.request.body();
		if (body == null) {
			return message.setComplete();
		}
		return message.writeWith(Mono.just(message.bufferFactory().wrap(body)));
	}

	/**
	 * Take note that the head of an answer has arrived.
	 * @param code its status
	 */
	void answered(HttpStatusCode code) {
		this.status = code.value();
	}

	/**
	 * Read the whole answer.
	 * @param code its status
	 * @param message its headers and its body
	 * @return the answer
	 */
	Mono<WireAnswer> read(HttpStatusCode code, ReactiveHttpInputMessage message) {
		answered(code);
		return DataBufferUtils.join(message.getBody(), this.request.maxAnswerSize())
			.map((buffer) -> new WireAnswer(code.value(), message.getHeaders(), bytes(buffer)))
			.switchIfEmpty(Mono.fromSupplier(() -> new WireAnswer(code.value(), message.getHeaders(), NO_BODY)));
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	/**
	 * Take note that the connection has ended.
	 * @param failure how
	 * @return whether this attempt was waiting for the head of an answer, and has failed
	 * now
	 */
	boolean failBeforeAnswer(Throwable failure) {
		if (isAnswered() || isGivenUp()) {
			return false;
		}
		this.listener.failed(this, failure);
		cancel();
		return true;
	}

	/**
	 * Say whether nothing waits for the answer any more.
	 * @return whether this attempt has failed or was cancelled
	 */
	boolean isGivenUp() {
		return this.subscription.get() == Operators.cancelledSubscription();
	}

	/**
	 * Take the subscription that giving up cancels.
	 * @param current the subscription
	 */
	void subscribed(Subscription current) {
		if (!this.subscription.compareAndSet(null, current)) {
			current.cancel();
		}
	}

	/**
	 * Give up: nothing waits for the answer any more, and a connection that is in use for
	 * it, or is being made for it, is closed.
	 */
	void cancel() {
		Subscription current = this.subscription.getAndSet(Operators.cancelledSubscription());
		if (current != null) {
			current.cancel();
		}
		if (current != Operators.cancelledSubscription()) {
			disconnect();
		}
	}

	/**
	 * Let handlers of the connection find this attempt.
	 * @param context the context of what takes the answer
	 * @return the context of the attempt
	 */
	Context in(Context context) {
		return UnwantedFailures.ignored(context).put(Attempt.class, this);
	}

	/**
	 * Takes failures of attempts.
	 */
	@FunctionalInterface
	interface FailureListener {

		void failed(Attempt attempt, Throwable failure);

	}

}
