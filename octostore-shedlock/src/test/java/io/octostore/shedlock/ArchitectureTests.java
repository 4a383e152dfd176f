package io.octostore.shedlock;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * The adapter uses what every user may use, and ShedLock.
 */
@AnalyzeClasses(packages = "io.octostore.shedlock", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule usesThePublicApiOnly = classes().should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.octostore", "io.octostore.lock", "io.octostore.shedlock", "java..",
				"net.javacrumbs.shedlock.core", "net.javacrumbs.shedlock.support", "org.jspecify.annotations",
				"org.slf4j");

}
