package io.octostore.examples;

import org.springframework.stereotype.Component;

/**
 * The accounts; stand in for what an application has there.
 */
@Component
class Accounts {

	void settle(String account) {
		throw new UnsupportedOperationException();
	}

}
