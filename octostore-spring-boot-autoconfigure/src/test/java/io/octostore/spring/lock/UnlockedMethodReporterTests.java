package io.octostore.spring.lock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class UnlockedMethodReporterTests {

	private final UnlockedMethodReporter reporter = new UnlockedMethodReporter("Locks are off");

	@Test
	void warnsOnceWithTheNumberAndNamesOfAnnotatedMethods(CapturedOutput output) {
		this.reporter.postProcessAfterInitialization(new Job(), "job");
		this.reporter.postProcessAfterInitialization(new Job(), "sameJob");
		this.reporter.postProcessAfterInitialization(new Object(), "other");
		this.reporter.afterSingletonsInstantiated();
		assertThat(output).containsOnlyOnce("WARN")
			.contains("Locks are off: 2 annotated method(s) run WITHOUT a lock")
			.contains("UnlockedMethodReporterTests$Job.one, ")
			.contains("UnlockedMethodReporterTests$Job.two");
		assertThat(this.reporter.getMethods()).hasSize(2);
	}

	@Test
	void namesNotMoreThanTen(CapturedOutput output) {
		this.reporter.postProcessAfterInitialization(new More(), "more");
		this.reporter.afterSingletonsInstantiated();
		assertThat(output).contains("11 annotated method(s)").contains("Many.j, ...").doesNotContain(".k");
	}

	@Test
	void namesAllOfTen(CapturedOutput output) {
		this.reporter.postProcessAfterInitialization(new Many(), "many");
		this.reporter.afterSingletonsInstantiated();
		assertThat(output).contains("10 annotated method(s)").contains("Many.j").doesNotContain("...");
	}

	@Test
	void isSilentWithoutAnnotatedMethods(CapturedOutput output) {
		this.reporter.postProcessAfterInitialization(new Object(), "other");
		this.reporter.afterSingletonsInstantiated();
		assertThat(output).doesNotContain("WARN");
	}

	static class Job {

		@DistributedLock("a")
		void one() {
		}

		@DistributedLock("a")
		void two() {
		}

	}

	@DistributedLock("many")
	static class Many {

		public void a() {
		}

		public void b() {
		}

		public void c() {
		}

		public void d() {
		}

		public void e() {
		}

		public void f() {
		}

		public void g() {
		}

		public void h() {
		}

		public void i() {
		}

		public void j() {
		}

	}

	@DistributedLock("more")
	static class More extends Many {

		public void k() {
		}

	}

}
