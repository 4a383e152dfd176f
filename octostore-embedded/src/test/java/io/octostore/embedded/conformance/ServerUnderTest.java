package io.octostore.embedded.conformance;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * A server that has to keep to the protocol, fresh for each case. Its users are alice
 * with token {@code tok-a} and bob with {@code tok-b}; its administrator's key is
 * {@code adm-key}.
 */
interface ServerUnderTest extends AutoCloseable {

	URI baseUrl();

	/**
	 * Lets time go by for the server.
	 */
	void pass(Duration duration);

	/**
	 * The server's time.
	 */
	Instant now();

	/**
	 * Stops the server and starts it again, with what it has stored.
	 */
	void restart();

	@Override
	void close();

	/**
	 * How a server lets users in.
	 */
	enum Mode {

		/** Users with fixed tokens. */
		TOKENS,

		/** No users but those who register. */
		REGISTRATION

	}

	/**
	 * Which server it is.
	 */
	enum Kind {

		EMBEDDED {
			@Override
			ServerUnderTest start(Mode mode) {
				return new EmbeddedServer(mode);
			}
		},

		REAL {
			@Override
			ServerUnderTest start(Mode mode) {
				return new RealServer(mode);
			}
		};

		abstract ServerUnderTest start(Mode mode);

	}

}
