package io.octostore.faults;

/**
 * Numbered faults that have no test with a mutant yet, and why.
 */
enum OpenFault {

	B13("T3", "many CPU-bound threads on two cores"),

	C14("T3", "long garbage collections"),

	D7("T3", "a context is closed with 50 held locks"),

	D11("T3", "a body ignores interrupts during shutdown; tested without mutant in DefaultOctoStoreLocksTests"),

	D12("T3", "a context is created and closed 200 times");

	private final String tier;

	private final String reason;

	OpenFault(String tier, String reason) {
		this.tier = tier;
		this.reason = reason;
	}

	String tier() {
		return this.tier;
	}

	String reason() {
		return this.reason;
	}

}
