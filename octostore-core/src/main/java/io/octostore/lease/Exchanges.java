package io.octostore.lease;

import java.util.OptionalLong;

/**
 * Exchanges that change one session's locks on the server. Serial context only.
 */
final class Exchanges {

	private int underWay;

	private long soFar;

	void begin() {
		this.underWay++;
		this.soFar++;
	}

	void end() {
		this.underWay--;
	}

	/**
	 * A number that stays the same as long as no exchange changes the session's locks on
	 * the server; nothing while one does.
	 */
	OptionalLong stillness() {
		return (this.underWay == 0) ? OptionalLong.of(this.soFar) : OptionalLong.empty();
	}

}
