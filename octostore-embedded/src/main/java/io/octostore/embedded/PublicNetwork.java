package io.octostore.embedded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;

/**
 * Tells public addresses from those of private and special networks.
 */
final class PublicNetwork {

	private static final List<IpSubnetFilterRule> OTHERS = Stream
		.of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
				"192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
				"224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "2001:db8::/32", "fc00::/7", "fe80::/10", "ff00::/8")
		.map((network) -> new IpSubnetFilterRule(network, IpFilterRuleType.REJECT))
		.toList();

	private PublicNetwork() {
	}

	/**
	 * Whether an address is public.
	 * @param address 4 or 16 bytes; an IPv4 address in the form of an IPv6 address counts
	 * as the former
	 */
	static boolean contains(byte[] address) {
		try {
			return contains(InetAddress.getByAddress(address));
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length, ex);
		}
	}

	static boolean contains(InetAddress address) {
		InetSocketAddress socket = new InetSocketAddress(address, 0);
		return OTHERS.stream().noneMatch((network) -> network.matches(socket));
	}

}
