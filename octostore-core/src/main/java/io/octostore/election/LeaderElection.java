package io.octostore.election;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.octostore.NotLeaderException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.OctoStoreLocks;

/**
 * Leader election: of all instances that take part under one name, at most one leads at a
 * time. It campaigns until this instance leads, keeps the leadership, and campaigns again
 * after a loss, until it is stopped.
 * <p>
 * The end of a leadership is known here before another instance can be elected:
 * {@link #isLeader()} says so at once, running bodies are interrupted, listeners are
 * called. Nothing but the {@linkplain Leadership#fencingToken() fencing token} protects
 * against code that goes on all the same.
 * <p>
 * Thread safe. No thread, connection or request exists before the start, and no thread is
 * left after {@link #close()}.
 *
 * <pre class="code">
 * LeaderElection election = LeaderElection.byLock(locks, "invoices").build();
 * election.start();
 * if (election.isLeader()) {
 *     election.executeWithoutResult((leadership) -&gt; invoices.write(batch, leadership.fencingToken()));
 * }
 * </pre>
 *
 * @since 0.1.0
 */
public interface LeaderElection extends AutoCloseable {

	/**
	 * Start building an election by a lock: this instance leads while it holds the lock.
	 * The right choice wherever instances have an account of the server.
	 * @param locks the locks, which are not closed with the election
	 * @param name name of the lock, and of the election unless set; a configured prefix
	 * of the locks is put before the lock's name
	 * @return a builder
	 */
	static LeaderElectionBuilder byLock(OctoStoreLocks locks, String name) {
		return new LeaderElectionBuilder(locks, name);
	}

	/**
	 * Start building an election in a room that needs no account. Every client that knows
	 * the room can campaign in it. If the answer to a campaign that was won is lost, no
	 * instance leads until that term has run out.
	 * @param client the client, which is not closed with the election; its token is not
	 * sent, its retries are not used
	 * @param room id of the room: 8 to 64 letters, digits, {@code _} and {@code -}; also
	 * the name of the election unless set
	 * @return a builder
	 */
	static LeaderElectionBuilder inRoom(ReactiveOctoStoreClient client, String room) {
		return new LeaderElectionBuilder(client, room);
	}

	/**
	 * Name of the election.
	 * @return the name
	 */
	String name();

	/**
	 * Campaign from now on. Returns at once, without waiting for an answer of the server.
	 * Does nothing if the election is started already.
	 * @throws IllegalStateException if it is closed
	 */
	void start();

	/**
	 * Campaign no more, and give the leadership up if this instance has it: new bodies
	 * are refused at once, running ones get the grace period to end and are interrupted
	 * then, listeners are told. Only when all of them have returned can another instance
	 * be elected.
	 * @return completes when the leadership is given up, at once if there was none;
	 * cancelling it has no effect
	 */
	CompletableFuture<Void> stop();

	/**
	 * Give the leadership up as {@link #stop()} does, but campaign again after a pause
	 * that gives other instances a chance. Does nothing if this instance does not lead.
	 * @return completes when the leadership is given up
	 */
	CompletableFuture<Void> yieldLeadership();

	/**
	 * Whether the election is started: this instance leads or wants to.
	 * @return whether it is started
	 */
	boolean isRunning();

	/**
	 * Whether this instance leads at this instant, see {@link Leadership#isLeader()}.
	 * @return whether this instance leads
	 */
	default boolean isLeader() {
		return leadership().isPresent();
	}

	/**
	 * The leadership of this instance.
	 * @return the current term, empty if this instance does not lead
	 */
	Optional<Leadership> leadership();

	/**
	 * Why the last campaign failed, if it did; another instance that leads is no failure.
	 * @return the failure, empty once an instance was elected or the election is stopped
	 */
	Optional<Throwable> failure();

	/**
	 * Check that this instance leads.
	 * @throws NotLeaderException if it does not
	 */
	default void ensureLeader() {
		if (!isLeader()) {
			throw new NotLeaderException(name(), null);
		}
	}

	/**
	 * Add a listener. If this instance leads already, it is told so.
	 * @param listener the listener
	 */
	void addListener(LeadershipListener listener);

	/**
	 * Run code if this instance leads. If the leadership ends meanwhile, the running
	 * thread is interrupted: at once if it was lost, after the grace period if it was
	 * given up. That interrupt reaches the body only.
	 * @param <T> type of the result
	 * @param body the code
	 * @return the result of the body
	 * @throws NotLeaderException if this instance does not lead, in which case the body
	 * was not called; or if the leadership was lost before the body returned
	 */
	default <T extends @Nullable Object> T execute(Function<? super Leadership, ? extends T> body) {
		return this.<T, RuntimeException>executeChecked(body::apply);
	}

	/**
	 * Run code without a result if this instance leads.
	 * @param body the code
	 * @throws NotLeaderException as for {@link #execute(Function)}
	 */
	default void executeWithoutResult(Consumer<? super Leadership> body) {
		execute((leadership) -> {
			body.accept(leadership);
			return true;
		});
	}

	/**
	 * Run code that throws checked exceptions if this instance leads.
	 * @param <T> type of the result
	 * @param <E> type of the exceptions
	 * @param body the code
	 * @return the result of the body
	 * @throws E what the body threw, unchanged
	 * @throws NotLeaderException as for {@link #execute(Function)}
	 */
	<T extends @Nullable Object, E extends Throwable> T executeChecked(LeaderBody<T, E> body) throws E;

	/**
	 * As {@link #stop()}, and wait for it, for at most the grace period and four seconds,
	 * then end the threads. What has not returned by then keeps the leadership until the
	 * locks are closed. Must not be called by a listener or a body of this election.
	 */
	@Override
	void close();

}
