package io.octostore.internal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BodyGateTests {

	private final BodyGate gate = new BodyGate(Thread.currentThread());

	@AfterEach
	void clear() {
		Thread.interrupted();
	}

	@Test
	void interruptsARunningBody() {
		this.gate.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void clearsItsOwnInterruptAtTheEnd() {
		this.gate.interrupt();
		this.gate.close();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void interruptsNobodyAfterTheEnd() {
		this.gate.close();
		this.gate.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void keepsTheInterruptOfAnotherThreadThatCameFirst() {
		Thread.currentThread().interrupt();
		this.gate.interrupt();
		this.gate.close();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void keepsTheInterruptOfAnotherThreadWithoutALoss() {
		Thread.currentThread().interrupt();
		this.gate.close();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

}
