package io.octostore.lease;

import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Exchanges that change one session's locks on the server. Serial context only.
 */
final class Exchanges {

	private final Engine engine;

	private int underWay;

	private long soFar;

	Exchanges(Engine engine) {
		this.engine = engine;
	}

	/**
	 * An exchange begins.
	 * @param <A> type of the answer
	 * @param answered called with its answer, in the serial context
	 * @return takes the answer, on any thread
	 */
	<A> Consumer<A> begin(Consumer<? super A> answered) {
		long sentAt = this.engine.now();
		this.underWay++;
		this.soFar++;
		return (answer) -> this.engine.serial().execute(() -> {
			this.underWay--;
			this.engine.roundTrip().took(this.engine.now() - sentAt);
			answered.accept(answer);
		});
	}

	/**
	 * A number that stays the same as long as no exchange changes the session's locks on
	 * the server; nothing while one does.
	 */
	OptionalLong stillness() {
		return (this.underWay == 0) ? OptionalLong.of(this.soFar) : OptionalLong.empty();
	}

}
