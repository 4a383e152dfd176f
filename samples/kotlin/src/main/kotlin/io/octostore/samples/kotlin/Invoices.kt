package io.octostore.samples.kotlin

import io.octostore.kotlin.withLock
import io.octostore.lock.DistributedLock
import io.octostore.lock.HeldLock
import io.octostore.lock.OctoStoreLocks
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import org.springframework.stereotype.Service
import java.util.concurrent.CopyOnWriteArrayList

/**
 * The three ways to put a coroutine under a lock.
 */
@Service
class Invoices(private val locks: OctoStoreLocks) {

	private val written = CopyOnWriteArrayList<String>()

	/**
	 * One lock for each customer. The lock is held until the function has ended, and is filled in.
	 */
	@DistributedLock(name = "invoice", key = "#customer", waitFor = "10s")
	suspend fun write(customer: String, lock: HeldLock? = null): String {
		delay(10)
		return store("$customer with token ${lock?.fencingToken()}")
	}

	/**
	 * The lock is held while the flow is collected.
	 */
	@DistributedLock("export")
	fun export(): Flow<String> = flow {
		written.forEach {
			delay(1)
			emit(it)
		}
	}

	/**
	 * Without a proxy, in any coroutine.
	 */
	suspend fun close(): Int = locks.withLock("closing") { lock ->
		delay(1)
		lock.ensureHeld()
		written.size
	}

	private fun store(invoice: String): String {
		written.add(invoice)
		return invoice
	}

}
