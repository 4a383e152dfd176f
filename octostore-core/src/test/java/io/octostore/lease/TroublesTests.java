package io.octostore.lease;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says about confirmations that fail.
 */
class TroublesTests extends EngineBench {

	private final CapturedLog log = new CapturedLog(LeaseKeeper.class.getName(), Level.INFO);

	@AfterEach
	void stopListening() {
		this.log.close();
	}

	private void confirmNothing() {
		this.authority.answering((call) -> switch (call.operation()) {
			case KEEP_ALIVE, RENEW -> new ConfirmAnswer.Uncertain(new Broken(), null);
			default -> this.authority.healthyAnswer(call);
		});
	}

	@Test
	void areToldOnceAndThatTheyAreOverToo() {
		acquire("a");
		confirmNothing();
		seconds(15);
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("failed and is repeated");
		this.authority.healthy();
		seconds(15);
		assertThat(this.log.messages(Level.WARN)).hasSize(1);
		assertThat(this.log.messages(Level.INFO)).singleElement().asString().contains("confirms again what is held");
	}

	@Test
	void areOverWhenANewSessionIsCreated() {
		Lease lease = acquire("a");
		confirmNothing();
		seconds(30);
		assertThat(lease.isHeld()).isFalse();
		this.authority.healthy();
		assertThat(this.log.messages(Level.INFO)).isEmpty();
		acquire("b");
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		assertThat(this.log.messages(Level.INFO)).singleElement().asString().contains("confirms again what is held");
	}

	private Lease leaseWhoseRenewalIsUnderWay() {
		terms(LeaseTerms.withoutSession(L));
		Lease lease = acquire("a");
		leaveOpen(Operation.RENEW);
		seconds(20.2);
		return lease;
	}

	@Test
	void ofARenewalNameItsLockAndTheTimeThatIsLeft() {
		Lease lease = leaseWhoseRenewalIsUnderWay();
		this.authority.open(Operation.RENEW).answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		assertThat(this.log.messages(Level.WARN)).containsExactly(
				"A renewal of lock 'a' failed and is repeated (broken); without an answer locks are lost in "
						+ lease.remaining().toMillis() + " ms");
	}

	@Test
	void ofAKeepaliveTellTheTimeThatIsLeft() {
		Lease lease = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(10.2);
		this.authority.open(Operation.KEEP_ALIVE).answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.endsWith("without an answer locks are lost in " + lease.remaining().toMillis() + " ms");
	}

	@Test
	void ofALeaseThatIsNotHeldAnyMoreAreNotTold() {
		Lease lease = leaseWhoseRenewalIsUnderWay();
		release(lease);
		this.authority.open(Operation.RENEW).answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		assertThat(this.log.messages(Level.WARN)).isEmpty();
	}

	@Test
	void ofTheTimerThreadAreTold() {
		acquire("a");
		this.time.stall(LeaseTimings.STALL_THRESHOLD.plus(LeaseTimings.TICK));
		seconds(0);
		assertThat(this.log.messages(Level.WARN)).isEmpty();
		this.time.stall(LeaseTimings.STALL_THRESHOLD.plus(LeaseTimings.TICK).plusMillis(1));
		seconds(0);
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.contains("stood still for " + LeaseTimings.STALL_THRESHOLD.plusMillis(1).toMillis() + " ms");
	}

}
