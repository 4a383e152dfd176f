package io.octostore.samples.fencedwrites;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.transaction.support.TransactionTemplate;

import io.octostore.LockLostException;
import io.octostore.StaleFencingTokenException;
import io.octostore.lock.LockOptions;
import io.octostore.spring.boot.test.autoconfigure.AutoConfigureTestOctoStore;
import io.octostore.spring.lock.FencingTable;
import io.octostore.test.TestOctoStore;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A holder stands still in the middle of its work while another one does the same.
 */
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:accounts;DB_CLOSE_DELAY=-1")
@AutoConfigureTestOctoStore
class FencedWritesTests {

	private static final long ACCOUNT = 42;

	@Autowired
	private TestOctoStore octostore;

	@Autowired
	private Accounts accounts;

	@Autowired
	private Cashier cashier;

	@Autowired
	private FencingTable fencing;

	@Autowired
	private TransactionTemplate transaction;

	@BeforeEach
	void open() {
		this.accounts.open(ACCOUNT, 1000);
	}

	/**
	 * This instance stands still for a minute, in which another one pays in 7.
	 */
	private void standStill() {
		this.octostore.pauseApplication(ofMinutes(1));
		this.octostore.newInstance()
			.executeWithoutResult("account.42", LockOptions.defaults().withWaitFor(ofMinutes(1)),
					(lock) -> this.transaction.executeWithoutResult((status) -> {
						this.fencing.admit(lock);
						this.accounts.setBalance(ACCOUNT, this.accounts.balance(ACCOUNT) + 7);
					}));
	}

	@Test
	void paysIn() {
		this.cashier.payIn(ACCOUNT, 100, () -> {
		});
		assertThat(this.accounts.balance(ACCOUNT)).isEqualTo(1100);
	}

	@Test
	void theDatabaseRefusesTheWriteOfAHolderThatWasPaused() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.cashier.payIn(ACCOUNT, 100, this::standStillUndisturbed))
			.satisfies((lost) -> assertThat(lost.getSuppressed()).singleElement()
				.isInstanceOf(StaleFencingTokenException.class));
		assertThat(this.accounts.balance(ACCOUNT)).isEqualTo(1007);
	}

	@Test
	void withoutTheCheckTheWriteOfTheOtherHolderIsLost() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.cashier.payInCarelessly(ACCOUNT, 100, this::standStillUndisturbed));
		assertThat(this.accounts.balance(ACCOUNT)).isEqualTo(1100);
	}

	/**
	 * The interrupt that tells of the loss does not reach the work of the other instance,
	 * which runs on the same thread in this test only.
	 */
	private void standStillUndisturbed() {
		Thread other = new Thread(this::standStill);
		other.start();
		while (other.isAlive()) {
			try {
				other.join();
			}
			catch (InterruptedException ex) {
				// The holder goes on in spite of it
			}
		}
	}

}
