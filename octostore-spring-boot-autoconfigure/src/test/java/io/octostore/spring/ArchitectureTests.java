package io.octostore.spring;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Rules of this module: those of the project, and those of Spring Boot for its own
 * auto-configuration.
 */
@AnalyzeClasses(packages = "io.octostore.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String AUTO_CONFIGURE = "io.octostore.spring.boot.autoconfigure";

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.octostore.spring.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule locksKnowNothingOfBoot = noClasses().that()
		.resideInAPackage("io.octostore.spring.lock")
		.should()
		.dependOnClassesThat(resideInAnyPackage("io.octostore.spring.boot..", "org.springframework.boot.."));

	@ArchTest
	static final ArchRule electionsKnowNothingOfBootAndLocks = noClasses().that()
		.resideInAPackage("io.octostore.spring.election")
		.should()
		.dependOnClassesThat(resideInAnyPackage("io.octostore.spring.boot..", "io.octostore.spring.lock..",
				"io.octostore.lock..", "org.springframework.boot.."));

	@ArchTest
	static final ArchRule featuresKnowNothingOfAutoConfiguration = noClasses().that()
		.resideInAnyPackage("io.octostore.spring.boot.health..", "io.octostore.spring.boot.metrics..",
				"io.octostore.spring.boot.observation..", "io.octostore.spring.boot.history..",
				"io.octostore.spring.boot.overview..", "io.octostore.spring.boot.console..",
				"io.octostore.spring.boot.endpoint..", "io.octostore.spring.boot.info..",
				"io.octostore.spring.boot.pause..", "io.octostore.spring.boot.webhook..")
		.should()
		.dependOnClassesThat(resideInAPackage(AUTO_CONFIGURE + ".."));

	@ArchTest
	static final ArchRule featuresKnowNothingOfEachOther = slices()
		.matching("io.octostore.spring.boot.(health|metrics|observation|console|endpoint|info|webhook)..")
		.should()
		.notDependOnEachOther();

	@ArchTest
	static final ArchRule autoConfigurationOfTheCoreKnowsNothingOfOptionalFeatures = noClasses().that()
		.resideInAPackage(AUTO_CONFIGURE)
		.should()
		.dependOnClassesThat(resideInAnyPackage(AUTO_CONFIGURE + ".health", AUTO_CONFIGURE + ".metrics",
				AUTO_CONFIGURE + ".shedlock", AUTO_CONFIGURE + ".integration", "io.octostore.spring.boot.health",
				"io.octostore.spring.boot.metrics", "org.springframework.boot.health..", "io.micrometer.core.."));

	@ArchTest
	static final ArchRule actuatorOnlyInPackagesOfTheActuator = noClasses().that()
		.resideOutsideOfPackages("io.octostore.spring.boot.endpoint", "io.octostore.spring.boot.info",
				AUTO_CONFIGURE + ".endpoint", AUTO_CONFIGURE + ".info")
		.should()
		.dependOnClassesThat(resideInAPackage("org.springframework.boot.actuate.."));

	@ArchTest
	static final ArchRule adaptersOnlyInTheirAutoConfiguration = noClasses().that()
		.resideOutsideOfPackages(AUTO_CONFIGURE + ".shedlock", AUTO_CONFIGURE + ".integration",
				"io.octostore.spring.integration")
		.should()
		.dependOnClassesThat(resideInAnyPackage("io.octostore.shedlock..", "io.octostore.spring.integration..",
				"net.javacrumbs.shedlock..", "org.springframework.integration.."));

	@ArchTest
	static final ArchRule metersOnlyInMetricsPackages = noClasses().that()
		.resideOutsideOfPackages("io.octostore.spring.boot.metrics", AUTO_CONFIGURE + ".metrics")
		.should()
		.dependOnClassesThat(resideInAPackage("io.micrometer.core.."));

	@ArchTest
	static final ArchRule observationOnlyWhereClientAndLocksAreBuilt = noClasses().that()
		.doNotHaveSimpleName("OctoStoreAutoConfiguration")
		.and()
		.doNotHaveSimpleName("OctoStoreClientFactory")
		.and()
		.resideOutsideOfPackages("io.octostore.spring.boot.observation", AUTO_CONFIGURE + ".observation",
				AUTO_CONFIGURE + ".etcd")
		.should()
		.dependOnClassesThat(resideInAPackage("io.micrometer.observation.."));

	@ArchTest
	static final ArchRule embeddedServerOnlyInItsAutoConfiguration = noClasses().that()
		.doNotHaveSimpleName("OctoStoreEmbeddedAutoConfiguration")
		.should()
		.dependOnClassesThat(resideInAPackage("io.octostore.embedded.."));

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration");

	@ArchTest
	static final ArchRule autoConfigurationsHaveNoPublicMembers = noMethods().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.orShould()
		.beProtected();

	@ArchTest
	static final ArchRule classConditionsStandOnClasses = noMethods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.beAnnotatedWith(ConditionalOnClass.class)
		.orShould()
		.beAnnotatedWith(ConditionalOnMissingClass.class);

	@ArchTest
	static final ArchRule postProcessorsAreStaticAndPullNothingIn = methods().that()
		.areAnnotatedWith(Bean.class)
		.and()
		.haveRawReturnType(DescribedPredicate.or(JavaClass.Predicates.assignableTo(BeanPostProcessor.class),
				JavaClass.Predicates.assignableTo(BeanFactoryPostProcessor.class)))
		.should()
		.beStatic()
		.andShould(takeOnlyWhatIsResolvedLater());

	@ArchTest
	static final ArchRule nobodySleepsOrStartsThreads = noClasses().should()
		.callMethod(Thread.class, "sleep", long.class)
		.orShould()
		.callConstructor(Thread.class, Runnable.class)
		.orShould()
		.callConstructor(Thread.class, Runnable.class, String.class);

	private static ArchCondition<JavaMethod> takeOnlyWhatIsResolvedLater() {
		return new ArchCondition<>("take only providers and the environment") {

			@Override
			public void check(JavaMethod method, ConditionEvents events) {
				for (JavaClass parameter : method.getRawParameterTypes()) {
					boolean lazy = parameter.getSimpleName().equals("ObjectProvider")
							|| parameter.getSimpleName().equals("Environment");
					events.add(new SimpleConditionEvent(method, lazy,
							method.getFullName() + " takes " + parameter.getName()));
				}
			}

		};
	}

}
