package io.octostore.client.http;

import java.io.IOException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Tells attempts that their connection has ended, before Reactor Netty notices: it logs a
 * warning with a stack trace for each, and an outage would fill the log. What was waiting
 * for an answer gets an exception all the same, and what nothing waits for any more has
 * no failure.
 */
@ChannelHandler.Sharable
final class QuietHandler extends ChannelDuplexHandler {

	static final String NAME = "octostore.quiet";

	static final QuietHandler INSTANCE = new QuietHandler();

	/** Set while the answer ahead of an answer is read. */
	private static final AttributeKey<@Nullable Boolean> HINT = AttributeKey.valueOf("octostore.hint");

	/** Called before the listeners of Reactor Netty, which come later. */
	private static final ChannelFutureListener WRITTEN = QuietHandler::written;

	private QuietHandler() {
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		Attempt attempt = Attempt.on(context.channel());
		if (attempt != null && !attempt.isReplaceable(context.channel())) {
			attempt.failBeforeAnswer(new IOException("The connection was closed"));
		}
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
		// A failed handshake is told twice: what waited has gone by the second time
		if (isTold(context.channel(), cause)) {
			close(context.channel());
			return;
		}
		super.exceptionCaught(context, cause);
	}

	/**
	 * An answer that is no HTTP, or is cut off, arrives as a message that carries its
	 * failure. One with a status that does not exist is no HTTP either: its body, which
	 * may have no end, is not waited for.
	 */
	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		Throwable defect = defect(message);
		if (defect != null && isTold(context.channel(), defect)) {
			ReferenceCountUtil.release(message);
			close(context.channel());
			return;
		}
		if (isHint(context.channel(), message)) {
			ReferenceCountUtil.release(message);
			context.read();
			return;
		}
		super.channelRead(context, message);
	}

	private static @Nullable Throwable defect(Object message) {
		if (message instanceof DecoderResultProvider part && part.decoderResult().isFailure()) {
			return noHttp(part.decoderResult().cause());
		}
		boolean known = !(message instanceof HttpResponse response)
				|| (response.status().code() >= 100 && response.status().code() <= 999);
		return known ? null : new DecoderException("The status of the answer does not exist");
	}

	private static Throwable noHttp(Throwable cause) {
		return (cause instanceof DecoderException || cause instanceof IOException) ? cause
				: new DecoderException("The answer is no HTTP", cause);
	}

	/**
	 * Say whether a message is part of an answer ahead of the answer, such as 103, of
	 * which Reactor Netty knows 100 only.
	 */
	private static boolean isHint(Channel channel, Object message) {
		if (message instanceof HttpResponse response) {
			HttpResponseStatus status = response.status();
			boolean hint = status.codeClass() == HttpStatusClass.INFORMATIONAL
					&& !status.equals(HttpResponseStatus.CONTINUE)
					&& !status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
			channel.attr(HINT).set(hint ? true : null);
			return hint;
		}
		return message instanceof LastHttpContent && channel.attr(HINT).getAndSet(null) != null;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		super.write(context, message, promise.unvoid().addListener(WRITTEN));
	}

	private static void written(ChannelFuture future) {
		Throwable cause = future.cause();
		if (cause != null && isTold(future.channel(), cause)) {
			close(future.channel());
		}
	}

	private static boolean isTold(Channel channel, Throwable cause) {
		Attempt attempt = Attempt.on(channel);
		return attempt != null && (attempt.failBeforeAnswer(cause) || attempt.isGivenUp());
	}

	@SuppressWarnings("FutureReturnValueIgnored") // Nothing waits for the end.
	private static void close(Channel channel) {
		channel.close();
	}

}
