package io.octostore.faults;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEventHttpMessageReader;
import reactor.core.publisher.SynchronousSink;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.client.CampaignRequest;
import io.octostore.client.CampaignResult;
import io.octostore.faults.Replacement.Call;
import io.octostore.lease.Lease;

/**
 * What mutants do instead where that takes more than an expression.
 */
final class Replacements {

	static final long HOUR = Duration.ofHours(1).toNanos();

	/** How much longer than the request an answer takes where it is slow. */
	static final long SLOW_ANSWER = Duration.ofSeconds(4).toNanos();

	private static final long LONGEST_STEP = Duration.ofMillis(20).toNanos();

	private static final Set<String> candidateIds = ConcurrentHashMap.newKeySet();

	private static @Nullable Object formerReading;

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

	/**
	 * What an earlier reading of the clock would have said.
	 */
	static synchronized @Nullable Object byTheFormerReading(Call call) throws Throwable {
		Object now = call.proceed();
		Object answer = (formerReading != null) ? formerReading : now;
		formerReading = now;
		return answer;
	}

	/**
	 * A new thing for a name, in the place of the one that exists.
	 */
	@SuppressWarnings("unchecked")
	static @Nullable Object anotherOne(Call call) {
		return ((Function<Object, Object>) argument(call, 1)).apply(argument(call, 0));
	}

	@SuppressWarnings("unchecked")
	static @Nullable Object addFirst(Call call) {
		((Deque<Object>) argument(call, 0)).addFirst(argument(call, 1));
		return null;
	}

	@SuppressWarnings("unchecked")
	static @Nullable Object emit(Call call) {
		((SynchronousSink<Object>) argument(call, 2)).next(argument(call, 1));
		return null;
	}

	@SuppressWarnings("unchecked")
	static @Nullable Object pretendEnded(Call call) {
		((Consumer<EndAnswer>) argument(call, 2)).accept(new EndAnswer.Ended());
		return null;
	}

	static Object waitForEver(Call call) {
		((CompletableFuture<?>) argument(call, 0)).join();
		return true;
	}

	static @Nullable Object readFramesOfAnySize(Call call) {
		((ServerSentEventHttpMessageReader) argument(call, 0)).setMaxInMemorySize(-1);
		return null;
	}

	/**
	 * Return a lock as its borrower does, without waiting for the outcome.
	 */
	static @Nullable Object returnAtOnce(Call call) throws Throwable {
		Object result = call.proceed();
		Method release = Arrays.stream(call.target().getClass().getDeclaredMethods())
			.filter((method) -> method.getReturnType() == CompletableFuture.class && method.getParameterCount() == 0)
			.collect(onlyOne());
		release.setAccessible(true);
		release.invoke(call.target());
		return result;
	}

	/**
	 * Show the lease's id, wherever the lock has it.
	 */
	static Object showLeaseId(Call call) throws ReflectiveOperationException {
		Deque<Object> found = new ArrayDeque<>(List.of(call.target()));
		while (!found.isEmpty()) {
			Object next = found.remove();
			if (next instanceof LeaseId id) {
				return "HeldLock[" + id.value() + "]";
			}
			for (Field field : next.getClass().getDeclaredFields()) {
				field.setAccessible(true);
				Object value = field.get(next);
				if (value instanceof Lease || value instanceof LeaseId) {
					found.add(value);
				}
			}
		}
		throw new IllegalStateException("A lock has no lease any more");
	}

	private static Object argument(Call call, int index) {
		return Objects.requireNonNull(call.argument(index));
	}

	private static <T> Collector<T, ?, T> onlyOne() {
		return Collectors.collectingAndThen(Collectors.toList(), (all) -> {
			if (all.size() != 1) {
				throw new IllegalStateException("Expected one of " + all);
			}
			return all.get(0);
		});
	}

}
