package io.octostore.client.http;

import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("field-fault-C4")
class ProxiesTests {

	private static final URI SERVER = URI.create("https://octostore.example.com:8443/");

	private static @Nullable ProxyAddress fromEnvironment(URI server, Map<String, String> environment) {
		return new Proxies(null, null, (name) -> null, environment).to(server);
	}

	@ParameterizedTest
	@CsvSource({ "HTTPS_PROXY, http://proxy:3128, http://proxy:3128", "https_proxy, http://proxy, http://proxy:80",
			"HTTPS_PROXY, proxy:3128, http://proxy:3128", "ALL_PROXY, http://proxy:3128, http://proxy:3128",
			"HTTPS_PROXY, socks5://proxy, socks://proxy:1080", "HTTP_PROXY, http://proxy:3128,", "HTTPS_PROXY, ' ',",
			"HTTPS_PROXY, http://[broken," })
	void followsTheEnvironment(String variable, String value, @Nullable String expected) {
		ProxyAddress proxy = fromEnvironment(SERVER, Map.of(variable, value));
		assertThat((proxy != null) ? proxy.toString() : null).isEqualTo(expected);
	}

	@Test
	void plainHttpHasAVariableOfItsOwn() {
		assertThat(fromEnvironment(URI.create("http://octostore.example.com/"), Map.of("http_proxy", "http://p:1")))
			.hasToString("http://p:1");
	}

	@ParameterizedTest
	@CsvSource({ "*, true", "octostore.example.com, true", "example.com, true", ".example.com, true",
			"*.example.com, true", "OCTOSTORE.example.com:8443, true", "octostore.example.com:443, false",
			"other.com, false", "xample.com, false", "'other.com, example.com', true", "'', false" })
	void leavesOutWhatNoProxyNames(String noProxy, boolean excluded) {
		ProxyAddress proxy = fromEnvironment(SERVER, Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", noProxy));
		assertThat(proxy == null).isEqualTo(excluded);
	}

	@ParameterizedTest
	@CsvSource({ "10.1.2.3, 10.1.2.3, true", "10.1.2.3, 10.0.0.0/8, true", "11.1.2.3, 10.0.0.0/8, false",
			"10.1.2.3, 10.1.2.2/31, true", "10.1.2.3, 10.1.2.2/32, false", "10.1.2.3, 0.0.0.0/0, true",
			"10.1.2.3, 10.0.0.0/33, false", "10.1.2.3, 10.0.0.0/x, false", "10.1.2.3, '10.1.2.3:8443', true",
			"10.1.2.3, '10.1.2.3:1', false", "10.1.2.3, 2.3, false", "[2001:db8::1], 2001:db8::1, true",
			"[2001:db8::1], 2001:DB8:0:0:0:0:0:1, true", "[2001:db8::1], [2001:db8::1], true",
			"[2001:db8::1], '[2001:db8::1]:8443', true", "[2001:db8::1], '[2001:db8::1]:1', false",
			"[2001:db8::1], 2001:db8::/32, true", "[2001:db9::1], 2001:db8::/32, false",
			"[2001:db8::1], 10.0.0.0/8, false", "octostore.example.com, 10.0.0.0/8, false" })
	void knowsAddressesAndNetworks(String host, String noProxy, boolean excluded) {
		ProxyAddress proxy = fromEnvironment(URI.create("https://" + host + ":8443/"),
				Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", noProxy));
		assertThat(proxy == null).isEqualTo(excluded);
	}

	@ParameterizedTest
	@CsvSource({ "https://localhost:1/", "https://127.0.0.1:1/", "https://[::1]:1/" })
	void thisMachineNeedsNoProxyOfTheEnvironment(String server) {
		assertThat(fromEnvironment(URI.create(server), Map.of("HTTPS_PROXY", "http://p:1"))).isNull();
	}

	@Test
	void theEnvironmentMayHoldUserNameAndPasswordWhichAreNotShown() {
		ProxyAddress proxy = fromEnvironment(SERVER, Map.of("HTTPS_PROXY", "http://us%40er:pa+ss@proxy:3128"));
		assertThat(proxy).isNotNull();
		assertThat(proxy.username()).isEqualTo("us@er");
		assertThat(proxy.password()).isEqualTo("pa+ss");
		assertThat(proxy.toString()).doesNotContain("pa+ss");
	}

	@Test
	void aSelectorHasTheLastWord() {
		Map<String, String> environment = Map.of("HTTPS_PROXY", "http://p:1");
		assertThat(new Proxies(ProxySelector.of(null), null, (name) -> null, environment).to(SERVER)).isNull();
		ProxySelector fixed = ProxySelector.of(InetSocketAddress.createUnresolved("fixed", 8080));
		assertThat(new Proxies(fixed, null, (name) -> null, environment).to(SERVER)).hasToString("http://fixed:8080");
	}

	@Test
	void authenticationThatWasSetIsUsed() {
		ProxySelector fixed = ProxySelector.of(InetSocketAddress.createUnresolved("fixed", 8080));
		ProxyAddress proxy = new Proxies(fixed, new PasswordAuthentication("user", "secret".toCharArray()),
				(name) -> null, Map.of())
			.to(SERVER);
		assertThat(proxy).isNotNull().returns("user", ProxyAddress::username).returns("secret", ProxyAddress::password);
	}

	@Test
	void propertiesOfTheJvmOutweighTheEnvironment() {
		Proxies proxies = new Proxies(null, null, (name) -> "https.proxyHost".equals(name) ? "of-jvm" : null,
				Map.of("HTTPS_PROXY", "http://p:1"));
		// The selector of this JVM chooses none, and the property says that it decides
		assertThat(proxies.to(SERVER)).isNull();
	}

}
