package io.octostore.shedlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RehearsalLockProviderTests {

	private static final LockConfiguration JOB = new LockConfiguration(ClockProvider.now(), "job",
			Duration.ofMinutes(5), Duration.ZERO);

	private final List<String> calls = new ArrayList<>();

	private final ScriptedProvider current = new ScriptedProvider("current");

	private final ScriptedProvider next = new ScriptedProvider("next");

	private final RehearsalLockProvider provider = new RehearsalLockProvider(this.current, this.next);

	@Test
	void takesBothLocksAndGivesThemBackInReverseOrder() {
		SimpleLock lock = this.provider.lock(JOB).orElseThrow();
		assertThat(this.calls).containsExactly("lock current", "lock next");
		lock.unlock();
		assertThat(this.calls).endsWith("unlock next", "unlock current").hasSize(4);
		assertThatIllegalStateException().isThrownBy(lock::unlock);
	}

	@Test
	void doesNotAskForTheSecondLockWithoutTheFirst() {
		this.current.free = false;
		assertThat(this.provider.lock(JOB)).isEmpty();
		assertThat(this.calls).containsExactly("lock current");
	}

	@Test
	void warnsAndDoesNotRunIfOnlyTheFirstLockIsFree() {
		this.next.free = false;
		try (Warnings warnings = new Warnings(RehearsalLockProvider.class)) {
			assertThat(this.provider.lock(JOB)).isEmpty();
			assertThat(warnings.messages()).singleElement().asString().contains("Lock 'job' differs");
		}
		assertThat(this.calls).containsExactly("lock current", "lock next", "unlock current");
	}

	@Test
	void leavesNothingAcquiredWhenTheSecondProviderFails() {
		this.next.fails = true;
		assertThatIllegalArgumentException().isThrownBy(() -> this.provider.lock(JOB)).withMessage("lock next");
		assertThat(this.calls).containsExactly("lock current", "lock next", "unlock current");
	}

	@Test
	void unlocksTheFirstLockIfTheSecondFailsToUnlock() {
		SimpleLock lock = this.provider.lock(JOB).orElseThrow();
		this.next.fails = true;
		this.current.fails = true;
		assertThatIllegalArgumentException().isThrownBy(lock::unlock)
			.withMessage("unlock next")
			.satisfies((thrown) -> assertThat(thrown.getSuppressed()).singleElement()
				.extracting(Throwable::getMessage)
				.isEqualTo("unlock current"));
	}

	@Test
	void extendsBothLocks() {
		SimpleLock lock = this.provider.lock(JOB).orElseThrow();
		SimpleLock extended = lock.extend(Duration.ofMinutes(1), Duration.ZERO).orElseThrow();
		assertThat(this.calls).endsWith("extend current", "extend next");
		extended.unlock();
		assertThat(this.calls).endsWith("unlock next", "unlock current");
	}

	@Test
	void warnsAndGivesTheOtherLockBackIfOnlyOneCanBeExtended() {
		SimpleLock lock = this.provider.lock(JOB).orElseThrow();
		this.next.free = false;
		try (Warnings warnings = new Warnings(RehearsalLockProvider.class)) {
			assertThat(lock.extend(Duration.ofMinutes(1), Duration.ZERO)).isEmpty();
			assertThat(warnings.messages()).singleElement().asString().contains("only the first provider could extend");
		}
		assertThat(this.calls).endsWith("extend current", "extend next", "unlock current");
	}

	@Test
	void doesNotWarnIfNeitherCanBeExtended() {
		SimpleLock lock = this.provider.lock(JOB).orElseThrow();
		this.next.free = false;
		this.current.free = false;
		try (Warnings warnings = new Warnings(RehearsalLockProvider.class)) {
			assertThat(lock.extend(Duration.ofMinutes(1), Duration.ZERO)).isEmpty();
			assertThat(warnings.messages()).isEmpty();
		}
	}

	private final class ScriptedProvider implements ExtensibleLockProvider {

		private final String name;

		private boolean free = true;

		private boolean fails;

		ScriptedProvider(String name) {
			this.name = name;
		}

		@Override
		public Optional<SimpleLock> lock(LockConfiguration configuration) {
			call("lock ");
			return this.free ? Optional.of(new ScriptedLock(configuration)) : Optional.empty();
		}

		private void call(String call) {
			calls.add(call + this.name);
			if (this.fails) {
				throw new IllegalArgumentException(call + this.name);
			}
		}

		private final class ScriptedLock extends AbstractSimpleLock {

			ScriptedLock(LockConfiguration configuration) {
				super(configuration);
			}

			@Override
			protected void doUnlock() {
				call("unlock ");
			}

			@Override
			protected Optional<SimpleLock> doExtend(LockConfiguration configuration) {
				call("extend ");
				return ScriptedProvider.this.free ? Optional.of(new ScriptedLock(configuration)) : Optional.empty();
			}

		}

	}

}
