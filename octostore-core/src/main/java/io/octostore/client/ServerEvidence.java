package io.octostore.client;

/**
 * What the answers have shown about the server so far.
 * <p>
 * Servers older than {@link #RELEASE} do not say that they ignore sessions as holders and
 * lock delays, they grant; and what they grant may be the lease that another client with
 * the same token already has. So the evidence has to be there before such a request is
 * sent. And a server is called old only if it has proven that: a gateway that answers in
 * its place for a moment looks like one.
 */
final class ServerEvidence {

	/**
	 * The first release that honours everything that a client can ask for.
	 */
	static final String RELEASE = "v0.14.0";

	private volatile Age age = Age.UNKNOWN;

	private volatile boolean givesIds;

	Age age() {
		return this.age;
	}

	/**
	 * Say whether answers of the server carry an id, so that one without it comes from
	 * elsewhere.
	 * @return whether an id has been seen
	 */
	boolean givesIds() {
		return this.givesIds;
	}

	/**
	 * Take note of an answer.
	 * @param answer the answer
	 */
	void note(Answer answer) {
		if (answer.requestId() != null) {
			this.givesIds = true;
			this.age = Age.CURRENT;
		}
		else if (this.age != Age.CURRENT && ErrorBody.of(answer).isOfCurrentServer()) {
			this.age = Age.CURRENT;
		}
	}

	/**
	 * Take note of what was found out about the release.
	 * @param found the age, which counts only as long as nothing is known
	 */
	void learn(Age found) {
		if (this.age == Age.UNKNOWN) {
			this.age = found;
		}
	}

	/**
	 * Take note that the server has proven to be old, also after a newer one.
	 */
	void noteOld() {
		this.age = Age.OLD;
		this.givesIds = false;
	}

	/**
	 * How old a server is.
	 */
	enum Age {

		/** It has not shown that. */
		UNKNOWN,

		/** Proven to be of {@link ServerEvidence#RELEASE} or newer. */
		CURRENT,

		/** Proven to be older. */
		OLD

	}

}
