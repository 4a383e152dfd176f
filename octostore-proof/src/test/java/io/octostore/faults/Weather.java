package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.octostore.testsupport.ScriptedAuthority.Operation;

/**
 * Decides what becomes of each message between clients and the server.
 */
public final class Weather {

	/** What happens to messages in good weather. */
	public static final Fate CALM = new Fate(Duration.ofMillis(1), Duration.ofMillis(1), Loss.NONE, null);

	private final Random random;

	/** Part of the messages that something happens to. */
	private double roughness;

	private Duration longest = Duration.ofSeconds(1);

	private final Map<Operation, Deque<Supplier<Fate>>> script = new EnumMap<>(Operation.class);

	private final Map<Operation, Supplier<Fate>> always = new EnumMap<>(Operation.class);

	public Weather(Random random) {
		this.random = random;
	}

	/**
	 * Let a part of all messages meet any fault.
	 * @param newRoughness 0 to 1
	 * @param newLongest how long a request may be held up in the network
	 */
	public void rough(double newRoughness, Duration newLongest) {
		this.roughness = newRoughness;
		this.longest = newLongest;
	}

	public void calm() {
		this.roughness = 0;
		this.always.clear();
		this.script.clear();
	}

	/**
	 * The next request of this kind meets this fate.
	 */
	public void next(Operation operation, Fate fate) {
		this.script.computeIfAbsent(operation, (key) -> new ArrayDeque<>()).add(() -> fate);
	}

	/**
	 * All requests of this kind meet this fate.
	 */
	public void always(Operation operation, Fate fate) {
		this.always.put(operation, () -> fate);
	}

	Fate fate(Operation operation) {
		Deque<Supplier<Fate>> next = this.script.get(operation);
		if (next != null && !next.isEmpty()) {
			return next.remove().get();
		}
		Supplier<Fate> rule = this.always.get(operation);
		if (rule != null) {
			return rule.get();
		}
		if (this.random.nextDouble() >= this.roughness) {
			return new Fate(millis(1, 10), millis(1, 10), Loss.NONE, null);
		}
		Loss[] losses = Loss.values();
		return switch (this.random.nextInt(6)) {
			case 0 -> new Fate(within(this.longest), millis(1, 10), Loss.NONE, null);
			case 1 -> new Fate(millis(1, 10), within(Duration.ofSeconds(12)), Loss.NONE, null);
			case 2 -> new Fate(millis(1, 10), millis(1, 10), Loss.NONE, within(this.longest));
			default -> new Fate(millis(1, 800), millis(1, 800), losses[this.random.nextInt(losses.length)], null);
		};
	}

	private Duration millis(int from, int to) {
		return Duration.ofNanos((long) ((from + (to - from) * this.random.nextDouble()) * 1e6));
	}

	private Duration within(Duration limit) {
		// Short delays as often as long ones
		double share = Math.pow(this.random.nextDouble(), 3);
		return Duration.ofNanos((long) (limit.toNanos() * share));
	}

	/**
	 * What becomes of one exchange.
	 *
	 * @param there how long the request travels
	 * @param back how long the answer travels
	 * @param loss what gets lost
	 * @param duplicateAfter when the request takes effect once more, or {@code null}
	 */
	public record Fate(Duration there, Duration back, Loss loss, @Nullable Duration duplicateAfter) {

		static Fate lost(Loss loss) {
			return new Fate(Duration.ofMillis(1), Duration.ofMillis(1), loss, null);
		}

		static Fate slow(Duration there, Duration back) {
			return new Fate(there, back, Loss.NONE, null);
		}

	}

	/**
	 * What gets lost, and how the client learns of it.
	 */
	public enum Loss {

		/** Nothing. */
		NONE,

		/** The connection is refused. */
		REFUSED,

		/** The request disappears; the client's time runs out. */
		REQUEST,

		/** The connection breaks before the request arrives. */
		REQUEST_RESET,

		/** The answer disappears; the client's time runs out. */
		ANSWER,

		/** The connection breaks after the request took effect. */
		ANSWER_RESET,

		/** The server fails before the request takes effect. */
		SERVER_ERROR,

		/** The server fails after the request took effect. */
		SERVER_ERROR_AFTER_EFFECT,

		/** The server does not look at the request. */
		RATE_LIMITED

	}

}
