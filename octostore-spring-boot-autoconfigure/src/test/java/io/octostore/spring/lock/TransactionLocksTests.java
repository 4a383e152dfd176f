package io.octostore.spring.lock;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.core.Ordered;
import org.springframework.transaction.reactive.TransactionContextManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;
import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.RetainedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Locks that transactions keep, where the transaction manager itself checks nothing.
 */
@Tag("field-fault-H4")
class TransactionLocksTests {

	private final OctoStoreLocks locks = mock(OctoStoreLocks.class);

	private final HeldLock held = mock(HeldLock.class);

	private final RetainedLock lock = mock(RetainedLock.class);

	@BeforeEach
	void begin() {
		given(this.lock.lock()).willReturn(this.held);
		given(this.lock.closeLater()).willReturn(Mono.empty());
		given(this.held.isHeld()).willReturn(true);
		TransactionSynchronizationManager.initSynchronization();
	}

	@AfterEach
	void end() {
		TransactionSynchronizationManager.clear();
	}

	private void lose() {
		given(this.held.isHeld()).willReturn(false);
		given(this.held.loss())
			.willReturn(Optional.of(new Loss("job", 7, LossReason.DEADLINE, LossCertainty.UNCERTAIN)));
	}

	private void inReactiveTransaction(
			Consumer<org.springframework.transaction.reactive.TransactionSynchronizationManager> body) {
		org.springframework.transaction.reactive.TransactionSynchronizationManager.forCurrentTransaction()
			.doOnNext(body)
			.contextWrite(TransactionContextManager.getOrCreateContext())
			.contextWrite(TransactionContextManager.getOrCreateContextHolder())
			.block();
	}

	@Test
	void vetoTheCommitWhenTheyAreLost() {
		TransactionLocks.ofCurrentTransaction().keep(this.locks, "job", this.lock);
		TransactionSynchronizationUtils.triggerBeforeCommit(false);
		lose();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> TransactionSynchronizationUtils.triggerBeforeCommit(false));
	}

	@Test
	void areCheckedAfterTheLastWriteAndReleasedAfterTheLastRead() {
		TransactionLocks.ofCurrentTransaction().keep(this.locks, "job", this.lock);
		TransactionSynchronization synchronization = TransactionSynchronizationManager.getSynchronizations().get(0);
		assertThat(((Ordered) synchronization).getOrder()).isEqualTo(Ordered.LOWEST_PRECEDENCE);
		synchronization.afterCompletion(TransactionSynchronization.STATUS_ROLLED_BACK);
		verify(this.lock).close();
	}

	@Test
	void vetoTheCommitOfAReactiveTransactionWhenTheyAreLost() {
		inReactiveTransaction((transaction) -> {
			transaction.initSynchronization();
			ReactiveTransactionLocks.of(transaction).keep(this.locks, "job", this.lock);
			var synchronizations = Flux.fromIterable(transaction.getSynchronizations());
			synchronizations.concatMap((known) -> known.beforeCommit(false)).blockLast();
			lose();
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> synchronizations.concatMap((known) -> known.beforeCommit(false)).blockLast());
		});
	}

	@Test
	void areKnownToAReactiveTransactionAndItsLast() {
		inReactiveTransaction((transaction) -> {
			assertThat(ReactiveTransactionLocks.current(transaction)).isEmpty();
			transaction.initSynchronization();
			assertThat(ReactiveTransactionLocks.current(transaction)).isEmpty();
			ReactiveTransactionLocks.of(transaction).keep(this.locks, "job", this.lock);
			assertThat(ReactiveTransactionLocks.current(transaction)).isEqualTo(List.of(this.held));
			assertThat(transaction.getSynchronizations()).singleElement()
				.satisfies((known) -> assertThat(((Ordered) known).getOrder()).isEqualTo(Ordered.LOWEST_PRECEDENCE));
		});
	}

}
