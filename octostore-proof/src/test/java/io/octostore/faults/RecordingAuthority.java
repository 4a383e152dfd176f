package io.octostore.faults;

import java.time.Duration;
import java.util.OptionalInt;
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
import io.octostore.authority.WatchSignal;
import io.octostore.faults.LockOperation.Kind;
import io.octostore.faults.LockOperation.Outcome;

/**
 * Writes every request into the {@link Journal} before it is sent, and every answer when
 * it is there.
 */
final class RecordingAuthority implements LockAuthority {

	/** Numbers the requests of this process. */
	private static final AtomicLong numbers = new AtomicLong();

	private final LockAuthority server;

	RecordingAuthority(LockAuthority server) {
		this.server = server;
	}

	@Override
	public AuthorityTraits traits() {
		return this.server.traits();
	}

	@Override
	public Watch watch(String name, Consumer<? super WatchSignal> signals) {
		return this.server.watch(name, signals);
	}

	@Override
	public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		long number = numbers.incrementAndGet();
		Journal.say("creates", number);
		this.server.createSession(ttl, attempt, (result) -> {
			if (result instanceof SessionAnswer.Created created) {
				Journal.say("created", number, created.id().value(), created.ttl().toNanos());
			}
			answer.accept(result);
		});
	}

	@Override
	public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		long number = numbers.incrementAndGet();
		Journal.say("keeps", number, session.value());
		this.server.keepAlive(session, attempt, (result) -> {
			if (result instanceof ConfirmAnswer.Confirmed) {
				Journal.say("kept", number);
			}
			else if (result instanceof ConfirmAnswer.Gone) {
				Journal.say("gone", number);
			}
			answer.accept(result);
		});
	}

	@Override
	public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		this.server.countLocks(session, attempt, answer);
	}

	@Override
	public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		Journal.say("ends", session.value());
		this.server.endSession(session, attempt, (result) -> {
			if (!(result instanceof EndAnswer.Unknown)) {
				Journal.say("ended", session.value());
			}
			answer.accept(result);
		});
	}

	@Override
	public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		long number = sent(Kind.ACQUIRE, name, session, null, ttl);
		this.server.acquire(name, ttl, session, attempt, (result) -> {
			if (result instanceof AcquireAnswer.Granted granted) {
				Journal.say("granted", number, granted.lease().value(), granted.fencingToken());
			}
			else if (result instanceof AcquireAnswer.Held) {
				answered(number, Outcome.HELD);
			}
			else if (result instanceof AcquireAnswer.Failed failed && failed.effectPossible()) {
				answered(number, Outcome.UNKNOWN);
			}
			else {
				Journal.say("refused", number);
			}
			answer.accept(result);
		});
	}

	@Override
	public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		long number = sent(Kind.RENEW, name, null, lease, ttl);
		this.server.renew(name, lease, ttl, attempt, (result) -> {
			answered(number, (result instanceof ConfirmAnswer.Confirmed) ? Outcome.DONE
					: (result instanceof ConfirmAnswer.Gone) ? Outcome.GONE : Outcome.UNKNOWN);
			answer.accept(result);
		});
	}

	@Override
	public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		long number = sent(Kind.RELEASE, name, null, lease, Duration.ZERO);
		this.server.release(name, lease, attempt, (result) -> {
			answered(number, (result instanceof EndAnswer.Ended) ? Outcome.DONE
					: (result instanceof EndAnswer.AlreadyGone) ? Outcome.GONE : Outcome.UNKNOWN);
			answer.accept(result);
		});
	}

	private static long sent(Kind kind, String name, @Nullable SessionId session, @Nullable LeaseId lease,
			Duration ttl) {
		long number = numbers.incrementAndGet();
		Journal.say("sent", number, kind, name, (session != null) ? session.value() : null,
				(lease != null) ? lease.value() : null, ttl.toNanos());
		return number;
	}

	private static void answered(long number, Outcome outcome) {
		Journal.say("answered", number, outcome);
	}

}
