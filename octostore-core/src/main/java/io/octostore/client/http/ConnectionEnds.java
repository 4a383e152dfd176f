package io.octostore.client.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;

/**
 * Notices connections that were closed by the other side: a server that has stopped, or a
 * balancer on the way to it. Those that this side closes pass through
 * {@link #close(ChannelHandlerContext, ChannelPromise)} first.
 */
@ChannelHandler.Sharable
final class ConnectionEnds extends ChannelDuplexHandler {

	static final String NAME = "octostore.ends";

	private static final AttributeKey<Boolean> CLOSED_HERE = AttributeKey.valueOf("octostore.closedHere");

	private final Runnable listener;

	ConnectionEnds(Runnable listener) {
		this.listener = listener;
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
		context.channel().attr(CLOSED_HERE).set(true);
		super.close(context, promise);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		if (context.channel().attr(CLOSED_HERE).get() == null) {
			this.listener.run();
		}
		super.channelInactive(context);
	}

}
