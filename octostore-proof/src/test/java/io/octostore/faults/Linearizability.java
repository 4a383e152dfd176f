package io.octostore.faults;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Whether the history of one lock can be explained by a server that does one thing at a
 * time: the search of Wing and Gong with the memoisation of Lowe. Locks are independent,
 * so that each is checked alone.
 * <p>
 * Time is part of the model. A lease may lapse once its TTL or its session's has passed
 * since the request that was confirmed last was <em>sent</em>: the server stamps between
 * call and return, so that an early takeover is always found and a legal one never.
 */
public final class Linearizability {

	private final List<LockOperation> operations;

	private final Map<UUID, SessionLife> sessions;

	private final long tolerance;

	private final Set<Memo> seen = new HashSet<>();

	private BitSet longest = new BitSet();

	private State stateOfLongest = State.FREE;

	private Linearizability(List<LockOperation> operations, Map<UUID, SessionLife> sessions, long tolerance) {
		this.operations = operations.stream().sorted(Comparator.comparingLong(LockOperation::call)).toList();
		this.sessions = sessions;
		this.tolerance = tolerance;
	}

	/**
	 * Check the operations on one lock.
	 * @param operations the operations
	 * @param sessions lives of the sessions that acquired; a session that is not there
	 * may be over at any time
	 * @param tolerance nanoseconds by which the server may let leases lapse early,
	 * because the test made its clock do so
	 * @return what cannot be explained, if anything
	 */
	public static Optional<String> check(List<LockOperation> operations, Map<UUID, SessionLife> sessions,
			long tolerance) {
		Linearizability check = new Linearizability(operations, sessions, tolerance);
		return check.search(new BitSet(), State.FREE, Long.MIN_VALUE) ? Optional.empty()
				: Optional.of(check.explanation());
	}

	private boolean search(BitSet done, State state, long reached) {
		long upper = LockOperation.NEVER;
		boolean complete = true;
		for (int index = done.nextClearBit(0); index < this.operations.size(); index = done.nextClearBit(index + 1)) {
			LockOperation operation = this.operations.get(index);
			if (!operation.isUnknown()) {
				complete = false;
				upper = Math.min(upper, operation.ret());
			}
		}
		if (complete) {
			return true;
		}
		if (!this.seen.add(new Memo((BitSet) done.clone(), state))) {
			return false;
		}
		if (done.cardinality() >= this.longest.cardinality()) {
			this.longest = (BitSet) done.clone();
			this.stateOfLongest = state;
		}
		for (boolean unknown : new boolean[] { false, true }) {
			Set<Object> tried = new HashSet<>();
			for (int index = done.nextClearBit(0); index < this.operations.size()
					&& this.operations.get(index).call() <= upper; index = done.nextClearBit(index + 1)) {
				LockOperation operation = this.operations.get(index);
				// Of requests that ask for the same, the one that was sent first can do
				// all that the others can
				if (operation.isUnknown() != unknown || (unknown && !tried.add(question(operation)))) {
					continue;
				}
				long lower = Math.max(operation.call(), reached);
				State next = unknown ? afterUnknown(state, operation, lower, upper)
						: after(state, operation, lower, upper);
				if (next != null) {
					done.set(index);
					if (search(done, next, lower)) {
						return true;
					}
					done.clear(index);
				}
			}
		}
		return false;
	}

	private static Object question(LockOperation operation) {
		return List.of(operation.kind(), Optional.ofNullable(operation.session()),
				Optional.ofNullable(operation.lease()), operation.ttl());
	}

	/**
	 * State after an answered operation that the server did at some instant from
	 * {@code lower} to {@code upper}.
	 * @return the state, or {@code null} if the answer is impossible
	 */
	private @Nullable State after(State state, LockOperation operation, long lower, long upper) {
		return switch (operation.kind()) {
			case ACQUIRE -> afterAcquire(state, operation, lower, upper);
			case RENEW -> afterConfirmation(state, operation, lower, upper,
					(held) -> held.until(Math.max(lower + operation.ttl(), held.notBefore())));
			case RELEASE -> afterConfirmation(state, operation, lower, upper, (held) -> held.free());
		};
	}

	private @Nullable State afterAcquire(State state, LockOperation operation, long lower, long upper) {
		UUID session = operation.session();
		boolean own = !state.isFree() && Objects.equals(state.session(), session);
		if (operation.outcome() == LockOperation.Outcome.HELD) {
			return (!state.isFree() && !own && !isOver(state, lower)) ? state : null;
		}
		if (operation.outcome() != LockOperation.Outcome.DONE) {
			return null;
		}
		SessionLife life = life(session);
		if (life != null && life.isOver(lower)) {
			return null;
		}
		long notBefore = lower + operation.ttl();
		boolean sameLease = state.lease() == null || state.lease().equals(operation.granted());
		if (own && sameLease && (state.lease() != null || operation.token() > state.lastToken())) {
			return new State(session, operation.granted(), operation.token(), Math.max(notBefore, state.notBefore()));
		}
		if (!state.isFree() && !mayHaveLapsed(state, lower, upper)) {
			return null;
		}
		return (operation.token() > state.lastToken())
				? new State(session, operation.granted(), operation.token(), notBefore) : null;
	}

	private @Nullable State afterConfirmation(State state, LockOperation operation, long lower, long upper,
			UnaryOperator<State> effect) {
		boolean current = !state.isFree() && operation.lease() != null && operation.lease().equals(state.lease());
		if (operation.outcome() == LockOperation.Outcome.DONE) {
			return (current && !isOver(state, lower)) ? effect.apply(state) : null;
		}
		if (!current) {
			return state;
		}
		// Others may still see it as held: an expired session is not swept at once
		return mayHaveLapsed(state, lower, upper) ? state : null;
	}

	/**
	 * State after a request whose effect is unknown, supposing that it had one. A renewal
	 * is supposed to have had none: it could only make a lease live longer.
	 */
	private @Nullable State afterUnknown(State state, LockOperation operation, long lower, long upper) {
		if (operation.kind() == LockOperation.Kind.ACQUIRE) {
			SessionLife life = life(operation.session());
			if (life != null && life.isOver(lower)) {
				return null;
			}
			boolean possible = state.isFree()
					|| (!Objects.equals(state.session(), operation.session()) && mayHaveLapsed(state, lower, upper));
			return possible ? new State(operation.session(), null, state.lastToken(), lower + operation.ttl()) : null;
		}
		boolean current = !state.isFree() && operation.lease() != null && operation.lease().equals(state.lease());
		return (operation.kind() == LockOperation.Kind.RELEASE && current) ? state.free() : null;
	}

	private boolean mayHaveLapsed(State state, long lower, long upper) {
		SessionLife life = life(state.session());
		return upper >= state.notBefore() - this.tolerance || state.session() == null || life == null
				|| life.mayBeOver(lower, upper, this.tolerance);
	}

	private boolean isOver(State state, long instant) {
		SessionLife life = life(state.session());
		return life != null && life.isOver(instant);
	}

	private @Nullable SessionLife life(@Nullable UUID session) {
		return (session != null) ? this.sessions.get(session) : null;
	}

	private String explanation() {
		List<String> lines = new ArrayList<>();
		lines.add("no order of these operations explains their answers; the longest explanation leads to "
				+ this.stateOfLongest + " and stops before");
		for (int index = this.longest.nextClearBit(0); index < this.operations.size()
				&& lines.size() < 12; index = this.longest.nextClearBit(index + 1)) {
			lines.add("  " + this.operations.get(index));
		}
		return String.join(System.lineSeparator(), lines);
	}

	private record Memo(BitSet done, State state) {
	}

	/**
	 * Who has the lock. A holder without a lease is one that nobody has been told of.
	 *
	 * @param session the holder, {@code null} if the lock is free or user-held
	 * @param lease its lease
	 * @param lastToken the last token that was seen
	 * @param notBefore earliest instant at which the lease may lapse by its own TTL,
	 * {@link Long#MIN_VALUE} if the lock is free
	 */
	private record State(@Nullable UUID session, @Nullable UUID lease, long lastToken, long notBefore) {

		static final State FREE = new State(null, null, 0, Long.MIN_VALUE);

		boolean isFree() {
			return this.notBefore == Long.MIN_VALUE;
		}

		State free() {
			return new State(null, null, this.lastToken, Long.MIN_VALUE);
		}

		State until(long later) {
			return new State(this.session, this.lease, this.lastToken, later);
		}

		@Override
		public String toString() {
			return isFree() ? "free after token " + this.lastToken
					: "held" + History.shortId(" by session ", this.session) + History.shortId(" lease ", this.lease)
							+ " token " + this.lastToken + " until at least " + History.seconds(this.notBefore);
		}

	}

}
