package io.octostore.spring.lock;

import java.time.Duration;

import io.octostore.client.LockNameRule;

/**
 * What the locks behind the annotations are configured with, as far as it decides what an
 * annotation may say.
 *
 * @param namePrefix prefix that the locks put before every name, may be empty
 * @param nameRule which names the client accepts
 * @param minimumTtl shortest TTL that the locks accept
 * @param definitions overrides
 */
record LockMethodSettings(String namePrefix, LockNameRule nameRule, Duration minimumTtl, LockDefinitions definitions) {

	String fullPrefix() {
		return this.namePrefix.isEmpty() ? "" : this.namePrefix + ".";
	}

}
