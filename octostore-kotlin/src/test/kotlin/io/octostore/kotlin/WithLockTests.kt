package io.octostore.kotlin

import io.octostore.LockHeldException
import io.octostore.LockLostException
import io.octostore.OctoStoreValidationException
import io.octostore.client.OctoStoreClient
import io.octostore.lock.CurrentLock
import io.octostore.lock.HeldLock
import io.octostore.lock.LockOptions
import io.octostore.lock.LocksControl
import io.octostore.lock.OctoStoreLocks
import io.octostore.lock.OnLost
import io.octostore.lock.ReactiveOctoStoreLocks
import io.octostore.testsupport.TestServer
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import java.io.IOException
import java.time.Duration
import kotlin.coroutines.ContinuationInterceptor

/**
 * Coroutines under a lock.
 */
@Tag("field-fault-H8")
class WithLockTests {

	private val server = TestServer.embedded()

	private val client = OctoStoreClient.create(server.baseUrl(), TestServer.ALICE)

	private val locks = OctoStoreLocks.builder(client.reactive()).build()

	@AfterEach
	fun stop() {
		locks.close(Duration.ZERO)
		client.close()
		server.close()
	}

	@Test
	fun holdsTheLockWhileTheBodyRunsAndReleasesItBeforeItReturns() = test {
		val token = locks.withLock("job") { lock ->
			assertThat(isHeldOnTheServer()).isTrue()
			assertThat(lock.isHeld).isTrue()
			yield()
			lock.fencingToken()
		}
		assertThat(token).isEqualTo(1)
		assertThat(isHeldOnTheServer()).isFalse()
	}

	@Test
	fun returnsNullToo() = test {
		assertThat(locks.withLock<String?>("job") { null }).isNull()
	}

	@Test
	fun runsTheBodyWhereTheCallerRuns() = test {
		val caller = currentCoroutineContext()[ContinuationInterceptor]
		locks.withLock("job") { assertThat(currentCoroutineContext()[ContinuationInterceptor]).isSameAs(caller) }
	}

	@Test
	fun holdsTheLockUntilCoroutinesThatTheBodyStartedHaveEnded() = test {
		val proceed = CompletableDeferred<Unit>()
		val child = CompletableDeferred<Boolean>()
		val call = async {
			locks.withLock("job") {
				launch {
					proceed.await()
					child.complete(isHeldOnTheServer())
				}
			}
		}
		proceed.complete(Unit)
		call.await()
		assertThat(child.await()).isTrue()
		assertThat(isHeldOnTheServer()).isFalse()
	}

	@Test
	fun passesOnWhatTheBodyThrowsAndReleasesTheLock() = test {
		val failure = failureOf { locks.withLock("job") { throw IOException("disk") } }
		assertThat(failure).isInstanceOf(IOException::class.java).hasMessage("disk")
		assertThat(isHeldOnTheServer()).isFalse()
	}

	@Test
	fun failsWhenAnotherHolderHasTheLock() = test {
		locks.withLock("job") {
			assertThat(failureOf { locks.withLock("job") { "entered" } }).isInstanceOf(LockHeldException::class.java)
		}
	}

	@Test
	fun waitsForAnotherHolder() = test {
		val holder = locks.acquire("job")
		val second = async { locks.withLock("job", LockOptions.ofWaitFor(Duration.ofSeconds(30))) { it.fencingToken() } }
		awaitWaiting()
		holder.close()
		assertThat(second.await()).isGreaterThan(holder.fencingToken())
	}

	@Test
	fun aCallerThatIsCancelledWhileItWaitsLeavesTheQueue() = test {
		val holder = locks.acquire("job")
		val second = launch { locks.withLock("job", LockOptions.ofWaitFor(Duration.ofMinutes(1))) { awaitCancellation() } }
		awaitWaiting()
		second.cancelAndJoin()
		await().until { (locks as LocksControl).activity().waiting() == 0 }
		holder.close()
		assertThat(isHeldOnTheServer()).isFalse()
	}

	@Test
	fun aCancelledBodyKeepsTheLockWhileItCleansUp() = test {
		val entered = CompletableDeferred<Unit>()
		val proceed = CompletableDeferred<Unit>()
		val heldInTheEnd = CompletableDeferred<Boolean>()
		val call = launch {
			locks.withLock("job") { lock ->
				try {
					entered.complete(Unit)
					awaitCancellation()
				} finally {
					withContext(NonCancellable) {
						proceed.await()
						heldInTheEnd.complete(lock.isHeld && isHeldOnTheServer())
					}
				}
			}
		}
		entered.await()
		call.cancel()
		proceed.complete(Unit)
		call.join()
		assertThat(heldInTheEnd.await()).isTrue()
		assertThat(isHeldOnTheServer()).isFalse()
	}

	@Test
	fun aTimeLimitOfTheCallerEndsTheBodyAndReleasesTheLock() = test {
		val failure = failureOf { withTimeout(50) { locks.withLock("job") { awaitCancellation() } } }
		assertThat(failure).isInstanceOf(TimeoutCancellationException::class.java)
		assertThat(isHeldOnTheServer()).isFalse()
	}

	@Test
	fun aLossCancelsTheBodyAndEndsTheCall() = test {
		val entered = CompletableDeferred<HeldLock>()
		val cancelled = CompletableDeferred<Boolean>()
		val call = async {
			failureOf {
				locks.withLock("job") { lock ->
					try {
						entered.complete(lock)
						awaitCancellation()
					} finally {
						cancelled.complete(lock.isHeld)
					}
				}
			}
		}
		lose(entered.await())
		assertThat(call.await()).isInstanceOf(LockLostException::class.java)
		assertThat(cancelled.await()).isFalse()
	}

	@Test
	fun aLossOutweighsWhatTheBodyThrows() = test {
		val failure = failureOf {
			locks.withLock("job", LockOptions.defaults().withOnLost(OnLost.NOTIFY)) { lock ->
				lose(lock)
				throw IOException("disk")
			}
		}
		assertThat(failure).isInstanceOf(LockLostException::class.java)
		assertThat(failure.suppressed).singleElement().isInstanceOf(IOException::class.java)
	}

	@Test
	fun aLossThatIsOnlyNotedLetsTheBodyEnd() = test {
		val ended = CompletableDeferred<Unit>()
		val failure = failureOf {
			locks.withLock("job", LockOptions.defaults().withOnLost(OnLost.NOTIFY)) { lock ->
				lose(lock)
				yield()
				ended.complete(Unit)
			}
		}
		assertThat(failure).isInstanceOf(LockLostException::class.java)
		assertThat(ended.isCompleted).isTrue()
	}

	@Test
	fun aBodyThatChecksTheLostLockItselfFailsWithThat() = test {
		val failure = failureOf {
			locks.withLock("job", LockOptions.defaults().withOnLost(OnLost.NOTIFY)) { lock ->
				lose(lock)
				lock.ensureHeld()
			}
		}
		assertThat(failure).isInstanceOf(LockLostException::class.java)
	}

	@Test
	fun theReactorContextOfTheBodyKnowsTheLock() = test {
		locks.withLock("outer") { outer ->
			locks.withLock("inner") { inner ->
				assertThat(ReactiveOctoStoreLocks.currentLock().awaitSingle()).isSameAs(inner)
				assertThat(ReactiveOctoStoreLocks.currentLocks().awaitSingle()).containsExactly(inner, outer)
			}
		}
	}

	@Test
	fun theThreadsOfTheBodyKnowItsLocks() = test {
		locks.withLock("outer") { outer ->
			locks.withLock("job") { lock ->
				assertThat(CurrentLock.all()).startsWith(lock).contains(outer)
				withContext(Dispatchers.Default) {
					yield()
					assertThat(CurrentLock.all()).containsExactly(lock, outer)
				}
				launch(Dispatchers.IO) { assertThat(CurrentLock.get()).isSameAs(lock) }
			}
			assertThat(CurrentLock.all()).containsExactly(outer)
		}
		assertThat(CurrentLock.find()).isEmpty()
	}

	@Test
	fun refusesABadNameAtOnce() = test {
		assertThat(failureOf { locks.withLock("no/name") { "entered" } })
			.isInstanceOf(OctoStoreValidationException::class.java)
	}

	@Test
	fun theBodyOfAClosedLockRunsOn() = test {
		val result = locks.withLock("job") { lock ->
			lock.close()
			"result"
		}
		assertThat(result).isEqualTo("result")
	}

	@Test
	fun bothFormsOfExecuteCompileAsTheReadmeShowsThem() {
		val batch = listOf("1", "2")
		val written = mutableListOf<Pair<List<String>, Long>>()
		locks.executeWithoutResult("invoices") { lock -> written.add(batch to lock.fencingToken()) }
		val count = locks.execute("invoices") { _ -> batch.size }
		val options = LockOptions.ofWaitFor(Duration.ofSeconds(5))
		locks.executeWithoutResult("invoices", options) { lock -> written.add(batch to lock.fencingToken()) }
		val other: String = locks.execute("invoices", options) { lock -> "token ${lock.fencingToken()}" }
		val none: String? = locks.execute("invoices") { null }
		assertThat(written).containsExactly(batch to 1L, batch to 3L)
		assertThat(count).isEqualTo(2)
		assertThat(other).isEqualTo("token 4")
		assertThat(none).isNull()
		assertThatExceptionOfType(IOException::class.java)
			.isThrownBy { locks.execute("invoices") { _ -> throw IOException("disk") } }
	}

	private fun test(body: suspend CoroutineScope.() -> Unit) {
		runBlocking(Dispatchers.Default) { withTimeout(60_000, body) }
	}

	private suspend fun failureOf(body: suspend () -> Any?): Throwable =
		supervisorScope { runCatching { body() }.exceptionOrNull() } ?: throw AssertionError("Nothing was thrown")

	private fun isHeldOnTheServer() = server.control().holds("job")

	private fun lose(lock: HeldLock) {
		server.control().steal("job")
		(locks as LocksControl).confirm()
		await().until { !lock.isHeld }
	}

	private fun awaitWaiting() {
		await().until { (locks as LocksControl).activity().waiting() == 1 }
	}

}
