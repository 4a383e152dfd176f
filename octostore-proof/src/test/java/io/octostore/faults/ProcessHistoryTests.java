package io.octostore.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.octostore.faults.ChildProcess.Line;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is made of the journals of two processes. Times in milliseconds; lock TTL 60 s,
 * session TTL 10 s.
 */
class ProcessHistoryTests {

	private static final UUID FIRST_SESSION = new UUID(0, 0xa);

	private static final UUID SECOND_SESSION = new UUID(0, 0xb);

	private static final UUID FIRST = new UUID(0, 1);

	private static final UUID SECOND = new UUID(0, 2);

	private final List<Line> lines = new ArrayList<>();

	ProcessHistoryTests() {
		say("a", 0, "creates", 1);
		say("a", 2, "created", 1, FIRST_SESSION, 10_000_000_000L);
		say("b", 0, "creates", 1);
		say("b", 2, "created", 1, SECOND_SESSION, 10_000_000_000L);
	}

	private void say(String client, long time, String what, Object... words) {
		this.lines.add(new Line(client, what, 1_000_000_000 + time * 1_000_000,
				List.of(words).stream().map(String::valueOf).toList()));
	}

	private void acquires(String client, long time, int number, UUID session) {
		say(client, time, "sent", number, "ACQUIRE", "lock-1", session, "null", 60_000_000_000L);
	}

	private void has(String client, long time, int number, UUID session, UUID lease, long token) {
		acquires(client, time, number, session);
		say(client, time + 2, "granted", number, lease, token);
		say(client, time + 3, "has", "lock-1", token);
		say(client, time + 4, "yes", "lock-1", token);
	}

	private void releases(String client, long time, int number, UUID lease) {
		say(client, time, "sent", number, "RELEASE", "lock-1", "null", lease, 0);
	}

	private List<String> check() {
		return Checkers.check(ProcessHistory.of(this.lines));
	}

	@Test
	void findsNothingWhereOneHolderFollowsTheOther() {
		has("a", 10, 2, FIRST_SESSION, FIRST, 1);
		acquires("b", 15, 2, SECOND_SESSION);
		say("b", 17, "answered", 2, "HELD");
		releases("a", 20, 3, FIRST);
		say("a", 22, "answered", 3, "DONE");
		say("a", 23, "left", "lock-1", 1);
		has("b", 30, 3, SECOND_SESSION, SECOND, 2);
		assertThat(check()).isEmpty();
	}

	@Test
	void doesNotDependOnTheOrderOfTheJournals() {
		has("b", 30, 3, SECOND_SESSION, SECOND, 2);
		has("a", 10, 2, FIRST_SESSION, FIRST, 1);
		releases("a", 20, 3, FIRST);
		say("a", 22, "answered", 3, "DONE");
		assertThat(check()).isEmpty();
	}

	@Test
	void findsADoubleGrant() {
		has("a", 10, 2, FIRST_SESSION, FIRST, 1);
		has("b", 30, 2, SECOND_SESSION, SECOND, 2);
		assertThat(check()).singleElement().asString().startsWith("linearizability of lock-1");
	}

	@Test
	void findsTwoClaimsAtOneTime() {
		has("a", 10, 2, FIRST_SESSION, FIRST, 1);
		has("b", 30, 2, SECOND_SESSION, SECOND, 2);
		say("a", 40, "yes", "lock-1", 1);
		assertThat(check()).anySatisfy((wrong) -> assertThat(wrong).startsWith("exclusion"));
	}

	@Test
	void findsATokenThatIsUsedAgain() {
		has("a", 10, 2, FIRST_SESSION, FIRST, 1);
		releases("a", 20, 3, FIRST);
		say("a", 22, "answered", 3, "DONE");
		has("b", 30, 2, SECOND_SESSION, SECOND, 1);
		assertThat(check()).extracting((wrong) -> wrong.split("[: ]")[0])
			.containsExactlyInAnyOrder("fencing", "linearizability");
	}

	@Test
	void findsAClaimThatIsMadeAgain() {
		has("a", 10, 2, FIRST_SESSION, FIRST, 1);
		say("a", 20, "no", "lock-1", 1);
		say("a", 30, "yes", "lock-1", 1);
		assertThat(check()).singleElement().asString().contains("latch: ");
	}

	@Test
	void findsAClaimBeyondTheAuthorityOfTheLastConfirmation() {
		has("a", 10, 2, FIRST_SESSION, FIRST, 1);
		say("a", 3_000, "keeps", 3, FIRST_SESSION);
		say("a", 3_002, "kept", 3);
		say("a", 10_999, "yes", "lock-1", 1);
		assertThat(check()).isEmpty();
		say("a", 11_000, "yes", "lock-1", 1);
		assertThat(check()).singleElement().asString().contains("authority: ");
	}

	@Test
	void aRequestOfAKilledProcessMayHaveTakenEffect() {
		acquires("a", 10, 2, FIRST_SESSION);
		acquires("b", 20, 2, SECOND_SESSION);
		say("b", 22, "answered", 2, "HELD");
		has("b", 10_100, 3, SECOND_SESSION, SECOND, 2);
		assertThat(ProcessHistory.of(this.lines).operations()).anyMatch(LockOperation::isUnknown);
		assertThat(Checkers.linearizability(ProcessHistory.of(this.lines))).isEmpty();
	}

	@Test
	void findsAKeepaliveLongAfterTheEnd() {
		say("a", 100, "ends", FIRST_SESSION);
		say("a", 102, "ended", FIRST_SESSION);
		say("a", 1_050, "keeps", 3, FIRST_SESSION);
		assertThat(check()).isEmpty();
		say("a", 1_100, "keeps", 4, FIRST_SESSION);
		assertThat(check()).singleElement().asString().contains("zombie: ");
	}

	@Test
	void findsARequestLongAfterTheClose() {
		say("a", 100, "closed");
		acquires("a", 1_100, 3, FIRST_SESSION);
		assertThat(check()).singleElement().asString().contains("zombie: ");
	}

	@Test
	void tellsWhatHappenedInSecondsFromTheBeginning() {
		has("a", 1_500, 2, FIRST_SESSION, FIRST, 1);
		assertThat(ProcessHistory.of(this.lines).describe("lock-1")).contains("1.500 a 1.500..1.502 a ACQUIRE lock-1")
			.contains("1.503 a has lock-1 with token 1");
	}

}
