package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.octostore.authority.WatchSignal;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.lending.VirtualLocks;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stands between a grant and the caller that waits for it.
 */
class HandOutTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority();

	private final List<Consumer<? super WatchSignal>> streams = new ArrayList<>();

	/** Whether the caller had the lock, for each watch that was closed. */
	private final List<Boolean> grantedAtClose = new ArrayList<>();

	private CompletableFuture<Lease> grant = new CompletableFuture<>();

	@Test
	void theCallerDoesNotWaitForTheEndOfTheWatch() {
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
				? ScriptedAuthority.held(Duration.ofMinutes(1)) : this.authority.healthyAnswer(call));
		VirtualLocks locks = new VirtualLocks(this.authority.watched((name, hints) -> {
			this.streams.add(hints);
			return () -> this.grantedAtClose.add(this.grant.isDone());
		}), this.time, this.time, new Random(1));
		this.grant = locks
			.acquire("lock-1", LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false),
					Duration.ofMinutes(1))
			.grant();
		this.authority.healthy();
		this.streams.get(0).accept(WatchSignal.FREE);
		this.time.advance(Duration.ofMillis(5));
		assertThat(this.grantedAtClose).containsExactly(true);
	}

}
