package io.octostore.lease;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionId;
import io.octostore.faults.Fields;

/**
 * What mutants of the engine do instead. Public only for the tests that let something
 * happen in the middle of it.
 */
public final class Mutations {

	/** Runs where a mutant has an unprotected gap. */
	public static Runnable gap = () -> {
	};

	private static long sampledAt;

	private static long elapsed;

	private Mutations() {
	}

	static long nothing(Duration lockTtl, Duration sessionTtl) {
		return Long.MIN_VALUE / 2;
	}

	static long wholeTtl(Duration ttl) {
		return ttl.toNanos();
	}

	static ServerSession.Phase alive(ServerSession session) {
		return ServerSession.Phase.ALIVE;
	}

	static boolean different(LeaseId one, @Nullable Object other) {
		return false;
	}

	static @Nullable Object nobody(Map<Object, Object> map, Object key) {
		return null;
	}

	static long last(long former, long latter) {
		return latter;
	}

	static boolean never(ServerSession session, long now) {
		return false;
	}

	static LeaseState revived(LeaseState state, long deadline, long now, boolean lockAtRisk, Loss ifTooLate) {
		return LeaseState.held(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
	}

	static void runUnguarded(Runnable task) {
		task.run();
	}

	static boolean remainsHeld(Lease lease) {
		return true;
	}

	static boolean isLentAtAll(NameClaim claim, Lease lease) {
		return Fields.get(claim, "state") instanceof ClaimState.Lent;
	}

	static LeaseId someLease(Lease lease) {
		return new LeaseId(UUID.randomUUID().toString());
	}

	static Lease newLeaseFromNow(NameClaim claim, ClaimState.Acquiring exchange, AcquireAnswer.Granted granted,
			long sentAt) {
		return claim.newLease(exchange, granted, ((Engine) Fields.get(claim, "engine")).now());
	}

	static long always(Duration advice, long now, long deadline) {
		return now + advice.toNanos();
	}

	static long anHour(int failures, RandomGenerator random) {
		return Duration.ofHours(1).toNanos();
	}

	static int anyNumber(int leases) {
		return Integer.MAX_VALUE;
	}

	static boolean isDueUnlessSent(Heartbeat heartbeat, long now) {
		return !(boolean) Fields.get(heartbeat, "inFlight") && now >= (long) Fields.get(heartbeat, "nextAt");
	}

	static Duration tenSeconds(Lease.Renewals renewals) {
		return Duration.ofSeconds(10);
	}

	static long threeQuarters(Duration ttl, RandomGenerator random) {
		return ttl.toNanos() / 4 * 3;
	}

	static long fiveTtls(Duration ttl) {
		return 5 * ttl.toNanos();
	}

	static void keepSessions(LeaseKeeper keeper, Runnable done) {
		done.run();
	}

	static void pretendEnded(LockAuthority authority, SessionId session, Attempt attempt,
			Consumer<? super EndAnswer> answer) {
		answer.accept(new EndAnswer.Ended());
	}

	static void endPatiently(LockAuthority authority, SessionId session, Attempt attempt,
			Consumer<? super EndAnswer> answer) {
		authority.endSession(session, new Attempt(Duration.ofSeconds(8), attempt.freshConnection()), answer);
	}

	static boolean always(Set<Lease> leases) {
		return true;
	}

	static LeaseScheduler onTheCommonPool() {
		return new LeaseScheduler() {

			@Override
			public Cancellable schedule(Runnable task, Duration delay) {
				CompletableFuture<?> future = CompletableFuture.runAsync(task, CompletableFuture
					.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, ForkJoinPool.commonPool()));
				return () -> future.cancel(false);
			}

			@Override
			public void close() {
			}

		};
	}

	static boolean heldClockFirst(Lease lease) {
		long now = ((Engine) Fields.get(lease, "engine")).now();
		gap.run();
		return lease.state().hasAuthority(now);
	}

	static long monotonicOnly(SystemLeaseClock clock) {
		return read(clock, "nanoTime") - (long) Fields.get(clock, "origin");
	}

	static synchronized long withoutPauses(SystemLeaseClock clock) {
		long now = monotonicOnly(clock);
		elapsed += Math.min(now - sampledAt, 20_000_000);
		sampledAt = now;
		return elapsed;
	}

	static long wallOnly(SystemLeaseClock clock) {
		return read(clock, "wallMillis") * 1_000_000;
	}

	static long latestOfBoth(SystemLeaseClock clock) {
		return Math.max(monotonicOnly(clock), wallOnly(clock));
	}

	static long clipped(SystemLeaseClock clock) {
		return Math.max(read(clock, "nanoTime"), (long) Fields.get(clock, "origin"))
				- (long) Fields.get(clock, "origin");
	}

	private static long read(SystemLeaseClock clock, String source) {
		return ((LongSupplier) Fields.get(clock, source)).getAsLong();
	}

}
