package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.WatchSignal;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.UserLock;
import io.octostore.client.authority.OctoStoreAuthority;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The contract on an OctoStore server, and what only that has: locks of a user, and a
 * lock delay.
 */
abstract class OctoStoreExclusionContract extends ExclusionContract {

	private TestServer server;

	abstract TestServer startServer();

	@Override
	void startService() {
		this.server = startServer();
	}

	@Override
	LockAuthority connect() {
		return new OctoStoreAuthority(client(), null);
	}

	@Override
	List<String> remaining() {
		return client().listLocks().block().locks().stream().map(UserLock::name).toList();
	}

	@Override
	void endService() {
		this.server.close();
	}

	private ReactiveOctoStoreClient client() {
		return opened(ReactiveOctoStoreClient.create(this.server.baseUrl(), TestServer.ALICE));
	}

	@Test
	void withoutTheEphemeralFlagBothInstancesGetTheLock() throws Exception {
		Contention contention = new Contention(ownedByTheUser(), ownedByTheUser()).run();
		assertThatThrownBy(contention::check).isInstanceOf(AssertionError.class);
	}

	private OctoStoreLocks ownedByTheUser() {
		return opened(OctoStoreLocks.builder(new WithoutSession(connect())).build());
	}

	@Test
	void aLockDelayKeepsTheNextInstanceOutForItsTime() {
		OctoStoreLocks first = delayed();
		OctoStoreLocks second = delayed();
		HeldLock held = first.acquire("report");
		assertThat(client().getLockStatus("report").block().metadata()).contains("writes the report");
		long token = held.fencingToken();
		held.close();
		assertThat(second.tryAcquire("report")).isEmpty();
		assertThat(first.tryAcquire("report")).isEmpty();
		assertThat(second.tryAcquire("other")).isPresent();
		HeldLock next = second.acquire("report", LockOptions.ofWaitFor(Duration.ofSeconds(20)));
		assertThat(next.fencingToken()).isGreaterThan(token);
	}

	private OctoStoreLocks delayed() {
		return opened(OctoStoreLocks.builder(client())
			.lockDelay("report", Duration.ofSeconds(3))
			.metadata("report", "writes the report")
			.build());
	}

	/**
	 * What other clients of this service do: acquire without a session of their own.
	 */
	private static final class WithoutSession implements LockAuthority {

		private final LockAuthority authority;

		WithoutSession(LockAuthority authority) {
			this.authority = authority;
		}

		@Override
		public AuthorityTraits traits() {
			return this.authority.traits();
		}

		@Override
		public Watch watch(String name, Consumer<? super WatchSignal> signals) {
			return this.authority.watch(name, signals);
		}

		@Override
		public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
				Consumer<? super AcquireAnswer> answer) {
			this.authority.acquire(name, ttl, null, attempt, answer);
		}

		@Override
		public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
			this.authority.createSession(ttl, attempt, answer);
		}

		@Override
		public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
			this.authority.keepAlive(session, attempt, answer);
		}

		@Override
		public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
			this.authority.countLocks(session, attempt, answer);
		}

		@Override
		public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
			this.authority.endSession(session, attempt, answer);
		}

		@Override
		public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
				Consumer<? super ConfirmAnswer> answer) {
			this.authority.renew(name, lease, ttl, attempt, answer);
		}

		@Override
		public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
			this.authority.release(name, lease, attempt, answer);
		}

	}

}
