package io.octostore.lease;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.octostore.authority.LeaseId;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Until when what may be left behind is asked about.
 */
class ObligationTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final Duration SHORT = Duration.ofSeconds(10);

	private static final LeaseId LEASE = new LeaseId(UUID.randomUUID().toString());

	private final Engine engine = Engines.of(new ScriptedAuthority().healthy(), new SimulatedTime());

	private final Obligation obligation = new Obligation(true);

	private final ServerSession session = session();

	private ServerSession session() {
		ServerSession created = new ServerSession(this.engine, Duration.ofSeconds(30), false,
				new SessionEndings(this.engine), (changed) -> {
				});
		created.created(new SessionAnswer.Created(new SessionId(UUID.randomUUID().toString()), Duration.ofSeconds(30)),
				0);
		return created;
	}

	@Test
	void lastsAsLongAsTheLongestTtlThatWasAskedFor() {
		this.obligation.acquireUnknown(this.session, LONG, 0, 0);
		this.obligation.acquireUnknown(this.session, SHORT, 0, 0);
		assertThat(this.obligation.attempt(LONG.toNanos(), "Lock 'a'")).isSameAs(this.session);
		assertThat(this.session.phase()).isEqualTo(ServerSession.Phase.ALIVE);
	}

	@Test
	void aSessionUnderWhichAnAcquireStayedUnknownTakesNoMoreLocks() {
		this.obligation.acquireUnknown(this.session, SHORT, 0, 0);
		assertThat(this.obligation.attempt(LONG.toNanos(), "Lock 'a'")).isNull();
		assertThat(this.session.phase()).isEqualTo(ServerSession.Phase.ENDED);
	}

	@Test
	void aSessionUnderWhichAReleaseStayedUnknownTakesMoreLocks() {
		this.obligation.releaseUnknown(this.session, new LeaseId(UUID.randomUUID().toString()), SHORT, 0);
		assertThat(this.obligation.attempt(LONG.toNanos(), "Lock 'a'")).isNull();
		assertThat(this.obligation.isOpen()).isFalse();
		assertThat(this.session.phase()).isEqualTo(ServerSession.Phase.ALIVE);
	}

	@Test
	void isDueAfterAPauseThatGrows() {
		this.obligation.acquireUnknown(this.session, LONG, 0, 0);
		assertThat(this.obligation.isDue(LeaseTimings.settleAfter(0) - 1)).isFalse();
		assertThat(this.obligation.isDue(LeaseTimings.settleAfter(0))).isTrue();
		long now = LeaseTimings.settleAfter(0);
		this.obligation.attempt(now, "Lock 'a'");
		assertThat(this.obligation.isDue(now + LeaseTimings.settleAfter(1) - 1)).isFalse();
		assertThat(this.obligation.isDue(now + LeaseTimings.settleAfter(1))).isTrue();
	}

	@Test
	void isDueWhenItsTimeIsOver() {
		this.obligation.releaseUnknown(this.session, LEASE, SHORT, 0);
		long end = SHORT.plus(LeaseTimings.OBLIGATION_MARGIN).toNanos();
		assertThat(this.obligation.attempt(end - 1, "Lock 'a'")).isSameAs(this.session);
		assertThat(this.obligation.isDue(end - 1)).isFalse();
		assertThat(this.obligation.isDue(end)).isTrue();
		assertThat(this.obligation.attempt(end, "Lock 'a'")).isNull();
		assertThat(this.obligation.isOpen()).isFalse();
	}

	@Test
	void ofAnAcquireThatWasSettledDoesNotProlongTheNext() {
		this.obligation.acquireUnknown(this.session, LONG, 0, 0);
		this.obligation.acquireSettled(this.session);
		theNextEndsWithItsOwnTime();
	}

	@Test
	void ofAReleaseThatWasSettledDoesNotProlongTheNext() {
		this.obligation.releaseUnknown(this.session, LEASE, LONG, 0);
		this.obligation.releaseSettled();
		theNextEndsWithItsOwnTime();
	}

	private void theNextEndsWithItsOwnTime() {
		this.obligation.releaseUnknown(this.session, LEASE, SHORT, 0);
		assertThat(this.obligation.attempt(SHORT.plus(LeaseTimings.OBLIGATION_MARGIN).toNanos(), "Lock 'a'")).isNull();
	}

	@Test
	void endsWithItsSession() {
		this.obligation.acquireUnknown(this.session, LONG, 0, 0);
		this.session.abandon();
		assertThat(this.obligation.attempt(1, "Lock 'a'")).isNull();
		assertThat(this.obligation.isOpen()).isFalse();
	}

}
