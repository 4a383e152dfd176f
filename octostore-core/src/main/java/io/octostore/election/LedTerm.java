package io.octostore.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.octostore.Loss;
import io.octostore.NotLeaderException;
import io.octostore.internal.BodyGate;
import io.octostore.internal.Safeguard;

/**
 * A term of this instance, with the code that runs under it. Thread safe.
 */
final class LedTerm implements Leadership {

	private final String name;

	private final HeldTerm held;

	private volatile boolean revoked;

	/** Guarded by this. */
	private final Set<BodyGate> bodies = new HashSet<>();

	/** Guarded by this. */
	private @Nullable Runnable whenQuiet;

	LedTerm(String name, HeldTerm held) {
		this.name = name;
		this.held = held;
	}

	HeldTerm held() {
		return this.held;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public long fencingToken() {
		return this.held.term();
	}

	@Override
	public boolean isLeader() {
		return !this.revoked && this.held.isLeader();
	}

	@Override
	public Duration remaining() {
		return this.revoked ? Duration.ZERO : this.held.remaining();
	}

	@Override
	public void ensureLeader() {
		if (!isLeader()) {
			throw new NotLeaderException(this.name, loss().orElse(null));
		}
	}

	@Override
	public Optional<Loss> loss() {
		return this.held.loss()
			.map((loss) -> new Loss(this.name, loss.fencingToken(), loss.reason(), loss.certainty()));
	}

	/**
	 * Run code under this term.
	 * @throws NotLeaderException if it has ended before, or was lost before the code had
	 * ended: a result that was produced without authority must not look like a success
	 */
	<T extends @Nullable Object, E extends Throwable> T run(LeaderBody<T, E> body) throws E {
		BodyGate gate = new BodyGate(Thread.currentThread());
		enter(gate);
		T result;
		try {
			result = body.run(this);
		}
		catch (Throwable failure) {
			NotLeaderException lost = lost();
			if (lost != null && !(failure instanceof NotLeaderException)) {
				lost.addSuppressed(failure);
				throw lost;
			}
			throw failure;
		}
		finally {
			gate.close();
			leave(gate);
		}
		NotLeaderException lost = lost();
		if (lost != null) {
			throw lost;
		}
		return result;
	}

	@Safeguard("a-lost-leadership-outweighs-the-result")
	private @Nullable NotLeaderException lost() {
		// Looks at the clock: a deadline that has passed meanwhile is a loss from now on
		return this.held.isLeader() ? null : loss().map((loss) -> new NotLeaderException(this.name, loss)).orElse(null);
	}

	private synchronized void enter(BodyGate body) {
		if (!isLeader()) {
			throw new NotLeaderException(this.name, null);
		}
		this.bodies.add(body);
	}

	private void leave(BodyGate body) {
		Runnable quiet = null;
		synchronized (this) {
			this.bodies.remove(body);
			if (this.bodies.isEmpty()) {
				quiet = this.whenQuiet;
				this.whenQuiet = null;
			}
		}
		if (quiet != null) {
			quiet.run();
		}
	}

	boolean isRevoked() {
		return this.revoked;
	}

	/**
	 * Admit no more code.
	 * @param whenQuiet run when all has ended that runs already
	 */
	void revoke(Runnable whenQuiet) {
		synchronized (this) {
			this.revoked = true;
			if (!this.bodies.isEmpty()) {
				this.whenQuiet = whenQuiet;
				return;
			}
		}
		whenQuiet.run();
	}

	@Safeguard("the-end-of-a-leadership-interrupts-its-code")
	void interruptBodies() {
		List<BodyGate> running;
		synchronized (this) {
			running = new ArrayList<>(this.bodies);
		}
		running.forEach(BodyGate::interrupt);
	}

	@Override
	public String toString() {
		return "Leadership[" + this.name + ", fencingToken=" + fencingToken() + ", leader=" + isLeader() + "]";
	}

}
