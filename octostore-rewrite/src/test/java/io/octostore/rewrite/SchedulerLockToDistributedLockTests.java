package io.octostore.rewrite;

import org.junit.jupiter.api.Test;
import org.openrewrite.java.JavaParser;
import org.openrewrite.test.RecipeSpec;
import org.openrewrite.test.RewriteTest;

import static org.openrewrite.java.Assertions.java;
import static org.openrewrite.java.Assertions.srcMainJava;
import static org.openrewrite.java.Assertions.srcMainResources;
import static org.openrewrite.properties.Assertions.properties;
import static org.openrewrite.yaml.Assertions.yaml;

class SchedulerLockToDistributedLockTests implements RewriteTest {

	@Override
	public void defaults(RecipeSpec spec) {
		spec.recipe(new SchedulerLockToDistributedLock())
			.parser(JavaParser.fromJavaVersion()
				.classpath("shedlock-core", "shedlock-spring", "spring-context", "octostore-core"));
	}

	@Test
	void changesAScheduledMethod() {
		rewriteRun(java("""
				import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
				import org.springframework.scheduling.annotation.Scheduled;

				class Jobs {

					@Scheduled(cron = "0 0 2 * * *")
					@SchedulerLock(name = "nightly-report")
					void report() {
					}

				}
				""", """
				import io.octostore.lock.DistributedLock;
				import org.springframework.scheduling.annotation.Scheduled;

				class Jobs {

					@Scheduled(cron = "0 0 2 * * *")
					@DistributedLock("nightly-report")
					void report() {
					}

				}
				"""));
	}

	@Test
	void isPartOfTheRecipeThatUsersName() {
		rewriteRun((spec) -> spec.recipeFromResources("io.octostore.rewrite.MigrateFromShedLock"), java("""
				import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
				import org.springframework.scheduling.annotation.Scheduled;

				class Jobs {

					@Scheduled(fixedRate = 1000)
					@SchedulerLock(name = "job")
					void run() {
					}

				}
				""", """
				import io.octostore.lock.DistributedLock;
				import org.springframework.scheduling.annotation.Scheduled;

				class Jobs {

					@Scheduled(fixedRate = 1000)
					@DistributedLock("job")
					void run() {
					}

				}
				"""));
	}

	@Test
	void leavesOtherAnnotationsAlone() {
		rewriteRun(java("""
				import org.springframework.scheduling.annotation.Scheduled;

				class Jobs {

					@Scheduled(fixedRate = 1000)
					void run() {
					}

				}
				"""));
	}

	@Test
	void changesLockAtLeastForToHoldAtLeast() {
		rewriteRun(java("""
				import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
				import org.springframework.scheduling.annotation.Scheduled;

				class Jobs {

					private static final String LEAST = "PT1M";

					@Scheduled(fixedRate = 1000)
					@SchedulerLock(name = "one", lockAtLeastFor = "30s")
					void one() {
					}

					@Scheduled(fixedRate = 1000)
					@SchedulerLock(name = "two", lockAtLeastFor = "5000")
					void two() {
					}

					@Scheduled(fixedRate = 1000)
					@SchedulerLock(name = "three", lockAtLeastFor = LEAST)
					void three() {
					}

					@Scheduled(fixedRate = 1000)
					@SchedulerLock(name = "four", lockAtLeastFor = "${least}")
					void four() {
					}

				}
				""", """
				import io.octostore.lock.DistributedLock;
				import org.springframework.scheduling.annotation.Scheduled;

				class Jobs {

					private static final String LEAST = "PT1M";

					@Scheduled(fixedRate = 1000)
					@DistributedLock(name = "one", holdAtLeast = "30s")
					void one() {
					}

					@Scheduled(fixedRate = 1000)
					@DistributedLock(name = "two", holdAtLeast = "5000ms")
					void two() {
					}

					@Scheduled(fixedRate = 1000)
					@DistributedLock(name = "three", holdAtLeast = LEAST)
					void three() {
					}

					@Scheduled(fixedRate = 1000)
					@DistributedLock(name = "four", holdAtLeast = "${least}")
					void four() {
					}

				}
				"""));
	}

	@Test
	void letsOtherMethodsBeSkippedAsBefore() {
		rewriteRun(java("""
				import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;

				class Jobs {

					@SchedulerLock(name = "import")
					void run() {
					}

				}
				""", """
				import io.octostore.lock.DistributedLock;
				import io.octostore.lock.WhenHeld;

				class Jobs {

					@DistributedLock(name = "import", whenHeld = WhenHeld.SKIP)
					void run() {
					}

				}
				"""));
	}

	@Test
	void movesLockAtMostForToTheProperties() {
		rewriteRun(srcMainJava(java(AT_MOST, AT_MOST_CHANGED)), srcMainResources(properties("""
				spring.application.name=billing
				octostore.lock.definitions[three_x].max-hold=7m
				""", """
				octostore.lock.definitions.one.max-hold=10m
				octostore.lock.definitions.two.max-hold=${most}
				spring.application.name=billing
				octostore.lock.definitions[three_x].max-hold=7m
				octostore.lock.hold-at-least=5s
				octostore.lock.max-hold=PT30M
				""", (spec) -> spec.path("application.properties"))));
	}

	@Test
	void movesLockAtMostForToTheYaml() {
		rewriteRun(srcMainJava(java(AT_MOST, AT_MOST_CHANGED)), srcMainResources(yaml("""
				spring:
				  application:
				    name: billing
				octostore:
				  token: secret
				""", """
				spring:
				  application:
				    name: billing
				octostore:
				  token: secret
				  lock:
				    max-hold: PT30M
				    hold-at-least: 5s
				    definitions:
				      one:
				        max-hold: 10m
				      two:
				        max-hold: ${most}
				      "[three_x]":
				        max-hold: 1h
				""", (spec) -> spec.path("application.yml"))));
	}

	private static final String AT_MOST = """
			import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
			import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
			import org.springframework.scheduling.annotation.Scheduled;

			@EnableSchedulerLock(defaultLockAtMostFor = "PT30M", defaultLockAtLeastFor = "5s")
			class Jobs {

				@Scheduled(fixedRate = 1000)
				@SchedulerLock(name = "one", lockAtMostFor = "10m", lockAtLeastFor = "1m")
				void one() {
				}

				@Scheduled(fixedRate = 1000)
				@SchedulerLock(name = "two", lockAtMostFor = "${most}")
				void two() {
				}

				@Scheduled(fixedRate = 1000)
				@SchedulerLock(name = "three_x", lockAtMostFor = "1h")
				void three() {
				}

			}
			""";

	private static final String AT_MOST_CHANGED = """
			import io.octostore.lock.DistributedLock;
			import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
			import org.springframework.scheduling.annotation.Scheduled;

			@EnableSchedulerLock(defaultLockAtMostFor = "PT30M", defaultLockAtLeastFor = "5s")
			class Jobs {

				@Scheduled(fixedRate = 1000)
				@DistributedLock(name = "one", holdAtLeast = "1m")
				void one() {
				}

				@Scheduled(fixedRate = 1000)
				@DistributedLock("two")
				void two() {
				}

				@Scheduled(fixedRate = 1000)
				@DistributedLock("three_x")
				void three() {
				}

			}
			""";

	@Test
	void saysWhatToSetWhereThereIsNoConfigurationFile() {
		rewriteRun(java("""
				import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
				import org.springframework.scheduling.annotation.Scheduled;

				class Jobs {

					@Scheduled(fixedRate = 1000)
					@SchedulerLock(name = "one", lockAtMostFor = "10m")
					void one() {
					}

				}
				""",
				"""
						import io.octostore.lock.DistributedLock;
						import org.springframework.scheduling.annotation.Scheduled;

						class Jobs {

							@Scheduled(fixedRate = 1000)
							/*~~(set octostore.lock.definitions.<name>.max-hold to the lockAtMostFor "10m")~~>*/@DistributedLock("one")
							void one() {
							}

						}
						"""));
	}

	@Test
	void changesWhatTheTaskAsksOfItsLock() {
		rewriteRun(java("""
				import java.time.Duration;

				import net.javacrumbs.shedlock.core.LockAssert;
				import net.javacrumbs.shedlock.core.LockExtender;

				class Tasks {

					void run() {
						LockAssert.assertLocked();
						LockExtender.extendActiveLock(Duration.ofMinutes(5), Duration.ZERO);
					}

				}
				""",
				"""
						import java.time.Duration;

						import io.octostore.lock.CurrentLock;
						import net.javacrumbs.shedlock.core.LockExtender;

						class Tasks {

							void run() {
								CurrentLock.get().ensureHeld();
								/*~~(locks are renewed by themselves: remove this call and set a max-hold that is long enough)~~>*/LockExtender.extendActiveLock(Duration.ofMinutes(5), Duration.ZERO);
							}

						}
						"""));
	}

	@Test
	void leavesWhatItCannotChangeAndSaysWhy() {
		rewriteRun(java("""
				import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;

				class Jobs {

					@SchedulerLock(name = "job-#{#tenant}")
					void one(String tenant) {
					}

					@SchedulerLock(name = "two", lockAtLeastFor = "#{@times.least()}")
					void two() {
					}

					@SchedulerLock
					void three() {
					}

				}
				""",
				"""
						import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;

						class Jobs {

							/*~~(the name of @DistributedLock is constant: move the expression to its key)~~>*/@SchedulerLock(name = "job-#{#tenant}")
							void one(String tenant) {
							}

							/*~~(times of @DistributedLock are no SpEL expressions)~~>*/@SchedulerLock(name = "two", lockAtLeastFor = "#{@times.least()}")
							void two() {
							}

							/*~~(@DistributedLock needs a name)~~>*/@SchedulerLock
							void three() {
							}

						}
						"""));
	}

}
