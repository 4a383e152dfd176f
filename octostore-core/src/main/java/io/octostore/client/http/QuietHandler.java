package io.octostore.client.http;

import java.io.IOException;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import reactor.netty.ReactorNetty;
import reactor.util.context.ContextView;

/**
 * Tells attempts that their connection has ended, before Reactor Netty notices: it logs a
 * warning with a stack trace for each, and an outage would fill the log. What was waiting
 * for an answer gets an exception all the same.
 */
@ChannelHandler.Sharable
final class QuietHandler extends ChannelInboundHandlerAdapter {

	static final String NAME = "octostore.quiet";

	static final QuietHandler INSTANCE = new QuietHandler();

	private QuietHandler() {
	}

	private static @Nullable Attempt attempt(ChannelHandlerContext context) {
		ContextView view = ReactorNetty.getChannelContext(context.channel());
		return (view != null) ? view.getOrDefault(Attempt.class, null) : null;
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		Attempt attempt = attempt(context);
		if (attempt != null) {
			attempt.failBeforeAnswer(new IOException("The connection was closed"));
		}
		super.channelInactive(context);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // Nothing waits for the end.
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
		Attempt attempt = attempt(context);
		if (attempt != null && (attempt.failBeforeAnswer(cause) || attempt.isGivenUp())) {
			// A failed handshake is told twice: what waited has gone by the second time
			context.close();
			return;
		}
		super.exceptionCaught(context, cause);
	}

}
