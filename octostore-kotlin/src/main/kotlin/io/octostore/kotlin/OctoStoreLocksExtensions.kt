package io.octostore.kotlin

import io.octostore.LockLostException
import io.octostore.lock.CurrentLock
import io.octostore.lock.HeldLock
import io.octostore.lock.LockOptions
import io.octostore.lock.OctoStoreLocks
import io.octostore.lock.ReactiveOctoStoreLocks
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.ThreadContextElement
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.future.await
import kotlinx.coroutines.job
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.withContext
import reactor.core.publisher.Mono
import reactor.util.context.Context
import java.util.concurrent.CompletableFuture
import java.util.function.Function
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext

/**
 * Run a coroutine under a lock, without blocking a thread: acquire the lock, waiting for another holder for as long as
 * the options say, run the body, release the lock.
 *
 * The body runs in the context of the caller. The lock is held until the body and all coroutines that it has started
 * in its scope have ended, also when the caller is cancelled and the body takes time to clean up. The call returns
 * after the release, at most two seconds after the body. A caller that is cancelled while it waits leaves the queue,
 * and nothing is left acquired.
 *
 * When the lock is lost, the body is cancelled and the call ends in [io.octostore.LockLostException] once the body has
 * ended. With [io.octostore.lock.OnLost.NOTIFY] the body is not cancelled. Blocking code does not notice a
 * cancellation: put it into `runInterruptible`, or let it ask `ensureHeld()` of the lock.
 *
 * The body gets the lock as a parameter. `CurrentLock` knows it on each thread that runs the body and coroutines in
 * its scope, so that transactions which blocking code begins there are not committed after a loss. The Reactor context
 * of the body knows it too, for transactions of `TransactionalOperator` and `ReactiveOctoStoreLocks.currentLock()`.
 * Not reentrant: a body that wants the same lock again by `withLock` finds it held.
 *
 * @param name name of the lock; a configured prefix is put before it
 * @param options options, the defaults if left out
 * @param body the code; what it throws is passed on
 * @return the result of the body
 * @throws io.octostore.LockLostException if the lock was lost before the body ended
 * @throws io.octostore.OctoStoreException as `OctoStoreLocks.acquire` if the lock was not acquired; the body was not
 * called then
 * @since 0.1.0
 */
public suspend fun <T> OctoStoreLocks.withLock(
	name: String,
	options: LockOptions = LockOptions.defaults(),
	body: suspend CoroutineScope.(HeldLock) -> T,
): T {
	val call = LockedCall.begin(reactive(), name, options, currentCoroutineContext()[ReactorContext])
	val entry = call.enter()
	val result = try {
		withContext(entry.context + CurrentLocks.of(entry.lock, currentCoroutineContext()[CurrentLocks])) {
			call.cancelOnLoss(coroutineContext.job)
			entry.lock.ensureHeld()
			body(entry.lock)
		}
	} catch (failure: Throwable) {
		call.leave(failure)
		throw failure
	}
	call.leave(null)
	return result
}

/**
 * The locks of a coroutine, which each thread that runs it has.
 */
private class CurrentLocks private constructor(private val locks: List<HeldLock>) :
	AbstractCoroutineContextElement(CurrentLocks), ThreadContextElement<CurrentLock.Binding> {

	override fun updateThreadContext(context: CoroutineContext): CurrentLock.Binding = CurrentLock.bind(locks)

	override fun restoreThreadContext(context: CoroutineContext, oldState: CurrentLock.Binding) = oldState.close()

	companion object Key : CoroutineContext.Key<CurrentLocks> {

		fun of(lock: HeldLock, outer: CurrentLocks?) = CurrentLocks(listOf(lock) + outer?.locks.orEmpty())

	}

}

/**
 * One body under a lock, as the reactive locks see it: a publisher that ends when the coroutine says so.
 */
private class LockedCall private constructor() {

	private val entry = CompletableFuture<Entry>()

	private val bodyEnded = CompletableFuture<Unit>()

	private lateinit var released: CompletableFuture<Unit?>

	private fun subscribe(locks: ReactiveOctoStoreLocks, name: String, options: LockOptions, outer: ReactorContext?) {
		val body = Function<HeldLock, Mono<Unit>> { lock ->
			Mono.deferContextual { context ->
				entry.complete(Entry(lock, ReactorContext(Context.of(context))))
				Mono.fromFuture(bodyEnded, true)
			}
		}
		released = locks.withLock(name, options, body)
			.contextWrite { context -> if (outer != null) context.putAll(outer.context.readOnly()) else context }
			.toFuture()
		released.whenComplete { _, failure -> failure?.let(entry::completeExceptionally) }
	}

	/**
	 * Wait for the lock.
	 */
	suspend fun enter(): Entry = try {
		entry.await()
	} catch (failure: Throwable) {
		// Leaves the queue, or gives back a lock that came at the same moment
		released.cancel(true)
		throw failure
	}

	/**
	 * Cancel the body as soon as the locks end the call before the body has ended.
	 */
	fun cancelOnLoss(body: Job) {
		released.whenComplete { _, failure -> failure?.let { body.cancel(CancellationException("The lock is lost", it)) } }
	}

	/**
	 * The body has ended: wait for the release. A loss outweighs a failure of the body.
	 */
	suspend fun leave(failure: Throwable?) {
		if (failure != null) bodyEnded.completeExceptionally(failure) else bodyEnded.complete(Unit)
		withContext(NonCancellable) {
			try {
				released.await()
			} catch (lost: LockLostException) {
				if (failure != null && failure !is CancellationException && failure !== lost && failure !in lost.suppressed) {
					lost.addSuppressed(failure)
				}
				throw lost
			} catch (other: Throwable) {
				if (failure == null) {
					throw other
				}
			}
		}
	}

	/**
	 * What a body begins with.
	 */
	class Entry(val lock: HeldLock, val context: ReactorContext)

	companion object {

		/**
		 * Ask for a lock. Bad arguments are refused at once.
		 */
		fun begin(locks: ReactiveOctoStoreLocks, name: String, options: LockOptions, outer: ReactorContext?): LockedCall {
			val call = LockedCall()
			call.subscribe(locks, name, options, outer)
			return call
		}

	}

}
