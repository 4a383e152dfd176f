package io.octostore.spring.lock;

import org.hibernate.SharedSessionContract;
import org.hibernate.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A commit through Hibernate first writes all that was changed, which may take long.
 */
final class HibernateFlush {

	private HibernateFlush() {
	}

	/**
	 * Have a check run between the flush and the commit of the sessions of this thread's
	 * transaction. What it throws rolls back.
	 */
	static void after(Runnable check) {
		for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
			if (resource instanceof EntityManagerHolder holder
					&& entityManager(holder) instanceof SharedSessionContract session && session.isOpen()) {
				Transaction transaction = session.getTransaction();
				if (transaction.isActive()) {
					transaction.runBeforeCompletion(check);
				}
			}
		}
	}

	/**
	 * A holder may have something in the place of an entity manager that has nothing to
	 * flush.
	 */
	private static @Nullable Object entityManager(EntityManagerHolder holder) {
		try {
			return holder.getEntityManager();
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

}
