package io.octostore.examples;

import org.springframework.stereotype.Component;

/**
 * Where reports are written; stands in for what an application has there.
 */
@Component
class Reports {

	void create() {
		throw new UnsupportedOperationException();
	}

}
