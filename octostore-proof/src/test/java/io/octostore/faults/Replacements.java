package io.octostore.faults;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.client.CampaignRequest;
import io.octostore.client.CampaignResult;
import io.octostore.faults.Replacement.Call;

/**
 * What mutants do instead where that takes more than an expression.
 */
final class Replacements {

	static final long HOUR = Duration.ofHours(1).toNanos();

	private static final long LONGEST_STEP = Duration.ofMillis(20).toNanos();

	private static final Set<String> candidateIds = ConcurrentHashMap.newKeySet();

	private static long sampledAt;

	private static long elapsed;

	private Replacements() {
	}

	/**
	 * The server's advice, or hardly a pause without one.
	 */
	static long advice(Call call, int index) {
		long least = Duration.ofMillis(1).toNanos();
		return (call.argument(index) != null) ? Math.max(least, call.duration(index).toNanos()) : least;
	}

	/**
	 * Elapsed time in which no two readings are more than 20 ms apart.
	 */
	static synchronized Object withoutPauses(Call call) {
		long now = call.number(1) - call.number(0);
		elapsed += Math.min(now - sampledAt, LONGEST_STEP);
		sampledAt = now;
		return elapsed;
	}

	static @Nullable Object rememberId(Call call) throws Throwable {
		CampaignRequest request = (CampaignRequest) Objects.requireNonNull(call.proceed());
		candidateIds.add(request.candidateId());
		return request;
	}

	static @Nullable Object believeOwnId(Call call) throws Throwable {
		CampaignResult result = (CampaignResult) Objects.requireNonNull(call.argument(1));
		if (result instanceof CampaignResult.Follower follower
				&& candidateIds.contains(follower.leader().candidateId())) {
			return new AcquireAnswer.Granted(new LeaseId(UUID.randomUUID().toString()), follower.leader().term());
		}
		return call.proceed();
	}

}
