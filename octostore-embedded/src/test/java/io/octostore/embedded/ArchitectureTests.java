package io.octostore.embedded;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The dependency rules of the embedded server.
 */
@AnalyzeClasses(packages = "io.octostore.embedded", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final Class<?>[] RULES_AND_STATE = { LockService.class, LockTable.class, LockRules.class,
			LockEvents.class, Lease.class, AccessList.class, Session.class, SessionTable.class, Elections.class,
			UserDirectory.class, WebhookTable.class, Counters.class, Timeline.class, ServerState.class };

	@ArchTest
	static final ArchRule rulesAndStateKnowNoHttp = noClasses().that(belongToAnyOf(RULES_AND_STATE))
		.should()
		.dependOnClassesThat(resideInAnyPackage("io.netty..", "reactor.netty..", "java.net.http..")
			.or(belongToAnyOf(ApiRequest.class, Answer.class, HttpProblem.class, Call.class, HttpFront.class,
					Dispatcher.class, Router.class)));

	/** {@link Call} measures latencies, which are no business of the rules. */
	@ArchTest
	static final ArchRule timeComesFromTheClock = noClasses().that()
		.doNotHaveFullyQualifiedName(OctoStoreServer.class.getName())
		.and()
		.doNotHaveFullyQualifiedName(OctoStoreServerBuilder.class.getName())
		.and()
		.doNotHaveFullyQualifiedName(Call.class.getName())
		.should()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(InstantSource.class, "system")
		.orShould()
		.callMethod(Clock.class, "systemUTC")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(System.class, "nanoTime");

	@ArchTest
	static final ArchRule clientAndServerShareNothing = classes().should()
		.onlyDependOnClassesThat(resideInAnyPackage("io.octostore.embedded..", "java..", "javax..", "io.netty..",
				"reactor..", "org.reactivestreams..", "org.slf4j..", "org.jspecify..", "tools.jackson.."));

}
