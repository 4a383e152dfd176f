package io.octostore.samples.kotlin

import io.octostore.LockHeldException
import io.octostore.spring.boot.test.autoconfigure.AutoConfigureTestOctoStore
import io.octostore.test.TestOctoStore
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.ExtendWith
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.boot.test.system.CapturedOutput
import org.springframework.boot.test.system.OutputCaptureExtension

@SpringBootTest
@AutoConfigureTestOctoStore
@ExtendWith(OutputCaptureExtension::class)
class InvoicesTests(
	@param:Autowired private val invoices: Invoices,
	@param:Autowired private val octostore: TestOctoStore,
) {

	@Test
	fun writesInvoicesOfOneCustomerOneAfterTheOther() = runBlocking<Unit> {
		val written = List(3) { async { invoices.write("1") } }.awaitAll()
		assertThat(written).doesNotHaveDuplicates().allMatch { it.startsWith("1 with token ") }
		assertThat(octostore.assertThat().wasReleased("invoice.1").fencingTokenGrew("invoice.1")).isNotNull()
	}

	@Test
	fun exportsUnderTheLock() {
		octostore.hold("export")
		assertThatExceptionOfType(LockHeldException::class.java)
			.isThrownBy { runBlocking { invoices.export().toList() } }
		octostore.free("export")
		assertThat(runBlocking { invoices.export().toList() }).isNotNull()
		octostore.assertThat().wasReleased("export")
	}

	@Test
	fun closesUnderTheLock() {
		runBlocking { invoices.close() }
		octostore.assertThat().wasReleased("closing")
	}

	@Test
	fun theDemoShowsAllThreeWays(output: CapturedOutput) {
		main()
		assertThat(output).contains("Written one after the other: [4711 with token ", "Exported: [4711 with token ", "Closed: 3 invoices")
	}

}
