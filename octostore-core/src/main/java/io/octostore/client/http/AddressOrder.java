package io.octostore.client.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * The order in which the addresses of a name are tried: as they were found, but last
 * those that did not accept the latest connection.
 * <p>
 * An address that leads nowhere, of IPv6 perhaps, costs the whole connect timeout each
 * time. A keepalive that needs a connection may not have that time, so that each of its
 * attempts would end before the next address is tried.
 */
@ChannelHandler.Sharable
final class AddressOrder extends ChannelOutboundHandlerAdapter {

	static final String NAME = "octostore.addressOrder";

	/** After this an address is tried in its turn again. */
	static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(5);

	private final LongSupplier clock;

	/** When an address did not accept a connection. */
	private final Map<InetAddress, Long> failures = new ConcurrentHashMap<>();

	AddressOrder(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Put addresses in order.
	 * @param found the addresses of a name, not empty
	 * @return the same ones
	 */
	List<InetAddress> of(InetAddress... found) {
		long now = this.clock.getAsLong();
		this.failures.values().removeIf((failed) -> now - failed >= MEMORY_NANOS);
		if (this.failures.isEmpty()) {
			return Arrays.asList(found);
		}
		List<InetAddress> ordered = new ArrayList<>(found.length);
		List<InetAddress> last = new ArrayList<>();
		for (InetAddress address : found) {
			(this.failures.containsKey(address) ? last : ordered).add(address);
		}
		ordered.addAll(last);
		return ordered;
	}

	@Override
	public void connect(ChannelHandlerContext context, SocketAddress remote, SocketAddress local,
			ChannelPromise promise) throws Exception {
		InetAddress address = (remote instanceof InetSocketAddress socket) ? socket.getAddress() : null;
		super.connect(context, remote, local,
				(address != null) ? promise.addListener((result) -> note(address, result.isSuccess())) : promise);
	}

	private void note(InetAddress address, boolean accepted) {
		if (accepted) {
			this.failures.remove(address);
		}
		else {
			this.failures.put(address, this.clock.getAsLong());
		}
	}

}
