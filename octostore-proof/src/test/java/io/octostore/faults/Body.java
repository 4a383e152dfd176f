package io.octostore.faults;

/**
 * Code that runs under a lock.
 */
public final class Body {

	private final History history;

	private final String client;

	private final String name;

	private final long token;

	private final long from;

	private long lastTrue = Long.MIN_VALUE;

	private boolean sawFalse;

	Body(History history, String client, String name, long token, long from) {
		this.history = history;
		this.client = client;
		this.name = name;
		this.token = token;
		this.from = from;
	}

	/**
	 * The body asked whether the lock is held.
	 */
	public void read(long time, boolean held) {
		if (held && this.sawFalse) {
			this.history.violation(time, "latch: " + this + " is held again after it was not");
		}
		if (held) {
			this.lastTrue = Math.max(this.lastTrue, time);
			String late = this.history.book().lateClaim(this.client, this.name, this.token, time);
			if (late != null) {
				this.history.violation(time, "authority: " + this + " is claimed " + late);
			}
		}
		else if (!this.sawFalse) {
			this.sawFalse = true;
			this.history.note(time, this.client, "does not have " + this.name + " any more, token " + this.token);
		}
	}

	/**
	 * A write with the body's token reaches the resource, whatever has become of the
	 * lock.
	 * @return whether the resource accepts it
	 */
	public boolean write(long time) {
		Body last = this.history.register().get(this.name);
		if (last != null && last.token > this.token) {
			return false;
		}
		if (last != null && last.from > this.from) {
			this.history.violation(time,
					"fencing: a write of " + this + " is accepted after one of " + last + ", which got the lock later");
		}
		this.history.register().put(this.name, this);
		return true;
	}

	String name() {
		return this.name;
	}

	long token() {
		return this.token;
	}

	long from() {
		return this.from;
	}

	boolean everHeld() {
		return this.lastTrue != Long.MIN_VALUE;
	}

	long lastTrue() {
		return this.lastTrue;
	}

	@Override
	public String toString() {
		return this.client + " with token " + this.token + " of " + this.name;
	}

}
