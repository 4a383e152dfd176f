package io.octostore.lease;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How what is contended for is called in messages.
 */
class ContendedTests {

	@Test
	void aLockHasItsWholeName() {
		assertThat(Contended.LOCK.describe("orders/7")).isEqualTo("Lock 'orders/7'");
		assertThat(Contended.LOCK.describeInText("orders/7")).isEqualTo("lock 'orders/7'");
	}

	@Test
	void aRoomHasTheNameThatItsUserGaveIt() {
		assertThat(Contended.ROOM.describe("election/reports")).isEqualTo("Room 'reports'");
		assertThat(Contended.ROOM.describeInText("election/reports")).isEqualTo("room 'reports'");
	}

	@Test
	void whatIsLostHasItsOwnWords() {
		assertThat(Contended.LOCK.claims()).isEqualTo("locks are");
		assertThat(Contended.ROOM.claims()).isEqualTo("the leadership is");
	}

}
