package io.octostore.kotlin

import io.octostore.LockLostException
import io.octostore.lock.HeldLock
import io.octostore.lock.LockOptions
import io.octostore.lock.ReactiveOctoStoreLocks
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.future.await
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.withContext
import reactor.core.publisher.Mono
import reactor.util.context.Context
import java.util.concurrent.CompletableFuture
import java.util.function.Function

/**
 * One body under a lock, as the reactive locks see it: a publisher that ends when the coroutine says so.
 */
internal class LockedCall private constructor() {

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
	internal class Entry(val lock: HeldLock, val context: ReactorContext)

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
