package io.octostore.client.http;

import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the proxy to a server: the one that was set, or the one of the JVM, which its
 * system properties name ({@code https.proxyHost}, {@code http.nonProxyHosts} and so on),
 * or else that of the environment variables {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY}.
 */
public final class Proxies {

	private static final Logger logger = LoggerFactory.getLogger(Proxies.class);

	private final @Nullable ProxySelector selector;

	private final @Nullable PasswordAuthentication authentication;

	private final UnaryOperator<@Nullable String> properties;

	private final Map<String, String> environment;

	/**
	 * Create the rules.
	 * @param selector chooses the proxy, {@code null} for the proxy of the JVM or the
	 * environment
	 * @param authentication user name and password for the proxy, {@code null} for none
	 */
	public Proxies(@Nullable ProxySelector selector, @Nullable PasswordAuthentication authentication) {
		this(selector, authentication, Proxies::property, System.getenv());
	}

	Proxies(@Nullable ProxySelector selector, @Nullable PasswordAuthentication authentication,
			UnaryOperator<@Nullable String> properties, Map<String, String> environment) {
		this.selector = selector;
		this.authentication = authentication;
		this.properties = properties;
		this.environment = environment;
	}

	@SuppressWarnings("NullAway") // Only names are looked up.
	private static @Nullable String property(@Nullable String name) {
		return System.getProperty(name);
	}

	/**
	 * Find the proxy to a server.
	 * @param server the server
	 * @return the proxy, {@code null} for none
	 */
	public @Nullable ProxyAddress to(URI server) {
		if (this.selector != null) {
			return selected(server, this.selector);
		}
		ProxySelector ofJvm = ProxySelector.getDefault();
		ProxyAddress selected = (ofJvm != null) ? selected(server, ofJvm) : null;
		boolean decided = selected != null || isSet(server.getScheme() + ".proxyHost") || isSet("socksProxyHost")
				|| (ofJvm != null && !ofJvm.getClass().getName().startsWith("sun.net."));
		return decided ? selected : ofEnvironment(server);
	}

	private boolean isSet(String property) {
		String value = this.properties.apply(property);
		return value != null && !value.isEmpty();
	}

	private @Nullable ProxyAddress selected(URI server, ProxySelector chosen) {
		for (Proxy proxy : chosen.select(server)) {
			if (proxy.type() == Proxy.Type.DIRECT) {
				return null;
			}
			if (proxy.address() instanceof InetSocketAddress address) {
				boolean socks = proxy.type() == Proxy.Type.SOCKS;
				return authenticated(address, socks, socks ? "java.net.socks." : server.getScheme() + ".proxy", socks);
			}
		}
		return null;
	}

	private ProxyAddress authenticated(InetSocketAddress address, boolean socks, String prefix, boolean lowerCase) {
		if (this.authentication != null) {
			return new ProxyAddress(address.getHostString(), address.getPort(), socks,
					this.authentication.getUserName(), new String(this.authentication.getPassword()));
		}
		return new ProxyAddress(address.getHostString(), address.getPort(), socks,
				this.properties.apply(prefix + (lowerCase ? "username" : "User")),
				this.properties.apply(prefix + (lowerCase ? "password" : "Password")));
	}

	private @Nullable ProxyAddress ofEnvironment(URI server) {
		String variable = variable(server.getScheme().toUpperCase(Locale.ROOT) + "_PROXY");
		String value = (variable != null) ? variable : variable("ALL_PROXY");
		if (value == null || isLocal(server.getHost()) || isExcluded(server)) {
			return null;
		}
		try {
			return parse(new URI(value.contains("://") ? value : "http://" + value));
		}
		catch (URISyntaxException ex) {
			logger.warn("The environment variable for the proxy is not a URL and is ignored");
			return null;
		}
	}

	private @Nullable String variable(String name) {
		String lower = this.environment.get(name.toLowerCase(Locale.ROOT));
		String value = (lower != null) ? lower : this.environment.get(name);
		return (value != null && !value.isBlank()) ? value.strip() : null;
	}

	private @Nullable ProxyAddress parse(URI proxy) {
		if (proxy.getHost() == null) {
			logger.warn("The environment variable for the proxy names no host and is ignored");
			return null;
		}
		boolean socks = proxy.getScheme().startsWith("socks");
		int port = (proxy.getPort() > 0) ? proxy.getPort() : (socks ? 1080 : 80);
		String user = proxy.getRawUserInfo();
		if (this.authentication != null || user == null) {
			return authenticated(InetSocketAddress.createUnresolved(proxy.getHost(), port), socks, "", false);
		}
		List<String> parts = List.of(user.split(":", 2));
		return new ProxyAddress(proxy.getHost(), port, socks, decode(parts.get(0)),
				(parts.size() > 1) ? decode(parts.get(1)) : "");
	}

	private static String decode(String text) {
		return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	private static boolean isLocal(String host) {
		return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
	}

	private boolean isExcluded(URI server) {
		String excluded = variable("NO_PROXY");
		if (excluded == null) {
			return false;
		}
		String host = server.getHost().toLowerCase(Locale.ROOT);
		for (String entry : excluded.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
			if (matches(host, server.getPort(), entry)) {
				return true;
			}
		}
		return false;
	}

	private static boolean matches(String host, int port, String entry) {
		if (entry.isEmpty()) {
			return false;
		}
		if (entry.equals("*")) {
			return true;
		}
		int colon = entry.lastIndexOf(':');
		boolean withPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
		if (withPort && !entry.substring(colon + 1).equals(String.valueOf(port))) {
			return false;
		}
		String name = withPort ? entry.substring(0, colon) : entry;
		byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
		if (address != null) {
			return isInNetwork(address, name);
		}
		String suffix = name.startsWith("*.") ? name.substring(1) : name;
		if (suffix.startsWith(".")) {
			return host.endsWith(suffix) || host.equals(suffix.substring(1));
		}
		return host.equals(suffix) || host.endsWith("." + suffix);
	}

	/**
	 * Say whether an address is the one that an entry names, or in the network that it
	 * names, such as {@code 10.0.0.0/8}. Names of hosts are not looked up for it.
	 */
	private static boolean isInNetwork(byte[] address, String entry) {
		int slash = entry.indexOf('/');
		byte[] network = NetUtil.createByteArrayFromIpAddressString((slash < 0) ? entry : entry.substring(0, slash));
		if (network == null || network.length != address.length) {
			return false;
		}
		int bits = network.length * Byte.SIZE;
		if (slash >= 0) {
			String length = entry.substring(slash + 1);
			if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > bits) {
				return false;
			}
			bits = Integer.parseInt(length);
		}
		BigInteger difference = new BigInteger(1, address).xor(new BigInteger(1, network));
		return difference.bitLength() <= network.length * Byte.SIZE - bits;
	}

}
