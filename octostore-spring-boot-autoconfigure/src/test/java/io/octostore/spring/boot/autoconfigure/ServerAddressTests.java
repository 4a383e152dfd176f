package io.octostore.spring.boot.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is shown of the server's address.
 */
class ServerAddressTests {

	@ParameterizedTest
	@CsvSource({ "https://octostore.example.com/base, https://octostore.example.com/base",
			"https://user:secret@octostore.example.com:8443, https://octostore.example.com:8443",
			"https://user:s@cret@octostore.example.com, https://octostore.example.com",
			"https://octostore.example.com/a@b, https://octostore.example.com/a@b" })
	void leavesNameAndPasswordOut(String baseUrl, String shown) {
		assertThat(ServerAddress.shown(baseUrl)).isEqualTo(shown);
	}

}
