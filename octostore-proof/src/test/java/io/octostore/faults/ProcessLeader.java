package io.octostore.faults;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.octostore.LossCertainty;
import io.octostore.NotLeaderException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.election.LeaderElection;
import io.octostore.election.Leadership;
import io.octostore.election.LeadershipListener;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

/**
 * The election of a process, with a journal: each look at {@code isLeader()}, each call
 * of a listener, each body. TTL 10 s, so that authority ends after 8 s.
 */
final class ProcessLeader implements AutoCloseable {

	private static final Duration TTL = Duration.ofSeconds(10);

	private static final long PAUSE = Duration.ofMillis(5).toNanos();

	private final ReactiveOctoStoreClient client;

	private final OctoStoreLocks locks;

	private final LeaderElection election;

	private volatile boolean closed;

	ProcessLeader(String baseUrl, String kind) {
		this.client = ReactiveOctoStoreClient.create(baseUrl, TestServer.ALICE);
		this.locks = OctoStoreLocks.builder(this.client).sessionTtl(TTL).build();
		this.election = (kind.equals("LOCK") ? LeaderElection.byLock(this.locks, "leader")
				: LeaderElection.inRoom(this.client, "leader-room").ttl(TTL))
			.listener(new LeadershipListener() {

				@Override
				public void granted(Leadership leadership) {
					Journal.say("granted", leadership.fencingToken());
				}

				@Override
				public void revoked(Leadership leadership) {
					Journal.say("revoked", leadership.fencingToken(),
							leadership.loss().map((loss) -> loss.certainty()).map(LossCertainty::name).orElse("NONE"));
				}

			})
			.build();
	}

	void start() {
		this.election.start();
		run(this::look, "look");
		run(this::work, "work");
	}

	private static void run(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void look() {
		boolean leading = false;
		while (!this.closed) {
			// Before the look: the process may be stopped after it
			long before = System.nanoTime();
			Optional<Leadership> leadership = this.election.leadership();
			if (leadership.isPresent()) {
				Journal.saw(before, "yes", leadership.get().fencingToken());
			}
			else if (leading) {
				Journal.saw(before, "no");
			}
			leading = leadership.isPresent();
			LockSupport.parkNanos(PAUSE);
		}
	}

	private void work() {
		while (!this.closed) {
			try {
				this.election.executeWithoutResult((leadership) -> {
					Journal.say("enters", leadership.fencingToken());
					while (leadership.isLeader() && !Thread.currentThread().isInterrupted()) {
						LockSupport.parkNanos(PAUSE);
					}
					Journal.say("leaves", leadership.fencingToken());
				});
			}
			catch (NotLeaderException ex) {
				LockSupport.parkNanos(PAUSE);
			}
		}
	}

	void yieldLeadership() {
		this.election.yieldLeadership().join();
		Journal.say("yielded");
	}

	@Override
	public void close() {
		this.election.close();
		this.closed = true;
		this.locks.close();
		this.client.close();
	}

}
