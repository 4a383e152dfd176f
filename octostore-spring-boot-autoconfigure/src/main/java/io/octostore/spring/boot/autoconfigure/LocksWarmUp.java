package io.octostore.spring.boot.autoconfigure;

import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.lock.OctoStoreLocks;

/**
 * Takes a lock in the background, once: what the first lock takes longer for than others
 * is done before a job needs one. A failure changes nothing.
 */
final class LocksWarmUp implements ApplicationListener<ContextRefreshedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(LocksWarmUp.class);

	private final OctoStoreLocks locks;

	LocksWarmUp(OctoStoreLocks locks) {
		this.locks = locks;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		Mono.fromRunnable(this::takeLock).subscribeOn(Schedulers.boundedElastic()).subscribe((none) -> {
		}, (failure) -> logger.debug("The first lock will take longer: the warm-up failed", failure));
	}

	private void takeLock() {
		// Most likely no other instance has this name; if one has, nothing is lost
		String name = "octostore-warm-up-" + UUID.randomUUID().toString().substring(0, 8);
		this.locks.executeWithoutResult(name, (lock) -> logger.debug("Warmed up with lock {}", lock.name()));
	}

}
