package io.octostore.client;

/**
 * What the answers have shown about the release of the server. Older servers do not say
 * that they ignore sessions as holders and lock delays, they grant; and what they grant
 * may be the lease that another client with the same token already has. So the evidence
 * has to be there before such a request is sent.
 */
final class ServerEvidence {

	/**
	 * The first release that honours everything that a client can ask for.
	 */
	static final String RELEASE = "v0.14.0";

	private volatile boolean given;

	/**
	 * Say whether the server is of {@link #RELEASE} or newer for all that is known.
	 * @return whether it has shown that
	 */
	boolean isGiven() {
		return this.given;
	}

	/**
	 * Take note of an answer: only servers from {@link #RELEASE} on give requests an id.
	 * @param answer the answer
	 */
	void note(Answer answer) {
		if (!this.given && answer.requestId() != null) {
			this.given = true;
		}
	}

	void give() {
		this.given = true;
	}

	/**
	 * Doubt again, because the server has been replaced by an older one.
	 */
	void withdraw() {
		this.given = false;
	}

}
