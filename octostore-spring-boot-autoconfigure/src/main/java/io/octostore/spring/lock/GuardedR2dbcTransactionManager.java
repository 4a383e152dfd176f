package io.octostore.spring.lock;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.r2dbc.spi.ConnectionFactory;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.ReactiveOctoStoreLocks;

/**
 * Rolls back instead of committing, with {@link LockLostException}, if a lock was lost
 * under which the transaction was made: one of the pipeline that the transaction is a
 * part of, one that the transaction keeps, or one of the thread that began it.
 * <p>
 * {@link LockCommitGuardPostProcessor} puts it in the place of each
 * {@link R2dbcTransactionManager} bean. It is a class of its own because the listeners of
 * a reactive transaction manager cannot see the pipeline that they are called for. Thread
 * safe once it is configured.
 *
 * @since 0.1.0
 */
public final class GuardedR2dbcTransactionManager extends R2dbcTransactionManager {

	private static final long serialVersionUID = 1L;

	/** By the object that stands for a transaction, which has no equality of its own. */
	private final transient Map<Object, List<HeldLock>> locksAtBegin = new ConcurrentHashMap<>();

	/**
	 * Create a manager.
	 * @param connectionFactory gives the connections
	 */
	public GuardedR2dbcTransactionManager(ConnectionFactory connectionFactory) {
		super(connectionFactory);
	}

	/**
	 * Create one with the settings of another.
	 */
	static GuardedR2dbcTransactionManager copyOf(R2dbcTransactionManager original) {
		ConnectionFactory connectionFactory = original.getConnectionFactory();
		Assert.state(connectionFactory != null, "The transaction manager has no connection factory");
		GuardedR2dbcTransactionManager copy = new GuardedR2dbcTransactionManager(connectionFactory);
		copy.setEnforceReadOnly(original.isEnforceReadOnly());
		copy.setTransactionExecutionListeners(original.getTransactionExecutionListeners());
		return copy;
	}

	@Override
	protected Mono<Void> doBegin(TransactionSynchronizationManager synchronizationManager, Object transaction,
			TransactionDefinition definition) {
		List<HeldLock> locks = CurrentLock.all();
		if (!locks.isEmpty()) {
			this.locksAtBegin.put(transaction, locks);
		}
		return super.doBegin(synchronizationManager, transaction, definition)
			.doOnError((failure) -> this.locksAtBegin.remove(transaction));
	}

	@Override
	protected Mono<Void> doCommit(TransactionSynchronizationManager synchronizationManager,
			GenericReactiveTransaction status) {
		return ReactiveOctoStoreLocks.currentLocks().flatMap((locks) -> {
			LockChecks.verify(locks);
			LockChecks.verify(this.locksAtBegin.getOrDefault(status.getTransaction(), List.of()));
			LockChecks.verify(ReactiveTransactionLocks.current(synchronizationManager));
			return super.doCommit(synchronizationManager, status);
		});
	}

	@Override
	protected Mono<Void> doCleanupAfterCompletion(TransactionSynchronizationManager synchronizationManager,
			Object transaction) {
		this.locksAtBegin.remove(transaction);
		return super.doCleanupAfterCompletion(synchronizationManager, transaction);
	}

}
