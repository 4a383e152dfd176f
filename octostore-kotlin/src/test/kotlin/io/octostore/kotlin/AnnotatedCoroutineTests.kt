package io.octostore.kotlin

import io.octostore.LockHeldException
import io.octostore.LockLostException
import io.octostore.client.OctoStoreClient
import io.octostore.lock.DistributedLock
import io.octostore.lock.HeldLock
import io.octostore.lock.LockOptions
import io.octostore.lock.LocksControl
import io.octostore.lock.OctoStoreLocks
import io.octostore.lock.ReactiveOctoStoreLocks
import io.octostore.lock.WhenHeld
import io.octostore.spring.lock.DistributedLockPostProcessor
import io.octostore.spring.lock.InvalidLockMethodException
import io.octostore.testsupport.TestServer
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.springframework.context.annotation.AnnotationConfigApplicationContext
import org.springframework.scheduling.annotation.EnableScheduling
import org.springframework.scheduling.annotation.Scheduled
import org.springframework.stereotype.Service
import java.time.Duration
import java.util.Optional
import java.util.concurrent.CopyOnWriteArrayList
import java.util.function.Supplier

/**
 * Annotated `suspend` functions and functions that return a `Flow`, called through Spring's proxy.
 */
@Tag("field-fault-H8")
class AnnotatedCoroutineTests {

	private val server = TestServer.embedded()

	private val client = OctoStoreClient.create(server.baseUrl(), TestServer.ALICE)

	private val locks = OctoStoreLocks.builder(client.reactive()).build()

	private val context = AnnotationConfigApplicationContext()

	@AfterEach
	fun stop() {
		context.close()
		locks.close(Duration.ZERO)
		client.close()
		server.close()
	}

	@Test
	fun aSuspendFunctionHoldsItsLockToItsEnd() = test {
		assertThat(jobs().create("7")).isEqualTo("7 with token 1, held: [job.7]")
		assertThat(isHeld("job.7")).isFalse()
	}

	@Test
	fun aSuspendFunctionMayReturnNothing() = test {
		val jobs = jobs()
		jobs.unit()
		assertThat(jobs.nothing()).isNull()
		assertThat(jobs.journal).containsExactly("unit", "nothing")
	}

	@Test
	fun theLockIsFilledIn() = test {
		assertThat(jobs().filled()).isEqualTo(1)
	}

	@Test
	fun aFailureIsPassedOnAndTheLockReleased() = test {
		assertThat(failureOf { jobs().failing() }).isInstanceOf(IllegalStateException::class.java).hasMessage("disk")
		assertThat(isHeld("failing")).isFalse()
	}

	@Test
	fun aHeldLockIsAnException() = test {
		locks.acquire("endless").use {
			assertThat(failureOf { jobs().endless() }).isInstanceOf(LockHeldException::class.java)
		}
	}

	@Test
	fun aSkippedCallReturnsNull() = test {
		locks.acquire("skipped").use { assertThat(jobs().skipped()).isNull() }
		assertThat(jobs().skipped()).isEqualTo("done")
	}

	@Test
	fun aCancelledCallCancelsTheBodyAndReleasesTheLock() = test {
		val jobs = jobs()
		val call = launch { jobs.endless() }
		jobs.entered.await()
		assertThat(isHeld("endless")).isTrue()
		call.cancelAndJoin()
		jobs.cancelled.await()
		await().until { !isHeld("endless") }
	}

	@Test
	fun aLossCancelsTheBodyAndEndsTheCall() = test {
		val jobs = jobs()
		val call = async { failureOf { jobs.endless() } }
		jobs.entered.await()
		server.control().steal("endless")
		(locks as LocksControl).confirm()
		assertThat(call.await()).isInstanceOf(LockLostException::class.java)
		jobs.cancelled.await()
	}

	@Test
	fun aFlowHoldsItsLockFromCollectionToItsEnd() = test {
		val rows = jobs().rows()
		assertThat(isHeld("rows")).isFalse()
		assertThat(rows.map { it to isHeld("rows") }.toList()).containsExactly(1 to true, 2 to true, 3 to true)
		assertThat(isHeld("rows")).isFalse()
	}

	@Test
	fun aFlowOfASuspendFunctionHoldsItsLockToItsEnd() = test {
		val rows = jobs().rowsLater()
		assertThat(rows.map { it to isHeld("rows") }.toList()).containsExactly(1 to true, 2 to true, 3 to true)
		assertThat(isHeld("rows")).isFalse()
	}

	@Test
	fun aFlowThatIsNotCollectedToItsEndReleasesItsLock() = test {
		assertThat(jobs().rows().first()).isEqualTo(1)
		await().until { !isHeld("rows") }
	}

	@Test
	fun theSchedulerRunsASuspendFunctionUnderItsLock() = test {
		context.register(Scheduling::class.java)
		val jobs = start(Ticking::class.java)
		await().until { jobs.tokens.size >= 3 }
		assertThat(jobs.tokens).isSorted().doesNotHaveDuplicates()
		locks.withLock("tick", LockOptions.ofWaitFor(Duration.ofSeconds(10))) { lock ->
			assertThat(jobs.tokens).allMatch { it < lock.fencingToken() }
		}
	}

	@Test
	fun refusesASuspendFunctionWhoseWorkGoesOn() {
		assertThatExceptionOfType(Exception::class.java).isThrownBy { start(Refused::class.java) }
			.havingRootCause()
			.isInstanceOf(InvalidLockMethodException::class.java)
			.withMessageContaining("Deferred")
	}

	@ParameterizedTest
	@ValueSource(classes = [NeverNull::class, NeverNullSuspended::class, NeverNullNumber::class])
	fun refusesToSkipAFunctionWhoseResultIsNeverNull(type: Class<*>) {
		assertThatExceptionOfType(Exception::class.java).isThrownBy { start(type) }
			.havingRootCause()
			.isInstanceOf(InvalidLockMethodException::class.java)
			.withMessageContaining("null")
	}

	@Test
	fun skipsFunctionsWithoutResult() = test {
		locks.acquire("skipped").use {
			val jobs = start(WithoutResult::class.java)
			jobs.plain()
			jobs.suspended()
			assertThat(jobs.maybe()).isEmpty()
		}
	}

	private fun jobs() = start(Jobs::class.java)

	private fun <T : Any> start(type: Class<T>): T {
		if (!context.isActive) {
			context.registerBean(DistributedLockPostProcessor::class.java, Supplier { DistributedLockPostProcessor { locks } })
			context.register(type)
			context.refresh()
		}
		return context.getBean(type)
	}

	private fun isHeld(name: String) = server.control().holds(name)

	private fun test(body: suspend CoroutineScope.() -> Unit) {
		runBlocking(Dispatchers.Default) { withTimeout(60_000, body) }
	}

	private suspend fun failureOf(body: suspend () -> Any?): Throwable =
		supervisorScope { runCatching { body() }.exceptionOrNull() } ?: throw AssertionError("Nothing was thrown")

	@Service
	class Jobs {

		val journal = CopyOnWriteArrayList<String>()

		val entered = CompletableDeferred<Unit>()

		val cancelled = CompletableDeferred<Unit>()

		@DistributedLock(name = "job", key = "#id")
		suspend fun create(id: String): String {
			delay(1)
			val lock = ReactiveOctoStoreLocks.currentLock().awaitSingle()
			val held = ReactiveOctoStoreLocks.currentLocks().awaitSingle().filter { it.isHeld }.map { it.name() }
			return "$id with token ${lock.fencingToken()}, held: $held"
		}

		@DistributedLock("unit")
		suspend fun unit() {
			delay(1)
			journal.add("unit")
		}

		@DistributedLock("nothing")
		suspend fun nothing(): String? {
			delay(1)
			journal.add("nothing")
			return null
		}

		@DistributedLock("filled")
		suspend fun filled(lock: HeldLock? = null): Long {
			delay(1)
			return lock!!.fencingToken()
		}

		@DistributedLock("failing")
		suspend fun failing() {
			delay(1)
			throw IllegalStateException("disk")
		}

		@DistributedLock(name = "skipped", whenHeld = WhenHeld.SKIP)
		suspend fun skipped(): String? {
			delay(1)
			return "done"
		}

		@DistributedLock("endless")
		suspend fun endless() {
			try {
				entered.complete(Unit)
				awaitCancellation()
			} finally {
				cancelled.complete(Unit)
			}
		}

		@DistributedLock("rows")
		fun rows(): Flow<Int> = flow {
			for (row in 1..3) {
				delay(1)
				emit(row)
			}
		}

		@DistributedLock("rows")
		suspend fun rowsLater(): Flow<Int> {
			delay(1)
			return rows()
		}

	}

	@Service
	class Ticking {

		val tokens = CopyOnWriteArrayList<Long>()

		@Scheduled(fixedDelay = 10)
		@DistributedLock("tick")
		suspend fun tick() {
			delay(1)
			tokens.add(ReactiveOctoStoreLocks.currentLock().awaitSingle().fencingToken())
		}

	}

	@Service
	class Refused {

		@DistributedLock("refused")
		suspend fun refused(): Deferred<String> = CompletableDeferred("x")

	}

	@Service
	class NeverNull {

		@DistributedLock(name = "skipped", whenHeld = WhenHeld.SKIP)
		fun run(): String = "done"

	}

	@Service
	class NeverNullSuspended {

		@DistributedLock(name = "skipped", whenHeld = WhenHeld.SKIP)
		suspend fun run(): String {
			delay(1)
			return "done"
		}

	}

	@Service
	class NeverNullNumber {

		@DistributedLock(name = "skipped", whenHeld = WhenHeld.SKIP)
		suspend fun run(): Int {
			delay(1)
			return 1
		}

	}

	@Service
	class WithoutResult {

		@DistributedLock(name = "skipped", whenHeld = WhenHeld.SKIP)
		fun plain() = Unit

		@DistributedLock(name = "skipped", whenHeld = WhenHeld.SKIP)
		suspend fun suspended() = delay(1)

		@DistributedLock(name = "skipped", whenHeld = WhenHeld.SKIP)
		fun maybe(): Optional<String> = Optional.of("done")

	}

	@EnableScheduling
	class Scheduling

}
