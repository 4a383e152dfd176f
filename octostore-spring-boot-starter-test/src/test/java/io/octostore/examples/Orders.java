package io.octostore.examples;

import org.springframework.stereotype.Component;

/**
 * Where orders come from and go to; stands in for what an application has there.
 */
@Component
class Orders {

	String next() throws InterruptedException {
		throw new UnsupportedOperationException();
	}

	void store(String order, long fencingToken) {
		throw new UnsupportedOperationException();
	}

}
