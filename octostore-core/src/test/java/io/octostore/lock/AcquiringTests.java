package io.octostore.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How callers that do not wait come to a lock.
 */
class AcquiringTests extends LocksBench {

	@Test
	void handsOutALockWithItsFencingToken() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		assertThat(lock.name()).isEqualTo("job");
		assertThat(lock.fencingToken()).isEqualTo(1);
		assertThat(lock.isHeld()).isTrue();
		assertThat(lock).hasToString("HeldLock[job, fencingToken=1, held=true]");
		assertThat(lock.remaining()).isEqualTo(Duration.ofSeconds(24));
		lock.ensureHeld();
		lock.ensureHeld(Duration.ofSeconds(24));
		assertThatIllegalStateException().isThrownBy(() -> lock.ensureHeld(Duration.ofSeconds(25)))
			.withMessageContaining("25000 ms are needed");
	}

	@Test
	void putsThePrefixBeforeTheName() {
		this.locks = builder().namePrefix("billing").build();
		assertThat(this.locks.tryAcquire("job").orElseThrow().name()).isEqualTo("billing.job");
	}

	@Test
	void isEmptyWhenSomebodyElseHasTheLock() {
		held();
		assertThat(this.locks.tryAcquire("job")).isEmpty();
	}

	@Test
	void sendsNothingForALockThatThisInstanceHas() {
		this.locks.tryAcquire("job").orElseThrow();
		assertThat(this.locks.tryAcquire("job")).isEmpty();
		assertThat(count(Operation.ACQUIRE)).isOne();
		assertThat(this.locks.tryAcquire("other")).isPresent();
	}

	@Test
	void takesTheSessionThatTheProfileSays() {
		OctoStoreLocks locks = this.locks;
		HeldLock fast = locks.tryAcquire("fast", NOW.withProfile(SessionProfile.FAST)).orElseThrow();
		HeldLock tolerant = locks.tryAcquire("tolerant", NOW.withProfile(SessionProfile.TOLERANT)).orElseThrow();
		HeldLock dedicated = locks.tryAcquire("own", NOW.withDedicatedSession(true)).orElseThrow();
		assertThat(fast.remaining()).isEqualTo(Duration.ofSeconds(8));
		assertThat(tolerant.remaining()).isEqualTo(Duration.ofSeconds(96));
		assertThat(dedicated.remaining()).isEqualTo(Duration.ofSeconds(24));
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(3);
	}

	@Test
	void keepsTheTtlOfTheDefaultsWhereTheSessionOfAProfileIsNoLonger() {
		this.locks = builder().defaults(LockOptions.ofTtl(Duration.ofSeconds(100))).build();
		this.locks.tryAcquire("fast", NOW.withProfile(SessionProfile.FAST)).orElseThrow();
		this.locks.tryAcquire("tolerant", NOW.withProfile(SessionProfile.TOLERANT)).orElseThrow();
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting(ScriptedAuthority.Call::requireTtl)
			.containsExactly(Duration.ofSeconds(100), Duration.ofSeconds(240));
	}

	@Test
	void keepsATtlOfTheDefaultsThatIsAsLongAsTheSessionOfAProfile() {
		this.locks = builder().defaults(LockOptions.ofTtl(Duration.ofSeconds(120))).build();
		this.locks.tryAcquire("tolerant", NOW.withProfile(SessionProfile.TOLERANT)).orElseThrow();
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting(ScriptedAuthority.Call::requireTtl)
			.containsExactly(Duration.ofSeconds(120));
	}

	@Test
	void triesALockWithOptionsThatSayNotToWait() {
		assertThat(this.locks.tryAcquire("job", NOW.withWaitFor(Duration.ZERO))).isPresent();
	}

	@Test
	void spreadsTheNamesOverSeveralCredentials() {
		ScriptedAuthority other = new ScriptedAuthority().healthy();
		this.locks = builder().alsoThrough(other.watched(this.watches)).build();
		for (int number = 0; number < 40; number++) {
			assertThat(this.locks.tryAcquire("job-" + number)).isPresent();
			assertThat(this.locks.tryAcquire("job-" + number)).isEmpty();
		}
		assertThat(count(Operation.ACQUIRE)).isBetween(10, 30);
		assertThat(other.calls(Operation.ACQUIRE)).hasSize(40 - count(Operation.ACQUIRE));
		assertThat(Control.of(this.locks).activity().limitUsed())
			.isEqualTo(Math.max(count(Operation.ACQUIRE), 40 - count(Operation.ACQUIRE)));
		assertThat(other.calls(Operation.CREATE_SESSION)).hasSize(1);
		this.listener.handedOut.forEach(HeldLock::close);
		this.locks.close();
		assertThat(other.calls(Operation.END_SESSION)).hasSize(1);
		assertThat(count(Operation.END_SESSION)).isOne();
	}

	@Test
	void aServerThatCannotBeAskedIsNotALockThatIsHeld() {
		answer(Operation.ACQUIRE, new AcquireAnswer.Failed(new Broken(), false, false));
		assertThatExceptionOfType(Broken.class).isThrownBy(() -> this.locks.tryAcquire("job"))
			.satisfies((ex) -> assertThat(ex.getStackTrace()).extracting(StackTraceElement::getMethodName)
				.contains("tryAcquire"));
	}

	@Test
	void throwsWhenTheLockIsHeldAndItShallNotWait() {
		held();
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> this.locks.acquire("job", NOW))
			.satisfies((ex) -> assertThat(ex.metadata()).contains("host-2"));
	}

	@Test
	void saysThatTheLimitIsReached() {
		answer(Operation.ACQUIRE, new AcquireAnswer.LimitReached(new Broken()));
		assertThatExceptionOfType(Broken.class).isThrownBy(() -> this.locks.tryAcquire("job"));
	}

	@Test
	void refusesANameOrTtlThatBreaksARuleBeforeAnyRequest() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.tryAcquire("two words"))
			.withMessageContaining("two words");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.tryAcquire("job", LockOptions.ofTtl(Duration.ofSeconds(29))))
			.withMessageContaining("30 s");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.tryAcquire("job", WAITING))
			.withMessageContaining("waitFor");
		assertThat(this.authority.calls()).isEmpty();
	}

	@Test
	void refusesToBlockAThreadThatMustNotBlock() {
		Scheduler loop = Schedulers.newParallel("loop", 1);
		try {
			CompletableFuture<Optional<HeldLock>> result = new CompletableFuture<>();
			loop.schedule(() -> {
				try {
					result.complete(this.locks.tryAcquire("job"));
				}
				catch (RuntimeException ex) {
					result.completeExceptionally(ex);
				}
			});
			assertThat(failure(result)).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("must not block");
		}
		finally {
			loop.dispose();
		}
		assertThat(this.authority.calls()).isEmpty();
	}

	@Test
	void anInterruptedThreadGetsNoLockAndKeepsItsFlag() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(LockInterruptedException.class).isThrownBy(() -> this.locks.tryAcquire("job"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.authority.calls()).isEmpty();
	}

}
