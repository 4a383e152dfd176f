package io.octostore.authority;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer.Granted;
import io.octostore.authority.AcquireAnswer.Held;
import io.octostore.authority.AcquireAnswer.SessionGone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * What the engine relies on, whatever service grants the locks: that each operation means
 * what the port says, can be repeated, and proves no more than it says when it fails.
 */
abstract class AuthorityContract {

	static final String METADATA = "billing@host-1";

	private static final Attempt ATTEMPT = new Attempt(Duration.ofSeconds(10), false);

	/** The shortest that all services have. */
	private static final Duration SESSION = Duration.ofSeconds(10);

	private static final Duration LOCK = Duration.ofSeconds(60);

	private LockAuthority authority;

	/**
	 * Start a service.
	 * @return a way to it, with {@link #METADATA}
	 */
	abstract LockAuthority startAuthority();

	/**
	 * A service that has never heard of what exists in the other one, or does not answer.
	 */
	abstract LockAuthority unreachable();

	/**
	 * End everything that was started.
	 */
	abstract void end();

	@BeforeEach
	void start() {
		this.authority = startAuthority();
	}

	@AfterEach
	void stop() {
		end();
	}

	private static <T> T answer(Consumer<Consumer<? super T>> exchange) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		exchange.accept(answer::complete);
		return answer.orTimeout(30, TimeUnit.SECONDS).join();
	}

	private SessionId session() {
		SessionAnswer created = answer((answer) -> this.authority.createSession(SESSION, ATTEMPT, answer));
		assertThat(created).isInstanceOfSatisfying(SessionAnswer.Created.class,
				(session) -> assertThat(session.ttl()).isEqualTo(SESSION));
		return ((SessionAnswer.Created) created).id();
	}

	private AcquireAnswer acquire(String name, @Nullable SessionId session) {
		return answer((answer) -> this.authority.acquire(name, LOCK, session, ATTEMPT, answer));
	}

	private Granted granted(String name, SessionId session) {
		AcquireAnswer answer = acquire(name, session);
		assertThat(answer).isInstanceOf(Granted.class);
		return (Granted) answer;
	}

	private ConfirmAnswer renew(String name, LeaseId lease) {
		return answer((answer) -> this.authority.renew(name, lease, LOCK, ATTEMPT, answer));
	}

	private ConfirmAnswer shorten(String name, LeaseId lease, Duration ttl) {
		return answer((answer) -> this.authority.shorten(name, lease, ttl, ATTEMPT, answer));
	}

	private ConfirmAnswer keepAlive(SessionId session) {
		return answer((answer) -> this.authority.keepAlive(session, ATTEMPT, answer));
	}

	private EndAnswer release(String name, LeaseId lease) {
		return answer((answer) -> this.authority.release(name, lease, ATTEMPT, answer));
	}

	private EndAnswer end(SessionId session) {
		return answer((answer) -> this.authority.endSession(session, ATTEMPT, answer));
	}

	private OptionalInt countLocks(SessionId session) {
		return answer((answer) -> this.authority.countLocks(session, ATTEMPT, answer));
	}

	@Test
	void grantsALockToOneSessionOnly() {
		granted("a", session());
		assertThat(acquire("a", session())).isInstanceOf(Held.class);
	}

	@Test
	void tellsWhoHoldsALock() {
		SessionId holder = session();
		granted("a", holder);
		granted("b", holder);
		SessionId other = session();
		Held first = (Held) acquire("a", other);
		assertThat(first.holder().metadata()).contains(METADATA);
		assertThat(first.holder().holder()).isPresent();
		assertThat(first.holder().holder().orElseThrow()).isNotEqualTo(holder.value());
		assertThat(((Held) acquire("b", other)).holder().holder()).isEqualTo(first.holder().holder());
	}

	@Test
	void grantsTheSameLeaseAgainToTheSessionThatHasIt() {
		SessionId session = session();
		assertThat(acquire("a", session)).isEqualTo(granted("a", session));
	}

	@Test
	void fencingTokensOfALockGrow() {
		SessionId one = session();
		SessionId other = session();
		Granted first = granted("a", one);
		release("a", first.lease());
		Granted second = granted("a", other);
		release("a", second.lease());
		Granted third = granted("a", one);
		assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
		assertThat(third.fencingToken()).isGreaterThan(second.fencingToken());
		assertThat(third.lease()).isNotEqualTo(first.lease());
	}

	@Test
	void renewsTheLeaseThatIsHeld() {
		Granted lease = granted("a", session());
		assertThat(renew("a", lease.lease())).isInstanceOf(ConfirmAnswer.Confirmed.class);
	}

	@Test
	void provesThatALeaseIsGone() {
		SessionId session = session();
		Granted former = granted("a", session);
		release("a", former.lease());
		assertThat(renew("a", former.lease())).isEqualTo(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		granted("a", session);
		assertThat(renew("a", former.lease())).isEqualTo(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
	}

	@Test
	void releasesOnlyTheLeaseThatIsNamed() {
		SessionId session = session();
		Granted former = granted("a", session);
		assertThat(release("a", former.lease())).isInstanceOf(EndAnswer.Ended.class);
		Granted present = granted("a", session);
		assertThat(release("a", former.lease())).isInstanceOf(EndAnswer.AlreadyGone.class);
		assertThat(renew("a", present.lease())).isInstanceOf(ConfirmAnswer.Confirmed.class);
	}

	@Test
	void aReleaseCanBeRepeated() {
		Granted lease = granted("a", session());
		release("a", lease.lease());
		assertThat(release("a", lease.lease())).isInstanceOf(EndAnswer.AlreadyGone.class);
	}

	@Test
	void keepsASessionAlive() {
		assertThat(keepAlive(session())).isInstanceOf(ConfirmAnswer.Confirmed.class);
	}

	@Test
	void theEndOfASessionFreesItsLocks() {
		SessionId session = session();
		Granted lease = granted("a", session);
		granted("b", session);
		assertThat(end(session)).isInstanceOf(EndAnswer.Ended.class);
		SessionId other = session();
		granted("a", other);
		granted("b", other);
		assertThat(renew("a", lease.lease())).isEqualTo(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
	}

	@Test
	void provesThatASessionIsGone() {
		SessionId session = session();
		end(session);
		assertThat(keepAlive(session)).isInstanceOf(ConfirmAnswer.Gone.class);
		assertThat(acquire("a", session)).isInstanceOf(SessionGone.class);
		assertThat(end(session)).isInstanceOf(EndAnswer.AlreadyGone.class);
	}

	@Test
	void countsTheLocksOfASession() {
		SessionId session = session();
		assertThat(countLocks(session)).hasValue(0);
		granted("a", session);
		Granted second = granted("b", session);
		granted("c", session());
		assertThat(countLocks(session)).hasValue(2);
		release("b", second.lease());
		assertThat(countLocks(session)).hasValue(1);
	}

	@Test
	void theLocksOfASessionThatIsNotKeptAliveBecomeFree() {
		SessionId session = session();
		granted("a", session);
		SessionId other = session();
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500)).until(() -> {
			keepAlive(other);
			return acquire("a", other) instanceof Granted;
		});
		assertThat(keepAlive(session)).isInstanceOf(ConfirmAnswer.Gone.class);
	}

	@Test
	void aLeaseThatIsShortenedEndsAlthoughItsSessionLives() {
		SessionId session = session();
		Granted lease = granted("a", session);
		Duration rest = Duration.ofSeconds(3);
		assertThat(shorten("a", lease.lease(), rest)).isInstanceOf(ConfirmAnswer.Confirmed.class);
		SessionId other = session();
		Held held = (Held) acquire("a", other);
		assertThat(held.holder().metadata()).contains(METADATA);
		long begin = System.nanoTime();
		await().atMost(Duration.ofSeconds(8))
			.pollInterval(Duration.ofMillis(250))
			.until(() -> acquire("a", other) instanceof Granted);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
		assertThat(keepAlive(session)).isInstanceOf(ConfirmAnswer.Confirmed.class);
		assertThat(shorten("a", lease.lease(), rest)).isEqualTo(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		assertThat(release("a", lease.lease())).isInstanceOf(EndAnswer.AlreadyGone.class);
	}

	@Test
	void aShortenedLeaseCanBeReleasedBeforeItsTime() {
		SessionId session = session();
		Granted lease = granted("a", session);
		shorten("a", lease.lease(), LOCK);
		assertThat(release("a", lease.lease())).isInstanceOf(EndAnswer.Ended.class);
		assertThat(granted("a", session).fencingToken()).isGreaterThan(lease.fencingToken());
	}

	@Test
	void aWatchTellsWhenALockBecomesFreeAndWhenItIsTaken() throws Exception {
		assumeThat(this.authority.traits().watch()).isTrue();
		SessionId session = session();
		Granted lease = granted("a", session);
		BlockingQueue<WatchSignal> signals = new LinkedBlockingQueue<>();
		LockAuthority.Watch watch = this.authority.watch("a", signals::add);
		assertThat(signals.poll(10, TimeUnit.SECONDS)).isEqualTo(WatchSignal.HELD);
		release("a", lease.lease());
		assertThat(signals.poll(10, TimeUnit.SECONDS)).isEqualTo(WatchSignal.FREE);
		granted("a", session);
		assertThat(signals.poll(10, TimeUnit.SECONDS)).isEqualTo(WatchSignal.HELD);
		watch.close();
		watch.close();
	}

	@Test
	void aLockThatMarksAHoldOutlivesSessionsAndIsTheSameForAll() {
		assumeThat(this.authority.traits().marksHolds()).isTrue();
		Duration second = Duration.ofSeconds(1);
		Granted marker = (Granted) this
			.<AcquireAnswer>answerOf((answer) -> this.authority.acquire("a..held", second, null, ATTEMPT, answer));
		assertThat(renew("a..held", marker.lease())).isInstanceOf(ConfirmAnswer.Confirmed.class);
		Granted main = granted("a", session());
		assertThat(main.fencingToken()).isPositive();
		assertThat(acquire("a..held", null)).isEqualTo(marker);
		await().pollDelay(Duration.ofSeconds(4))
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(acquire("a..held", null)).isEqualTo(marker));
	}

	private <T> T answerOf(Consumer<Consumer<? super T>> exchange) {
		return answer(exchange);
	}

	@Test
	void withoutAnAnswerNothingIsProven() {
		SessionId session = session();
		Granted lease = granted("a", session);
		LockAuthority unreachable = unreachable();
		Attempt attempt = new Attempt(Duration.ofMillis(900), false);
		SessionAnswer created = answer((answer) -> unreachable.createSession(SESSION, attempt, answer));
		assertThat(created).isInstanceOf(SessionAnswer.Failed.class);
		AcquireAnswer acquired = answer((answer) -> unreachable.acquire("b", LOCK, session, attempt, answer));
		assertThat(acquired).isInstanceOf(AcquireAnswer.Failed.class);
		ConfirmAnswer kept = answer((answer) -> unreachable.keepAlive(session, attempt, answer));
		assertThat(kept).isInstanceOf(ConfirmAnswer.Uncertain.class);
		ConfirmAnswer renewed = answer((answer) -> unreachable.renew("a", lease.lease(), LOCK, attempt, answer));
		assertThat(renewed).isInstanceOf(ConfirmAnswer.Uncertain.class);
		EndAnswer released = answer((answer) -> unreachable.release("a", lease.lease(), attempt, answer));
		assertThat(released).isInstanceOf(EndAnswer.Unknown.class);
		EndAnswer ended = answer((answer) -> unreachable.endSession(session, attempt, answer));
		assertThat(ended).isInstanceOf(EndAnswer.Unknown.class);
		OptionalInt count = answer((answer) -> unreachable.countLocks(session, attempt, answer));
		assertThat(count).isEmpty();
	}

}
