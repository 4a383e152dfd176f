package io.octostore.spring.lock;

import java.util.List;

import org.springframework.core.Ordered;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.lock.HeldLock;
import io.octostore.lock.RetainedLock;

/**
 * Keeps locks until a reactive transaction has ended, as {@link TransactionLocks} does
 * for that of a thread.
 */
final class ReactiveTransactionLocks implements TransactionSynchronization, Ordered {

	private final KeptLocks locks = new KeptLocks();

	private ReactiveTransactionLocks() {
	}

	/**
	 * The keeper of a transaction, which must be active.
	 */
	static LockKeeper of(TransactionSynchronizationManager transaction) {
		for (TransactionSynchronization synchronization : transaction.getSynchronizations()) {
			if (synchronization instanceof ReactiveTransactionLocks known) {
				return known.locks;
			}
		}
		ReactiveTransactionLocks created = new ReactiveTransactionLocks();
		transaction.registerSynchronization(created);
		return created.locks;
	}

	/**
	 * The locks that a transaction keeps.
	 */
	static List<HeldLock> current(TransactionSynchronizationManager transaction) {
		if (!transaction.isSynchronizationActive()) {
			return List.of();
		}
		for (TransactionSynchronization synchronization : transaction.getSynchronizations()) {
			if (synchronization instanceof ReactiveTransactionLocks known) {
				return known.locks.all();
			}
		}
		return List.of();
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> beforeCommit(boolean readOnly) {
		return Mono.fromRunnable(() -> LockChecks.verify(this.locks.all()));
	}

	@Override
	public Mono<Void> afterCompletion(int status) {
		return Flux.defer(() -> Flux.fromIterable(this.locks.removeAll())).concatMap(RetainedLock::closeLater).then();
	}

}
