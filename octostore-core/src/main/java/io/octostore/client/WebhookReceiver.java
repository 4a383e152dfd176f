package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * Receives the messages that a server posts to a webhook, with any HTTP library that
 * takes requests: checks the signature, refuses messages outside the replay window, and
 * handles each event once. <pre class="code">
 * WebhookReceiver receiver = WebhookReceiver.of(secret);
 * int status = receiver.receive(body, request.header(WebhookSignature.HEADER), this::handle).httpStatus();
 * </pre> A message has no number of its own. One with the same bytes as an earlier one
 * counts as repeated, because its time has nine decimals; the last 10,000 are remembered,
 * for as long as the window lasts. Another instance of the application has a memory of
 * its own.
 * <p>
 * The window compares the server's clock with the clock of this machine. Both must be
 * right to within the tolerance.
 * <p>
 * Safe for use by any number of threads. {@code toString} shows no secret.
 *
 * @since 0.1.0
 */
public final class WebhookReceiver {

	/**
	 * Half of the replay window, unless set otherwise.
	 */
	public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

	private static final Duration MAX_TOLERANCE = Duration.ofDays(1);

	private static final int MEMORY = 10_000;

	private final List<WebhookSignature> signatures;

	private final Duration tolerance;

	private final InstantSource clock;

	/** Signatures of events that were handled, oldest first. */
	private final Map<String, Instant> handled = new LinkedHashMap<>();

	private WebhookReceiver(List<WebhookSignature> signatures, Duration tolerance, InstantSource clock) {
		this.signatures = signatures;
		this.tolerance = tolerance;
		this.clock = clock;
	}

	/**
	 * Create a receiver.
	 * @param secret secret of the webhook, not empty
	 * @param others further secrets that are right as well, for while one replaces
	 * another
	 * @return the receiver
	 * @throws OctoStoreValidationException if a secret is empty
	 */
	public static WebhookReceiver of(String secret, String... others) {
		List<WebhookSignature> signatures = new ArrayList<>();
		signatures.add(WebhookSignature.of(secret));
		for (String other : Arguments.required("The secrets", others)) {
			signatures.add(WebhookSignature.of(other));
		}
		return new WebhookReceiver(List.copyOf(signatures), DEFAULT_TOLERANCE, InstantSource.system());
	}

	/**
	 * Return another receiver with another replay window, which remembers nothing yet.
	 * @param tolerance how far the time of a message may be from now in either direction:
	 * positive, at most a day
	 * @return the receiver
	 * @throws OctoStoreValidationException if the tolerance is out of range
	 */
	public WebhookReceiver withTolerance(Duration tolerance) {
		Arguments.positive("The tolerance", tolerance);
		if (tolerance.compareTo(MAX_TOLERANCE) > 0) {
			throw new OctoStoreValidationException("The tolerance is " + tolerance + " but must be at most 1 day");
		}
		return new WebhookReceiver(this.signatures, tolerance, this.clock);
	}

	WebhookReceiver withClock(InstantSource clock) {
		return new WebhookReceiver(this.signatures, this.tolerance, clock);
	}

	/**
	 * Receive a message.
	 * @param body the exact bytes of the body
	 * @param signature value of the header {@value WebhookSignature#HEADER}, {@code null}
	 * if there is none
	 * @param handler is given the event if the message is genuine and new, on the calling
	 * thread. If it throws an exception, that one is passed on, and the event counts as
	 * not handled, so that the server's second attempt is handled
	 * @return what became of it
	 */
	public WebhookReceipt receive(byte[] body, @Nullable String signature, Consumer<WebhookEvent> handler) {
		Arguments.required("The body", body);
		Arguments.required("The handler", handler);
		if (signature == null || signature.isEmpty()) {
			return WebhookReceipt.UNSIGNED;
		}
		if (!isGenuine(body, signature)) {
			return WebhookReceipt.WRONG_SIGNATURE;
		}
		WebhookEvent event;
		try {
			event = WebhookEvent.read(body);
		}
		catch (MalformedAnswerException ex) {
			return WebhookReceipt.MALFORMED;
		}
		Instant now = this.clock.instant();
		if (event.timestamp().isBefore(now.minus(this.tolerance))) {
			return WebhookReceipt.TOO_OLD;
		}
		if (event.timestamp().isAfter(now.plus(this.tolerance))) {
			return WebhookReceipt.IN_FUTURE;
		}
		return handleOnce(body, event, handler, now);
	}

	/**
	 * Compare with every secret, so that the time taken does not say which one is right.
	 */
	private boolean isGenuine(byte[] body, String signature) {
		boolean genuine = false;
		for (WebhookSignature expected : this.signatures) {
			genuine |= expected.matches(body, signature);
		}
		return genuine;
	}

	private WebhookReceipt handleOnce(byte[] body, WebhookEvent event, Consumer<WebhookEvent> handler, Instant now) {
		// The same event for two webhooks has two signatures
		String key = this.signatures.get(0).sign(body);
		if (!remember(key, event.timestamp(), now)) {
			return WebhookReceipt.REPEATED;
		}
		boolean done = false;
		try {
			handler.accept(event);
			done = true;
		}
		finally {
			if (!done) {
				forget(key);
			}
		}
		return WebhookReceipt.ACCEPTED;
	}

	private synchronized boolean remember(String key, Instant timestamp, Instant now) {
		Instant oldest = now.minus(this.tolerance);
		Iterator<Instant> times = this.handled.values().iterator();
		while (times.hasNext() && times.next().isBefore(oldest)) {
			times.remove();
		}
		if (this.handled.putIfAbsent(key, timestamp) != null) {
			return false;
		}
		if (this.handled.size() > MEMORY) {
			this.handled.remove(this.handled.keySet().iterator().next());
		}
		return true;
	}

	private synchronized void forget(String key) {
		this.handled.remove(key);
	}

	@Override
	public String toString() {
		return "WebhookReceiver[secrets=" + this.signatures.size() + ", tolerance=" + this.tolerance + "]";
	}

}
