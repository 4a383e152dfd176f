package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;

import io.octostore.spring.lock.MethodResult.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which results end with the return, which later, and which are refused.
 */
class MethodResultTests {

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "number", "text", "list", "optional", "map", "object", "wildcards", "array" })
	void endsWithTheReturn(String method) {
		assertThat(result(Finished.class, method).kind()).isEqualTo(Kind.PLAIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "stage", "completableFuture" })
	void endsWithAFuture(String method) {
		assertThat(result(Later.class, method).kind()).isEqualTo(Kind.FUTURE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mono", "flux", "publisher", "flowPublisher" })
	void isInAPublisher(String method) {
		assertThat(result(Later.class, method).kind()).isEqualTo(Kind.PUBLISHER);
		assertThat(result(Later.class, method).isSingle()).isEqualTo(method.equals("mono"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "entity", "entityOfFlux", "entityOfMono", "entityOfFuture", "entityOfObject" })
	void endsWithTheBodyOfAnEntity(String method) {
		assertThat(result(Later.class, method).kind()).isEqualTo(Kind.ENTITY);
	}

	@ParameterizedTest
	@MethodSource("unfinished")
	@Tag("field-fault-F2")
	void isRefusedWhenItsEndCannotBeSeen(Method method) {
		assertThatExceptionOfType(InvalidLockMethodException.class).isThrownBy(() -> MethodResult.of(method))
			.withMessageContaining("Unfinished." + method.getName())
			.withMessageContaining("would run on after the lock is released")
			.withMessageContaining("a CompletableFuture, a Mono or a Flux");
	}

	static Stream<Method> unfinished() {
		return Stream.of(Unfinished.class.getDeclaredMethods()).sorted(Comparator.comparing(Method::getName));
	}

	@Test
	void ofACallThatIsLeftOutIsEmpty() {
		assertThat(result(Finished.class, "text").empty()).isNull();
		assertThat(result(Finished.class, "optional").empty()).isEqualTo(Optional.empty());
		assertThat(result(Later.class, "future").empty()).isInstanceOfSatisfying(CompletableFuture.class,
				(future) -> assertThat(future.join()).isNull());
	}

	@Test
	void ofASubscriptionThatIsLeftOutIsAnEmptyPublisher() {
		assertThat(((Mono<?>) result(Later.class, "mono").emptyValue()).blockOptional()).isEmpty();
		assertThat(((Flux<?>) result(Later.class, "flux").emptyValue()).collectList().block()).isEmpty();
		assertThat(result(Later.class, "flowPublisher").emptyValue()).isInstanceOf(Flow.Publisher.class);
		assertThat(result(Finished.class, "optional").emptyValue()).isEqualTo(Optional.empty());
	}

	@Test
	void isNamedWithWhatItHolds() {
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> result(Unfinished.class, "futures"))
			.withMessageContaining("returns List with Future, whose work");
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> result(Unfinished.class, "callable"))
			.withMessageContaining("returns Callable, whose work");
	}

	private static MethodResult result(Class<?> type, String method) {
		return MethodResult.of(ReflectionUtils.findMethod(type, method));
	}

	interface Finished {

		void nothing();

		int number();

		String text();

		List<String> list();

		Optional<String> optional();

		Map<String, List<Integer>> map();

		Object object();

		Map<?, ? extends Number> wildcards();

		String[] array();

	}

	interface Later {

		Future<String> future();

		CompletionStage<List<String>> stage();

		CompletableFuture<Void> completableFuture();

		Mono<String> mono();

		Flux<List<String>> flux();

		Publisher<String> publisher();

		Flow.Publisher<String> flowPublisher();

		ResponseEntity<String> entity();

		ResponseEntity<Flux<String>> entityOfFlux();

		ResponseEntity<Mono<String>> entityOfMono();

		ResponseEntity<CompletableFuture<String>> entityOfFuture();

		ResponseEntity<?> entityOfObject();

	}

	interface Unfinished {

		Callable<String> callable();

		Supplier<String> supplier();

		Function<String, String> function();

		Runnable runnable();

		OwnFunction ownFunction();

		Iterator<String> iterator();

		Spliterator<String> spliterator();

		Enumeration<String> enumeration();

		Stream<String> stream();

		IntStream intStream();

		Process process();

		Thread thread();

		FutureTask<String> futureTask();

		ScheduledFuture<?> scheduledFuture();

		ParallelFlux<String> parallelFlux();

		SseEmitter sseEmitter();

		ResponseBodyEmitter responseBodyEmitter();

		StreamingResponseBody streamingResponseBody();

		DeferredResult<String> deferredResult();

		WebAsyncTask<String> webAsyncTask();

		ResponseEntity<StreamingResponseBody> entityOfStreaming();

		ResponseEntity<List<Mono<String>>> entityOfMonos();

		ResponseEntity<Flux<Mono<String>>> entityOfFluxOfMonos();

		List<Future<String>> futures();

		Map<String, CompletionStage<String>> stages();

		Future<String>[] arrayOfFutures();

		Optional<Mono<String>> optionalMono();

		Mono<Flux<String>> monoOfFlux();

		Mono<ResponseEntity<Flux<String>>> monoOfEntityOfFlux();

		CompletableFuture<Mono<String>> futureOfMono();

		Optional<Supplier<String>> optionalSupplier();

	}

	@FunctionalInterface
	interface OwnFunction {

		String compute();

	}

}
