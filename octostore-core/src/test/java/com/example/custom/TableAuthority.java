package com.example.custom;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.HolderInfo;
import io.octostore.LossReason;
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
 * An authority as somebody outside of this library would write it: a table in memory,
 * whose ids are short texts, and whose limits are its own. TTLs never run out.
 */
final class TableAuthority implements LockAuthority {

	private final Map<String, Row> rows = new HashMap<>();

	private final Map<SessionId, Duration> sessions = new HashMap<>();

	private long revision;

	@Override
	public AuthorityTraits traits() {
		return new AuthorityTraits("the table", TtlRange.ofSeconds(2, 20), TtlRange.ofSeconds(2, 40), false, false,
				OptionalInt.empty(), false, false);
	}

	@Override
	public synchronized void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		SessionId id = new SessionId("s" + ++this.revision);
		this.sessions.put(id, ttl);
		answer.accept(new SessionAnswer.Created(id, ttl));
	}

	@Override
	public synchronized void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		answer.accept(this.sessions.containsKey(session) ? new ConfirmAnswer.Confirmed()
				: new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
	}

	@Override
	public synchronized void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		answer.accept(
				OptionalInt.of((int) this.rows.values().stream().filter((row) -> row.session.equals(session)).count()));
	}

	@Override
	public synchronized void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		this.sessions.remove(session);
		this.rows.values().removeIf((row) -> row.session.equals(session));
		answer.accept(new EndAnswer.Ended());
	}

	@Override
	public synchronized void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		Row row = this.rows.computeIfAbsent(name,
				(key) -> new Row(++this.revision, Objects.requireNonNull(session, "session")));
		answer.accept(
				row.session.equals(session) ? new AcquireAnswer.Granted(new LeaseId("r" + row.revision), row.revision)
						: new AcquireAnswer.Held(HolderInfo.unknown().withHolder(row.session.value())));
	}

	@Override
	public synchronized void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		answer.accept(has(name, lease) ? new ConfirmAnswer.Confirmed()
				: new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
	}

	@Override
	public synchronized void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		boolean held = has(name, lease);
		if (held) {
			this.rows.remove(name);
		}
		answer.accept(held ? new EndAnswer.Ended() : new EndAnswer.AlreadyGone());
	}

	@Override
	public Watch watch(String name, Consumer<? super WatchSignal> signals) {
		throw new IllegalStateException("The traits say that nothing can be watched");
	}

	private boolean has(String name, LeaseId lease) {
		Row row = this.rows.get(name);
		return row != null && lease.equals(new LeaseId("r" + row.revision));
	}

	private record Row(long revision, SessionId session) {
	}

}
