package io.octostore.spring.boot.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.octostore.spring.boot.history.LockHistoryEntry.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The history is bounded, and keeps what is rare.
 */
class LockHistoryTests {

	private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");

	private final LockHistory history = new LockHistory("billing@host-1", InstantSource.fixed(NOW));

	private void add(Kind kind, String lock) {
		this.history.add(LockHistoryEntry.draft(kind, lock));
	}

	@Test
	void givesTheLatestFirst() {
		add(Kind.RAN, "a");
		add(Kind.SKIPPED, "b");
		add(Kind.RAN, "a");
		assertThat(this.history.entries()).extracting(LockHistoryEntry::number).containsExactly(3L, 2L, 1L);
		assertThat(this.history.entries("a")).extracting(LockHistoryEntry::number).containsExactly(3L, 1L);
		assertThat(this.history.entries("unknown")).isEmpty();
		assertThat(this.history.latest()).isEqualTo(3);
		assertThat(this.history.since()).isEqualTo(NOW);
	}

	@Test
	void keepsALossWhateverElseHappens() {
		add(Kind.LOST, "a");
		for (int count = 0; count < 1000; count++) {
			add(Kind.RAN, "a");
			add(Kind.SKIPPED, "a");
		}
		assertThat(this.history.entries("a")).hasSize(21).last().returns(Kind.LOST, LockHistoryEntry::kind);
		assertThat(this.history.entries("a")).first().returns(2001L, LockHistoryEntry::number);
	}

	@Test
	void keepsTheLocksToWhichSomethingHappenedLast() {
		add(Kind.RAN, "old");
		add(Kind.RAN, "kept");
		for (int count = 0; count < 198; count++) {
			add(Kind.RAN, "key-" + count);
		}
		assertThat(this.history.entries("old")).isNotEmpty();
		add(Kind.RAN, "kept");
		add(Kind.RAN, "new");
		assertThat(this.history.entries("old")).isEmpty();
		assertThat(this.history.entries("kept")).hasSize(2);
		assertThat(this.history.lockNames()).hasSize(200).contains("kept", "new");
	}

	@Test
	void nothingThatConcernsAllLocksIsALock() {
		add(Kind.UNREACHABLE, "");
		assertThat(this.history.lockNames()).isEmpty();
		assertThat(this.history.entries()).hasSize(1);
	}

	@Test
	void describesWhatHappened() {
		Instant next = NOW.plusSeconds(3600);
		assertThat(List.of(
				this.history.add(LockHistoryEntry.draft(Kind.RAN, "a")
					.held(Duration.ofMillis(1234))
					.waited(Duration.ofMillis(20))
					.fencingToken(7)
					.nextFireTime(next)),
				this.history.add(LockHistoryEntry.draft(Kind.RAN, "a")
					.held(Duration.ofMinutes(61))
					.waited(Duration.ofSeconds(65))
					.fencingToken(8)),
				this.history.add(LockHistoryEntry.draft(Kind.SKIPPED, "a").holder("billing@host-2").nextFireTime(next)),
				this.history.add(LockHistoryEntry.draft(Kind.LOST, "a")
					.held(Duration.ofMillis(500))
					.reason("session expired")
					.fencingToken(9))))
			.extracting(LockHistoryEntry::describe)
			.containsExactly("held for 1.2 s, fencing token 7, next run at 2026-03-01T03:00:00Z",
					"held for 1 h 1 min, waited 1 min 5 s, fencing token 8",
					"skipped while the lock was held by billing@host-2, next run at 2026-03-01T03:00:00Z",
					"lost after 500 ms, session expired, fencing token 9");
	}

}
