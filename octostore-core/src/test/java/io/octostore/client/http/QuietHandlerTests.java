package io.octostore.client.http;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;
import reactor.netty.ReactorNetty;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What attempts are told before the HTTP library notices.
 */
class QuietHandlerTests {

	private static final WireRequest REQUEST = new WireRequest(new Route(HttpMethod.GET, "/health",
			URI.create("http://127.0.0.1:1/health"), "application/json", Lane.GENERAL),
			URI.create("http://127.0.0.1:1/health"), null, 1024, true, null);

	private final List<String> told = new ArrayList<>();

	/** Fails what is written, as a socket does whose other side is gone. */
	private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			promise.setFailure(new IOException("Broken pipe"));
		}

	}, QuietHandler.INSTANCE);

	private Attempt attemptOnTheChannel() {
		Attempt attempt = new Attempt(REQUEST, (method, uri, callback) -> Mono.never(),
				(failed, failure) -> this.told.add(failure.getMessage()), System::nanoTime);
		ReactorNetty.setChannelContext(this.channel, attempt.in(Context.empty()));
		Attempt.connecting(this.channel);
		return attempt;
	}

	@Test
	void aWriteThatFailsIsToldToTheAttemptFirst() {
		Attempt attempt = attemptOnTheChannel();
		ChannelPromise promise = this.channel.newPromise();
		this.channel.write("request", promise).addListener((future) -> this.told.add("the library"));
		assertThat(this.told).containsExactly("Broken pipe", "the library");
		assertThat(attempt.isGivenUp()).isTrue();
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void anEndThatIsSeenBeforeAnythingWasHandedToAKeptConnectionIsLeftToTheLibrary() {
		attemptOnTheChannel().noteAnswer(1);
		attemptOnTheChannel();
		this.channel.close();
		assertThat(this.told).isEmpty();
	}

	@Test
	void anEndOfANewConnectionIsTold() {
		attemptOnTheChannel();
		this.channel.close();
		assertThat(this.told).containsExactly("The connection was closed");
	}

	@Test
	void anAttemptThatIsGivenUpClosesTheConnectionThatIsMadeForIt() {
		attemptOnTheChannel().cancel();
		this.channel.runPendingTasks();
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void anAttemptThatIsGivenUpLeavesAConnectionAloneThatAnotherOneUses() {
		Attempt former = attemptOnTheChannel();
		attemptOnTheChannel();
		former.cancel();
		this.channel.runPendingTasks();
		assertThat(this.channel.isOpen()).isTrue();
	}

}
