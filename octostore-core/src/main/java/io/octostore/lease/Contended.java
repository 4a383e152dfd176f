package io.octostore.lease;

/**
 * What an engine asks for, in messages: its name, and what to do about a limit of time
 * that was too short for it.
 *
 * @since 0.1.0
 */
public enum Contended {

	/**
	 * Locks, whose limits are settings.
	 */
	LOCK("Lock", "locks are", ". Raise octostore.lock.acquire-timeout if the server's answers always take so long",
			". Raise octostore.session.ttl if the server's answers always take so long"),

	/**
	 * Rooms that elect a leader. The limit of an answer is that of locks, and the TTL of
	 * a term cuts it.
	 */
	ROOM("Room", "the leadership is",
			". Raise octostore.lock.acquire-timeout if the server's answers always take so long, and the ttl of "
					+ "the election with it",
			". Raise the ttl of the election if the server's answers always take so long");

	private final String noun;

	private final String claims;

	private final String cureForLateAnswer;

	private final String cureForLateGrant;

	Contended(String noun, String claims, String cureForLateAnswer, String cureForLateGrant) {
		this.noun = noun;
		this.claims = claims;
		this.cureForLateAnswer = cureForLateAnswer;
		this.cureForLateGrant = cureForLateGrant;
	}

	/**
	 * Name one of this kind as its user does.
	 * @param name what the engine calls it: for a room, that begins with the part that
	 * keeps rooms apart from locks
	 */
	String describe(String name) {
		String own = (this == ROOM) ? name.substring(name.lastIndexOf('/') + 1) : name;
		return this.noun + " '" + own + "'";
	}

	/**
	 * The same within a sentence.
	 */
	String describeInText(String name) {
		String described = describe(name);
		return Character.toLowerCase(described.charAt(0)) + described.substring(1);
	}

	/**
	 * What is lost without a confirmation, in words that end in a verb.
	 */
	String claims() {
		return this.claims;
	}

	/**
	 * What to do when an answer took longer than a request may.
	 */
	String cureForLateAnswer() {
		return this.cureForLateAnswer;
	}

	/**
	 * What to do when too little was left of what was granted.
	 */
	String cureForLateGrant() {
		return this.cureForLateGrant;
	}

	boolean isCured(String message) {
		return message.endsWith(this.cureForLateAnswer) || message.endsWith(this.cureForLateGrant);
	}

}
