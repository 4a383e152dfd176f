package io.octostore.servers;

/**
 * What becomes of an operation on a release. There is no way for it to be ignored.
 */
enum Outcome {

	WORKS("yes"),

	/** The list has the locks of the caller only, and says so. */
	OWN_LOCKS("own"),

	/** The watch does not begin with the state of the lock. */
	CHANGES("changes"),

	/** By this client, before anything was asked of the server that it does not do. */
	REFUSED("refused"),

	/** By the server, with an error that this client understands. */
	REFUSED_BY_SERVER("by server"),

	/** By the server, because of a defect that the error names. */
	DEFECT("defect");

	private final String text;

	Outcome(String text) {
		this.text = text;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
