package io.octostore.spring.lock;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpEntity;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values that stand for work which goes on, though their declared type does not say so.
 */
class UnfinishedWorkTests {

	private static final CompletableFuture<String> FUTURE = CompletableFuture.completedFuture("x");

	private static @Nullable Class<?> find(@Nullable Object value) {
		return UnfinishedWork.find(value);
	}

	static Stream<Arguments> holders() {
		return Stream
			.<Object>of(FUTURE, Optional.of(FUTURE), List.of(FUTURE), Map.of("key", FUTURE), new HttpEntity<>(FUTURE),
					new Object[] { FUTURE })
			.map((value) -> Arguments.of(value));
	}

	@ParameterizedTest
	@MethodSource("holders")
	void areFoundInWhatHoldsThem(Object value) {
		assertThat(find(value)).isEqualTo(CompletableFuture.class);
	}

	static Stream<Arguments> finished() {
		return Stream
			.<Object>of("text", Optional.empty(), Optional.of("x"), Collections.emptyList(), List.of("x"), Map.of(),
					Map.of("key", "x"), new HttpEntity<>("x"), new Object[0], new Object[] { "x" })
			.map((value) -> Arguments.of(value));
	}

	@ParameterizedTest
	@MethodSource("finished")
	void areNotWhatIsFinished(Object value) {
		assertThat(find(value)).isNull();
	}

	@Test
	void mayBePublishersAndLambdas() {
		Own own = () -> "x";
		assertThat(find(Mono.just("x"))).isNotNull();
		assertThat(find(own)).isEqualTo(own.getClass());
		assertThat(find(null)).isNull();
	}

	/** No function by its annotation. */
	interface Own {

		String compute();

	}

}
