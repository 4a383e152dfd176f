package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WebhookReceiverTests {

	private static final String SECRET = "s3cr3t";

	private static final String EVENT = "{\"event\":\"acquired\",\"lock\":\"jobs/nightly\","
			+ "\"holder_id\":\"c5ae3c3c-dc7a-824d-8826-ca6f59643b98\",\"fencing_token\":42,"
			+ "\"timestamp\":\"2026-03-01T10:00:00.250+00:00\"}";

	/** As the contract of the server gives it for this body and this secret. */
	private static final String SIGNATURE = "sha256=8aa341d3f130a8723b52b4bef56d2ea5a8070722baca5a15a0a82d450ab6b246";

	private static final Instant TIME = Instant.parse("2026-03-01T10:00:00.250Z");

	private final AtomicReference<Instant> now = new AtomicReference<>(TIME);

	private final List<WebhookEvent> events = new ArrayList<>();

	private final WebhookReceiver receiver = WebhookReceiver.of(SECRET).withClock(this.now::get);

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private WebhookReceipt receive(String body, @Nullable String signature) {
		return this.receiver.receive(bytes(body), signature, this.events::add);
	}

	private WebhookReceipt receiveSigned(String body) {
		return receive(body, WebhookSignature.of(SECRET).sign(bytes(body)));
	}

	@Test
	void handlesAGenuineEvent() {
		assertThat(receive(EVENT, SIGNATURE)).isEqualTo(WebhookReceipt.ACCEPTED);
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.type()).isEqualTo(LockEvent.Type.ACQUIRED);
			assertThat(event.lockName()).isEqualTo("jobs/nightly");
			assertThat(event.holderId()).contains("c5ae3c3c-dc7a-824d-8826-ca6f59643b98");
			assertThat(event.fencingToken()).contains(42L);
			assertThat(event.timestamp()).isEqualTo(TIME);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "sha256=8aa341d3f130a8723b52b4bef56d2ea5a8070722baca5a15a0a82d450ab6b247",
			"8aa341d3f130a8723b52b4bef56d2ea5a8070722baca5a15a0a82d450ab6b246",
			"sha256=8AA341D3F130A8723B52B4BEF56D2EA5A8070722BACA5A15A0A82D450AB6B246",
			"sha1=8aa341d3f130a8723b52b4bef56d2ea5a8070722baca5a15a0a82d450ab6b246", "sha256=", "x",
			" sha256=8aa341d3f130a8723b52b4bef56d2ea5a8070722baca5a15a0a82d450ab6b246" })
	void refusesAWrongSignature(String signature) {
		assertThat(receive(EVENT, signature)).isEqualTo(WebhookReceipt.WRONG_SIGNATURE);
		assertThat(this.events).isEmpty();
	}

	@Test
	void refusesABodyThatWasChangedByOneByte() {
		assertThat(receive(EVENT.replace("42", "43"), SIGNATURE)).isEqualTo(WebhookReceipt.WRONG_SIGNATURE);
		assertThat(receive(EVENT + " ", SIGNATURE)).isEqualTo(WebhookReceipt.WRONG_SIGNATURE);
		assertThat(this.events).isEmpty();
	}

	@Test
	void refusesAMessageWithoutASignature() {
		assertThat(receive(EVENT, null)).isEqualTo(WebhookReceipt.UNSIGNED);
		assertThat(receive(EVENT, "")).isEqualTo(WebhookReceipt.UNSIGNED);
		assertThat(this.events).isEmpty();
	}

	@Test
	void refusesWhatIsOutsideOfTheReplayWindow() {
		this.now.set(TIME.plus(Duration.ofMinutes(5)));
		assertThat(receive(EVENT, SIGNATURE)).isEqualTo(WebhookReceipt.ACCEPTED);
		this.now.set(TIME.plus(Duration.ofMinutes(5)).plusNanos(1));
		assertThat(receive(EVENT, SIGNATURE)).isEqualTo(WebhookReceipt.TOO_OLD);
		this.now.set(TIME.minus(Duration.ofMinutes(5)).minusNanos(1));
		assertThat(receive(EVENT, SIGNATURE)).isEqualTo(WebhookReceipt.IN_FUTURE);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void handlesEachEventOnce() {
		assertThat(receive(EVENT, SIGNATURE)).isEqualTo(WebhookReceipt.ACCEPTED);
		this.now.set(TIME.plus(Duration.ofMinutes(4)));
		assertThat(receive(EVENT, SIGNATURE)).isEqualTo(WebhookReceipt.REPEATED);
		assertThat(this.events).hasSize(1);
		assertThat(receiveSigned(EVENT.replace("acquired", "renewed"))).isEqualTo(WebhookReceipt.ACCEPTED);
	}

	@Test
	void handlesAnEventAgainWhoseHandlerHasFailed() {
		assertThatIllegalStateException().isThrownBy(() -> this.receiver.receive(bytes(EVENT), SIGNATURE, (event) -> {
			throw new IllegalStateException("database");
		}));
		assertThat(receive(EVENT, SIGNATURE)).isEqualTo(WebhookReceipt.ACCEPTED);
	}

	@Test
	void theSecondAttemptWhileTheFirstIsUnderWayIsARepeat() {
		WebhookReceipt outer = this.receiver.receive(bytes(EVENT), SIGNATURE,
				(event) -> assertThat(receive(EVENT, SIGNATURE)).isEqualTo(WebhookReceipt.REPEATED));
		assertThat(outer).isEqualTo(WebhookReceipt.ACCEPTED);
		assertThat(this.events).isEmpty();
	}

	@Test
	void acceptsEitherSecretWhileOneReplacesAnotherAndCountsTheEventOnce() {
		WebhookReceiver both = WebhookReceiver.of("new", SECRET).withClock(this.now::get);
		assertThat(both.receive(bytes(EVENT), SIGNATURE, this.events::add)).isEqualTo(WebhookReceipt.ACCEPTED);
		assertThat(both.receive(bytes(EVENT), WebhookSignature.of("new").sign(bytes(EVENT)), this.events::add))
			.isEqualTo(WebhookReceipt.REPEATED);
		assertThat(both.receive(bytes(EVENT), WebhookSignature.of("old").sign(bytes(EVENT)), this.events::add))
			.isEqualTo(WebhookReceipt.WRONG_SIGNATURE);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "[]", "{}", "{\"event\":\"other\",\"lock\":\"x\",\"timestamp\":\"2026-03-01T10:00:00Z\"}",
					"{\"event\":\"acquired\",\"lock\":\"x\",\"timestamp\":\"yesterday\"}",
					"{\"event\":\"acquired\",\"timestamp\":\"2026-03-01T10:00:00Z\"}" })
	void aGenuineMessageThatIsNoEventIsMalformed(String body) {
		assertThat(receiveSigned(body)).isEqualTo(WebhookReceipt.MALFORMED);
		assertThat(this.events).isEmpty();
	}

	@Test
	void readsTheEventsOfOlderServers() {
		assertThat(receiveSigned("{\"event\":\"released\",\"fencing_token\":null,\"holder_id\":null,\"lock\":\"x\","
				+ "\"timestamp\":\"2026-03-01T10:00:00Z\"}"))
			.isEqualTo(WebhookReceipt.ACCEPTED);
		assertThat(this.events.get(0).fencingToken()).isEmpty();
	}

	@Test
	void forgetsWhatTheWindowRefusesAnywayAndRemembersABoundedNumber() {
		for (int count = 0; count <= 10_000; count++) {
			assertThat(receiveSigned(EVENT.replace("42", String.valueOf(count)))).isEqualTo(WebhookReceipt.ACCEPTED);
		}
		assertThat(receiveSigned(EVENT.replace("42", "1"))).isEqualTo(WebhookReceipt.REPEATED);
		assertThat(receiveSigned(EVENT.replace("42", "0"))).isEqualTo(WebhookReceipt.ACCEPTED);
	}

	@Test
	void checksItsArguments() {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> WebhookReceiver.of(""))
			.withMessageContaining("The webhook secret must not be empty");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> WebhookReceiver.of("a", ""));
		for (Duration tolerance : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofHours(25))) {
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> this.receiver.withTolerance(tolerance))
				.withMessageContaining("The tolerance is " + tolerance);
		}
	}

	@Test
	void showsNoSecret() {
		assertThat(WebhookReceiver.of(SECRET)).asString().doesNotContain(SECRET);
		assertThat(WebhookSignature.of(SECRET)).asString().doesNotContain(SECRET);
	}

	@Test
	void tellsHowToAnswer() {
		for (WebhookReceipt receipt : WebhookReceipt.values()) {
			boolean fine = receipt == WebhookReceipt.ACCEPTED || receipt == WebhookReceipt.REPEATED;
			assertThat(receipt.isRefused()).isEqualTo(!fine);
			assertThat(receipt.httpStatus()).isEqualTo(fine ? 204 : (receipt == WebhookReceipt.MALFORMED) ? 400 : 401);
		}
	}

}
