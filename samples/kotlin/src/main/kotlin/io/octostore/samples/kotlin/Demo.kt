package io.octostore.samples.kotlin

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.springframework.beans.factory.getBean
import org.springframework.boot.runApplication

/**
 * Starts the application with a server of its own and lets its coroutines run.
 */
fun main() {
	runApplication<KotlinApplication>("--octostore.embedded.enabled=true").use { context ->
		val invoices = context.getBean<Invoices>()
		runBlocking {
			val written = List(3) { async { invoices.write("4711") } }.awaitAll()
			println("Written one after the other: $written")
			println("Exported: ${invoices.export().toList()}")
			println("Closed: ${invoices.close()} invoices")
		}
	}
}
