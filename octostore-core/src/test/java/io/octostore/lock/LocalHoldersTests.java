package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.octostore.HolderInfo;
import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.lending.Loan;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The explanation of a failure by the holder in this JVM.
 */
class LocalHoldersTests extends LocksBench {

	private static final LockHeldException HERE = new LockHeldException("job");

	private static Loan loan(HeldLock lock) {
		return ((LockHandle) lock).loan();
	}

	@Test
	void namesTheThreadAndForHowLongItHasTheLock() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<HeldLock> holding = new CompletableFuture<>();
		start(() -> {
			holding.complete(this.locks.acquire("job", NOW));
			end.await();
			return null;
		});
		Loan loan = loan(get(holding));
		this.threads.get(0).setName("nightly-1");
		this.time.advance(Duration.ofSeconds(4));
		// It runs no code outside of java.* and this package
		assertThat(LocalHolders.explain("job", HERE, List.of(loan)))
			.hasMessage("Lock 'job' is held in this JVM by thread 'nightly-1', for 4000 ms");
		assertThat(LocalHolders.explain("job", new LockAcquireTimeoutException("job", Duration.ofSeconds(5), null),
				List.of(loan)))
			.isInstanceOf(LockAcquireTimeoutException.class)
			.hasMessage("Lock 'job' did not become available within 5000 ms: it is held in this JVM by thread "
					+ "'nightly-1', for 4000 ms");
		end.countDown();
	}

	@Test
	void namesTheHolderOfThisLock() {
		Loan other = loan(this.locks.acquire("other", NOW));
		this.time.advance(Duration.ofSeconds(1));
		Loan own = loan(this.locks.acquire("job", NOW));
		assertThat(LocalHolders.explain("job", HERE, List.of(other, own))).hasMessageContaining("for 0 ms");
		assertThat(LocalHolders.explain("job", HERE, List.of(other))).isSameAs(HERE);
	}

	/**
	 * A lock that was just given back is found here for a moment longer.
	 */
	@ParameterizedTest
	@MethodSource("otherReasons")
	void addsNothingWhereTheReasonIsKnown(OctoStoreException failure) {
		Loan loan = loan(this.locks.acquire("job", NOW));
		assertThat(LocalHolders.explain("job", failure, List.of(loan))).isSameAs(failure);
	}

	static Stream<OctoStoreException> otherReasons() {
		HolderInfo unknown = HolderInfo.unknown();
		return Stream.of(new Broken(), new LockHeldException("job", unknown.withHolder("s-2")),
				LockHeldException.heldBack("job", Duration.ofSeconds(3)),
				new LockHeldException("job", HolderInfo.coolingUntil(null)));
	}

}
