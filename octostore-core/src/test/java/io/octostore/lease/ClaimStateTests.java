package io.octostore.lease;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.lease.ClaimState.Acquiring;
import io.octostore.lease.ClaimState.Choosing;
import io.octostore.lease.ClaimState.GivingBack;
import io.octostore.lease.ClaimState.HeldBack;
import io.octostore.lease.ClaimState.Idle;
import io.octostore.lease.ClaimState.Lent;
import io.octostore.lease.ClaimState.Returning;
import io.octostore.lease.ClaimState.Securing;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of the states of a claim.
 */
class ClaimStateTests {

	private final Lease lease = lease();

	private final ClaimRequest request = new ClaimRequest(Contended.LOCK,
			LeaseTerms.withoutSession(Duration.ofMinutes(1)), 0, new Claimant() {

				@Override
				public void granted(Lease lease) {
				}

				@Override
				public void denied(AcquireAnswer.Denied why) {
				}

			});

	private final List<ClaimState> all = List.of(new Idle(), new Choosing(this.request),
			new Acquiring(this.lease.session(), Duration.ofMinutes(1), this.request, 0, Duration.ofSeconds(5)),
			new Securing(this.request), new GivingBack(this.request), new Lent(this.lease),
			new HeldBack(this.lease, shortening(), () -> {
			}), new Returning(this.lease));

	private Shortening shortening() {
		return new Shortening(engine(), this.lease, (outcome) -> {
		}, () -> {
		});
	}

	private static Engine engine() {
		return new Engine(Contended.LOCK, new ScriptedAuthority(), new SimulatedTime(), Runnable::run, new Random(1),
				new LeaseEvents() {
				}, new RoundTrip(), Duration.ofSeconds(5), new Troubles(Contended.LOCK));
	}

	private static Lease lease() {
		Engine engine = engine();
		ServerSession session = new ServerSession(engine, null, false, new SessionEndings(engine), (changed) -> {
		});
		return new Lease(engine, session, "a", new AcquireAnswer.Granted(new LeaseId("1"), 1), Duration.ofMinutes(1), 0,
				0, (returned, outcome) -> {
				});
	}

	@ParameterizedTest
	@CsvSource({ "Idle, Choosing Acquiring GivingBack", "Choosing, Idle Acquiring",
			"Acquiring, Idle Acquiring Securing GivingBack Lent", "Securing, GivingBack Lent", "GivingBack, Idle",
			"Lent, Returning HeldBack", "HeldBack, Idle Returning", "Returning, Idle" })
	void leadsToTheStatesOfTheTableAndToNoOther(String state, String next) {
		ClaimState from = named(state);
		List<String> expected = List.of(next.split(" "));
		assertThat(this.all)
			.allSatisfy((to) -> assertThat(from.leadsTo(to)).as("%s to %s", state, to.getClass().getSimpleName())
				.isEqualTo(expected.contains(to.getClass().getSimpleName())));
	}

	private ClaimState named(String name) {
		return this.all.stream()
			.filter((state) -> state.getClass().getSimpleName().equals(name))
			.findAny()
			.orElseThrow();
	}

	@Test
	void areAll() {
		assertThat(this.all).hasSize(ClaimState.class.getPermittedSubclasses().length);
	}

}
