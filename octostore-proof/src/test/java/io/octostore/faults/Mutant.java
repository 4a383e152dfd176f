package io.octostore.faults;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import reactor.core.publisher.Mono;

import io.octostore.LossReason;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.authority.Attempt;
import io.octostore.authority.LeaseId;
import io.octostore.client.http.Lane;

/**
 * Variants of the product that lack one protection.
 */
public enum Mutant {

	HANDS_OUT_WHATEVER_IS_LEFT("a grant is handed out however little of it is left",
			Change.of("minimum-at-hand-out", (call) -> Long.MIN_VALUE / 2)),

	CLAIMS_THE_WHOLE_TTL("authority lasts for the whole TTL instead of 80 % of it",
			Change.of("authority-of-a-grant", (call) -> call.duration(0).toNanos())),

	GRANTS_UNDER_A_DEAD_SESSION("a grant is handed out although its session is over",
			Change.of("minimum-at-hand-out", (call) -> Long.MIN_VALUE / 2),
			Change.of("a-grant-needs-its-session", (call) -> true)),

	LENDS_A_LEASE_TWICE("a lease that is granted again is lent again", Change.without("lend-no-lease-twice")),

	LENDS_A_LEASE_TWICE_AND_TAKES_ANY_TOKEN("nothing is remembered about former grants of a lock",
			Change.without("lend-no-lease-twice"), Change.without("tokens-only-grow")),

	MOVES_DEADLINES_BACK("the last answer sets the deadline, not the latest send",
			Change.of("the-later-deadline-counts", (call) -> call.number(1))),

	REVIVES_AFTER_THE_DEADLINE("a success counts however late it arrives",
			Change.without("a-session-ends-at-its-deadline"), Change.without("nothing-revives-a-lease")),

	STOPS_AT_THE_FIRST_EXCEPTION("a task that throws ends the serial context",
			Change.of("outlive-failed-tasks", (call) -> call.run(0))),

	FORGETS_THAT_A_LEASE_IS_BEING_RELEASED("a lease is released without leaving the state HELD",
			Change.of("a-release-ends-the-claim", (call) -> true)),

	RELEASES_WHAT_IS_NOT_LENT("a second release ends the claim of the next borrower",
			Change.of("release-only-what-is-lent", (call) -> true)),

	RELEASES_WHATEVER_LEASE_IS_CURRENT("a release does not name the lease that was lent",
			Change.of("a-release-names-its-lease", (call) -> new LeaseId(UUID.randomUUID().toString()))),

	KEEPS_LEASES_OF_A_LOST_SESSION("the loss of a session does not end its leases",
			Change.without("leases-end-with-their-session")),

	READS_THE_CLOCK_BEFORE_THE_STATE("isHeld reads the clock first and the state second",
			Change.of("the-clock-is-read-after-the-state", Replacements::byTheFormerReading)),

	IGNORES_OTHER_CLOCKS("time that only other clocks have seen does not count",
			Change.without("time-that-other-clocks-saw")),

	FOLLOWS_THE_WALL_CLOCK("elapsed time is read from the wall clock",
			Change.of("time-that-other-clocks-saw", (call) -> true)),

	COUNTS_SLEWING_AS_ELAPSED("every lead of the wall clock counts as elapsed time",
			Change.of("time-that-other-clocks-saw", (call) -> call.number(0) > 0)),

	COMPARES_RAW_NANO_TIME("the reading of the monotonic clock is clipped at its largest value",
			Change.of("elapsed-time-is-monotonic",
					(call) -> Math.max(call.number(1), call.number(0)) - call.number(0))),

	LETS_EVERY_CALLER_ASK("callers of one process do not queue up for a lock",
			Change.of("one-queue-for-each-name", Replacements::anotherOne)),

	FOLLOWS_ADVICE_BLINDLY("a waiting caller asks again when the server advises",
			Change.of("pause-between-polls", (call) -> Replacements.advice(call, 1))),

	WAITS_FOR_THE_NEXT_POLL("a caller that waits has no timer of its own",
			Change.without("a-timer-for-each-caller-that-waits")),

	RUNS_LISTENERS_ITSELF("listeners run on the engine's thread",
			Change.of("callbacks-on-threads-of-their-own", (call) -> call.run(1))),

	LEAVES_AN_INTERRUPT_BEHIND("the end of a body does not clear the interrupt that it was sent",
			Change.without("leave-no-interrupt-behind")),

	INTERRUPTS_AFTER_THE_END("the interrupt is sent whether the body runs or not",
			Change.of("interrupt-only-a-running-body", (call) -> true)),

	BELIEVES_THE_RESULT("a result that was made after a loss is a success",
			Change.without("a-loss-outweighs-the-result")),

	LETS_A_REACTIVE_BODY_GO_ON("a loss neither cancels a reactive body nor holds back what it emits",
			Change.of("a-loss-cancels-a-reactive-body", (call) -> Mono.never()),
			Change.of("nothing-is-emitted-after-a-loss", Replacements::emit)),

	ENTERS_AGAIN_AFTER_A_LOSS("a body is started without a look at its lock",
			Change.without("no-body-begins-without-its-lock")),

	ADMITS_THE_NEXT_AT_A_LOSS("the next local caller is admitted when the lock is lost",
			Change.of("only-the-borrower-returns-a-lost-lock", Replacements::returnAtOnce)),

	COUNTS_FROM_THE_ANSWER("authority counts from an answer that came 4 s after the send",
			Change.of("count-from-the-send",
					(call) -> call.proceedWith(call.number(0) + Replacements.SLOW_ANSWER, call.duration(1)))),

	FORGETS_UNANSWERED_ACQUIRES("an acquire without an answer is forgotten",
			Change.without("remember-unanswered-acquires"), Change.without("audit-unanswered-acquires")),

	IS_NOT_EPHEMERAL("locks are acquired without a session",
			Change.of("locks-hang-on-a-session", (call) -> call.argument(0))),

	CONFIRMS_LATE("sessions and leases are confirmed after three quarters of their TTL",
			Change.of("confirm-early", (call) -> call.duration(0).toNanos() / 4 * 3)),

	WAITS_OUT_THE_TTL("a waiting caller asks again when the holder's TTL is over, whatever a watch says",
			Change.of("pause-between-polls", (call) -> Replacements.advice(call, 1)),
			Change.of("ask-although-a-watch-is-open", (call) -> Replacements.advice(call, 0)),
			Change.without("follow-hints")),

	DOES_NOT_AUDIT("the session's locks on the server are not counted after an acquire without an answer",
			Change.without("audit-unanswered-acquires")),

	SHARES_DEDICATED_SESSIONS_AND_DOES_NOT_AUDIT("a lock that asks for a session of its own shares one, without audit",
			Change.without("a-session-of-its-own"), Change.without("audit-unanswered-acquires")),

	GIVES_UP_AT_THE_LIMIT("a caller that waits does not ask again after the limit was reached",
			Change.of("pause-at-the-limit", (call) -> Replacements.HOUR)),

	STAYS_WITH_A_SESSION_THAT_IS_GONE("an acquire that finds its session gone does not end it",
			Change.without("ask-for-a-session-that-is-said-to-be-gone")),

	FOLLOWS_ADVICE_PAST_THE_DEADLINE("a keepalive is repeated when the server advises, however late",
			Change.of("advice-ends-before-the-deadline", (call) -> call.number(1) + call.duration(0).toNanos())),

	DOES_NOT_REPEAT_CONFIRMATIONS("a confirmation that failed is not repeated",
			Change.of("repeat-confirmations", (call) -> Replacements.HOUR),
			Change.without("repeat-overdue-confirmations")),

	RENEWS_WITH_A_SHORTER_TTL("renewals ask for 10 s",
			Change.of("renew-for-the-same-time", (call) -> Duration.ofSeconds(10))),

	LOOKS_AT_NO_OVERLAP("the checker of exclusion finds nothing",
			Change.of("checker-of-exclusion", (call) -> List.of())),

	CLAIMS_FIVE_TTLS("authority lasts for five times the TTL",
			Change.of("authority-of-a-grant", (call) -> 5 * call.duration(0).toNanos())),

	REMEMBERS_OBLIGATIONS_FOR_EVER("an obligation is kept until the server answers",
			Change.without("forget-obligations-in-time")),

	RENEWS_WHAT_WAS_RELEASED("a released lease stays in the list of what is renewed",
			Change.of("a-release-ends-the-claim", (call) -> true), Change.without("renew-nothing-that-was-returned")),

	LEAVES_SESSIONS_AT_SHUTDOWN("sessions are not ended on the server",
			Change.of("end-sessions-on-the-server", Replacements::pretendEnded)),

	FOLLOWS_ADVICE_BLINDLY_UNDER_A_WATCH_TOO("a waiting caller asks again when the server advises, watch or not",
			Change.of("pause-between-polls", (call) -> Replacements.advice(call, 1)),
			Change.of("ask-although-a-watch-is-open", (call) -> Replacements.advice(call, 0))),

	TRUSTS_THE_WATCH("under a watch the server is not asked without a hint",
			Change.of("ask-although-a-watch-is-open", (call) -> Replacements.HOUR)),

	TRUSTS_THE_WATCH_AFTER_ITS_END("the end of a watch is no hint", Change.without("the-end-of-a-watch-is-a-hint")),

	COMES_BACK_AT_ONCE("every hint is followed at once", Change.without("ask-in-the-order-of-the-line")),

	SERVES_THE_LAST_COMER_FIRST("the last local caller is served first",
			Change.of("first-come-first-served", Replacements::addFirst)),

	NEVER_STANDS_DOWN("the next local caller asks at once after each release",
			Change.without("let-others-have-a-turn")),

	KEEPS_A_GRANT_THAT_NOBODY_WANTS("a grant whose caller has gone is not given back",
			Change.without("give-back-what-no-caller-wants")),

	TAKES_EVERY_REFUSAL_FOR_TEMPORARY("every refusal of the server is followed by another attempt",
			Change.of("final-refusals-are-final", (call) -> true)),

	BELIEVES_ANY_SESSION("the session in an answer is not compared with the one asked about",
			Change.without("an-answer-is-about-its-session")),

	TAKES_A_REFUSED_TOKEN_FOR_A_LOSS("a token that is refused counts as the proof of a loss",
			Change.of("a-session-is-gone-by-proof-only",
					(call) -> (call.argument(0) instanceof OctoStoreAuthenticationException)
							? LossReason.SESSION_NOT_FOUND : null)),

	SENDS_EVERYTHING_THROUGH_ONE_POOL("keepalives use the connections of acquires",
			Change.of("keepalives-have-lanes-of-their-own", (call) -> Lane.GENERAL)),

	FORGETS_UNCONFIRMED_RELEASES("a release without an answer is forgotten",
			Change.without("remember-unanswered-releases")),

	WAITS_FOR_THE_END_OF_SESSIONS("shutdown waits until the server has answered",
			Change.of("end-sessions-in-short-attempts",
					(call) -> new Attempt(Duration.ofSeconds(8), (Boolean) call.argument(0))),
			Change.of("waiting-ends-in-time", Replacements::waitForEver)),

	TAKES_SESSIONS_INTO_A_CHECKPOINT("a checkpoint is never refused, and sessions outlive it",
			Change.of("no-checkpoint-while-locks-are-in-use", (call) -> CompletableFuture.completedFuture(Set.of())),
			Change.of("no-session-outlives-a-checkpoint", (call) -> call.run(0))),

	READS_FRAMES_OF_ANY_SIZE("frames of a watch may have any size",
			Change.of("frames-have-a-largest-size", Replacements::readFramesOfAnySize)),

	TELLS_SECRETS("a lock shows the id of its lease", Change.of("a-lock-shows-no-secret", Replacements::showLeaseId)),

	PASSES_ON_WITHOUT_LIMIT("a lease that may be passed on is passed on always",
			Change.of("pass-on-within-limits", (call) -> true), Change.without("pass-nothing-on-after-a-failure")),

	RENEWS_ALL_THAT_IS_DUE("all leases that are due are renewed at once",
			Change.of("spread-renewals", (call) -> Integer.MAX_VALUE)),

	SHARES_THREADS_WITH_THE_APPLICATION("the engine's timers run in the common pool",
			Change.of("timers-of-their-own", (call) -> new CommonPoolScheduler())),

	COUNTS_NO_PAUSES("of a pause, 20 ms count as elapsed time, and no other clock is asked",
			Change.of("elapsed-time-is-monotonic", Replacements::withoutPauses),
			Change.without("time-that-other-clocks-saw")),

	ENDS_SESSIONS_UNDER_BODIES("sessions are ended at shutdown although bodies run",
			Change.without("leave-sessions-that-bodies-need")),

	LEAVES_ITS_TIMER_THREAD("the engine's thread outlives the locks", Change.without("end-the-timer-thread")),

	KEEPS_WATCHES_OPEN("watches stay open when the server cannot be reached",
			Change.without("end-watches-of-a-server-that-is-away")),

	BELIEVES_ITS_OWN_CANDIDATE_ID("a candidate that finds its own id in the room takes itself for the leader",
			Change.of("one-id-for-each-attempt", Replacements::rememberId),
			Change.of("only-the-answer-makes-a-leader", Replacements::believeOwnId)),

	KEEPS_A_TERM_THAT_NOBODY_WANTS("a term whose candidate has gone is not resigned",
			Change.without("resign-what-no-candidate-wants")),

	BELIEVES_ANY_RESIGNATION("the term in the answer to a resignation is not looked at",
			Change.of("a-resignation-names-the-term", (call) -> true)),

	WAITS_TO_BE_TOLD_OF_A_LOSS("an election does not look at the deadline of its term",
			Change.without("leaders-look-at-their-deadline")),

	GIVES_LEADERSHIP_BACK_UNDER_ITS_CODE("leadership that is given up goes back although its code runs",
			Change.of("leadership-is-given-back-when-its-code-has-ended",
					(call) -> CompletableFuture.completedFuture(null))),

	LETS_THE_CODE_OF_A_LOST_LEADER_RUN("the end of a leadership interrupts nothing",
			Change.without("the-end-of-a-leadership-interrupts-its-code")),

	TAKES_THE_RESULT_OF_A_LOST_LEADER("the result of code counts although the leadership was lost",
			Change.of("a-lost-leadership-outweighs-the-result", (call) -> null)),

	CAMPAIGNS_AT_ONCE_AFTER_YIELDING("an instance that yields campaigns again at once",
			Change.of("who-yields-lets-others-go-first", (call) -> Duration.ZERO)),

	FORGETS_WHAT_LISTENERS_HAVE_BEGUN("listeners are not told of the end",
			Change.of("listeners-that-began-are-ended", (call) -> call.run(1))),

	RELEASES_WHAT_IS_TO_BE_HELD("a lock is released when its body ends, whatever its hold",
			Change.of("hold-what-is-to-be-held", (call) -> Duration.ZERO)),

	TRUSTS_A_SESSION_THAT_ENDS_BEFORE_THE_HOLD("a lock is handed out although its session may end before its hold",
			Change.without("secure-holds")),

	HOLDS_IN_A_SHORTER_SESSION("the session of a lock does not depend on its hold",
			Change.of("a-session-as-long-as-its-hold", (call) -> call.argument(0))),

	LEAVES_HELD_LOCKS_THEIR_TTL("the TTL of a lock that is held back is an hour",
			Change.of("round-holds-up", (call) -> Duration.ofHours(1))),

	ROUNDS_HOLDS_DOWN("the rest of a hold is rounded down",
			Change.of("round-holds-up", (call) -> Duration.ofSeconds(Math.max(1, call.number(0) / 1_000_000_000)))),

	OVERLOOKS_MARKERS("a lock is handed out although the marker of its hold was there",
			Change.without("a-marker-keeps-its-lock"));

	private final String description;

	private final List<Change> changes;

	Mutant(String description, Change... changes) {
		this.description = description;
		this.changes = List.of(changes);
	}

	/**
	 * What is wrong with it.
	 */
	String description() {
		return this.description;
	}

	/**
	 * What it does instead of a safeguard.
	 */
	Replacement replacement(String rule) {
		return this.changes.stream()
			.filter((change) -> change.rule().equals(rule))
			.findAny()
			.orElseThrow()
			.replacement();
	}

	/**
	 * The rules that it breaks.
	 */
	Set<String> rules() {
		return this.changes.stream().map(Change::rule).collect(Collectors.toSet());
	}

	/**
	 * A loader of this mutant.
	 * @throws MutantMisfitException if it does not fit the product any more
	 */
	MutantLoader loader(ClassLoader original) {
		return new MutantLoader(name(), original, this.changes);
	}

	@Override
	public String toString() {
		return this.description;
	}

}
