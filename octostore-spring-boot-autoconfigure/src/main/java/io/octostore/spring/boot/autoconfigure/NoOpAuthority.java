package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.TtlRange;
import io.octostore.authority.WatchSignal;

/**
 * Grants everything and asks no server: what is left is that callers of this instance
 * exclude each other. Fencing tokens begin at 1 in each process.
 */
final class NoOpAuthority implements LockAuthority {

	private static final AuthorityTraits TRAITS = new AuthorityTraits("no server", TtlRange.ofSeconds(10, 300),
			TtlRange.ofSeconds(1, 3600), true, true, OptionalInt.empty(), false, false);

	private final AtomicLong tokens = new AtomicLong();

	@Override
	public AuthorityTraits traits() {
		return TRAITS;
	}

	@Override
	public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		answer.accept(new SessionAnswer.Created(new SessionId(UUID.randomUUID().toString()), ttl));
	}

	@Override
	public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		answer.accept(new ConfirmAnswer.Confirmed());
	}

	@Override
	public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		answer.accept(OptionalInt.empty());
	}

	@Override
	public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		answer.accept(new EndAnswer.Ended());
	}

	@Override
	public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		answer.accept(
				new AcquireAnswer.Granted(new LeaseId(UUID.randomUUID().toString()), this.tokens.incrementAndGet()));
	}

	@Override
	public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		answer.accept(new ConfirmAnswer.Confirmed());
	}

	@Override
	public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		answer.accept(new EndAnswer.Ended());
	}

	@Override
	public Watch watch(String name, Consumer<? super WatchSignal> signals) {
		signals.accept(WatchSignal.ENDED);
		return () -> {
		};
	}

}
