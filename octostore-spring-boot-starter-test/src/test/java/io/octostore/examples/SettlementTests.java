package io.octostore.examples;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.octostore.embedded.Fault;
import io.octostore.embedded.Operation;
import io.octostore.lock.LocksControl;
import io.octostore.spring.boot.test.autoconfigure.AutoConfigureTestOctoStore;
import io.octostore.test.TestOctoStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.then;

@SpringBootTest(properties = "report.cron=-")
@AutoConfigureTestOctoStore
class SettlementTests {

	@MockitoBean
	private Accounts accounts;

	@Autowired
	private TestOctoStore octostore;

	@Autowired
	private LocksControl locks;

	@Autowired
	private Settlement settlement;

	@Test
	void survivesARestartOfTheServer() throws Exception {
		this.octostore.server().goDown();
		CompletableFuture<Void> call = CompletableFuture.runAsync(() -> this.settlement.settle("4711"));
		await().until(() -> this.locks.activity().waiting() == 1);
		then(this.accounts).shouldHaveNoInteractions();
		this.octostore.server().comeBack();
		call.get(30, TimeUnit.SECONDS);
		then(this.accounts).should().settle("4711");
		assertThat(this.octostore).wasReleased("settlement.4711");
	}

	@Test
	void survivesALostAnswer() {
		this.octostore.server().faults().next(Operation.ACQUIRE, Fault.dropAnswerAfterApplying());
		this.settlement.settle("4711");
		then(this.accounts).should().settle("4711");
		assertThat(this.octostore).holdsNothing();
	}

}
