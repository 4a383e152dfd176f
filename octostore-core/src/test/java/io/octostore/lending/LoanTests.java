package io.octostore.lending;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.Loss;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LoanTests {

	private static final LeaseTerms TERMS = LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false);

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final Lender lender = new Lender(List.of(this.authority), this.time, this.time, new Random(1),
			LeaseTimings.ACQUIRE_TIMEOUT, new Callbacks(), new LeaseEvents() {
			});

	private final CapturedLog log = CapturedLog.ofLocks();

	@AfterEach
	void stop() {
		this.log.close();
		this.lender.close(Duration.ZERO);
	}

	private Loan lend(String name) {
		Waiter waiter = this.lender.ask(name, TERMS, Duration.ZERO, false);
		return this.lender.lend(name, waiter, false, Duration.ZERO, new Silent());
	}

	private void dropHandle(Loan loan) {
		loan.releaseWithout(new Object());
	}

	private void awaitReleases(int releases) {
		await().pollInSameThread().until(() -> {
			System.gc();
			this.time.advance(Duration.ofMillis(100));
			return this.authority.calls(Operation.RELEASE).size() == releases;
		});
	}

	@Test
	void oneThatWasReturnedBeforeItsHandleWasDroppedIsNoLeak() {
		Loan returned = lend("returned");
		dropHandle(returned);
		returned.close();
		dropHandle(lend("dropped"));
		awaitReleases(2);
		dropHandle(lend("dropped-later"));
		awaitReleases(3);
		assertThat(this.log.warnings("dropped")).hasSize(1);
		assertThat(this.log.warnings("returned")).isEmpty();
		// Refers to it until here, so that it is told of its handle
		assertThat(returned.isClosed()).isTrue();
	}

	@Test
	void oneThatWasKeptForWorkWhichIsDroppedIsReleasedWithAWarning() {
		Loan kept = lend("kept");
		keepForDroppedWork(kept);
		assertThat(kept.leave()).isFalse();
		awaitReleases(1);
		assertThat(this.log.warnings("kept")).singleElement()
			.asString()
			.contains("was kept for work that never began or ended");
		assertThat(kept.isClosed()).isTrue();
	}

	@Test
	void oneThatAnotherUserStillHasIsNotReleasedWithDroppedWork() {
		Loan kept = lend("kept");
		keepForDroppedWork(kept);
		await().pollInSameThread().until(() -> {
			System.gc();
			this.time.advance(Duration.ofMillis(100));
			return !this.log.warnings("kept").isEmpty();
		});
		assertThat(kept.isHeld()).isTrue();
		assertThat(kept.leave()).isTrue();
		kept.close();
	}

	@Test
	void oneWhoseWorkWasDroppedGoesBackToTheServerFirst() {
		Waiter waiter = this.lender.ask("kept", TERMS, Duration.ZERO, true);
		Loan kept = this.lender.lend("kept", waiter, true, Duration.ZERO, new Silent());
		Waiter next = this.lender.ask("kept", TERMS, Duration.ofHours(1), true);
		keepForDroppedWork(kept);
		assertThat(kept.leave()).isFalse();
		awaitReleases(1);
		assertThat(next.isShared()).isFalse();
		assertThat(kept.isClosed()).isTrue();
	}

	@Test
	void workThatHasEndedIsNotDropped() {
		Loan kept = lend("kept");
		LoanUse use = kept.use();
		use.endWithout(new Object());
		assertThat(use.end()).isTrue();
		assertThat(kept.leave()).isFalse();
		dropHandle(lend("dropped"));
		awaitReleases(1);
		assertThat(this.log.warnings("kept")).isEmpty();
		assertThat(kept.isHeld()).isTrue();
		kept.close();
	}

	private static void keepForDroppedWork(Loan loan) {
		loan.use().endWithout(new Object());
	}

	@Test
	void itsCallerWaitsForLongerThanTheRequestsOnTheWayToIt() {
		assertThat(this.lender.answerLimit()).isGreaterThan(LeaseTimings.ACQUIRE_TIMEOUT.multipliedBy(2));
	}

	@Test
	void knowsTheThreadThatHasAcquiredItWhileThatLives() throws InterruptedException {
		Loan loan = lend("job");
		assertThat(loan.holder()).isNull();
		loan.acquiredBy(Thread.currentThread());
		assertThat(loan.holder()).isSameAs(Thread.currentThread());
		Thread ended = new Thread(() -> {
		});
		ended.start();
		ended.join();
		loan.acquiredBy(ended);
		assertThat(loan.holder()).isNull();
		loan.close();
	}

	private static final class Silent implements Borrower {

		@Override
		public String label() {
			return "test";
		}

		@Override
		public void atRisk(Loan loan) {
		}

		@Override
		public void lost(Loss loss) {
		}

		@Override
		public void ended(Loan loan, Lease.ReleaseOutcome outcome) {
		}

	}

}
