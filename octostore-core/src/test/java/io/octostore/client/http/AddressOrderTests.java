package io.octostore.client.http;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which addresses of a name are tried last.
 */
class AddressOrderTests {

	private static final InetAddress A = address(1);

	private static final InetAddress B = address(2);

	private static final InetAddress C = address(3);

	private long now;

	private final AddressOrder order = new AddressOrder(() -> this.now);

	private static InetAddress address(int last) {
		try {
			return InetAddress.getByAddress(new byte[] { 127, 0, 0, (byte) last });
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void connect(InetAddress address, boolean accepted) {
		EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {

			@Override
			public void connect(ChannelHandlerContext context, SocketAddress remote, SocketAddress local,
					ChannelPromise promise) {
				if (accepted) {
					promise.setSuccess();
				}
				else {
					promise.setFailure(new ConnectException());
				}
			}

		}, this.order);
		channel.connect(new InetSocketAddress(address, 3000));
		channel.close();
	}

	@Test
	void withoutAFailureItIsTheOneOfTheNameService() {
		connect(B, true);
		assertThat(this.order.of(C, A, B)).containsExactly(C, A, B);
	}

	@Test
	void thoseThatFailedAreLastInTheirOrder() {
		connect(C, false);
		connect(A, false);
		assertThat(this.order.of(C, A, B)).containsExactly(B, C, A);
	}

	@Test
	void anAddressThatWorksAgainIsInItsTurnAgain() {
		connect(C, false);
		connect(C, true);
		assertThat(this.order.of(C, A, B)).containsExactly(C, A, B);
	}

	@Test
	void aFailureIsForgottenAfterAWhile() {
		connect(C, false);
		this.now += AddressOrder.MEMORY_NANOS - 1;
		assertThat(this.order.of(C, A)).containsExactly(A, C);
		this.now += 1;
		assertThat(this.order.of(C, A)).containsExactly(C, A);
	}

	@Test
	void whatFailsEverywhereKeepsItsOrder() {
		connect(B, false);
		connect(A, false);
		assertThat(this.order.of(A, B)).containsExactly(A, B);
	}

}
