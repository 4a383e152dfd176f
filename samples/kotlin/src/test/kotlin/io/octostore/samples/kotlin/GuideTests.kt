package io.octostore.samples.kotlin

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import kotlin.io.path.Path
import kotlin.io.path.readText

/**
 * What the guide shows in Kotlin is code of this sample.
 */
class GuideTests {

	@Test
	fun theGuideShowsCodeOfThisSample() {
		val source = Path("src/main/kotlin/io/octostore/samples/kotlin/Invoices.kt").readText().replace(Regex("(?m)^\t"), "")
		val blocks = Regex("(?s)```kotlin\n(.*?)```").findAll(Path("../../docs/locks.md").readText()).map { it.groupValues[1] }
		assertThat(blocks.toList()).isNotEmpty().allSatisfy { assertThat(source).contains(it) }
	}

}
