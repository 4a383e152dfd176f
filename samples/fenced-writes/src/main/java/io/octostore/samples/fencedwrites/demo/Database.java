package io.octostore.samples.fencedwrites.demo;

import java.io.IOException;
import java.sql.SQLException;

import org.h2.tools.Server;

/**
 * The database that the instances share, started for the demo.
 *
 * @param url where it listens, on the loopback interface
 * @param user who may use it, without a password
 * @param shutdown ends it
 */
public record Database(String url, String user, Runnable shutdown) implements AutoCloseable {

	static Database ofKind(String kind) throws SQLException, IOException, InterruptedException {
		return switch (kind) {
			case "h2" -> h2();
			case "postgresql" -> postgresql();
			default -> throw new IllegalArgumentException("demo.database must be h2 or postgresql, but is " + kind);
		};
	}

	private static Database h2() throws SQLException {
		System.setProperty("h2.bindAddress", "127.0.0.1");
		Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:accounts;DB_CLOSE_DELAY=-1";
		return new Database(url, "sa", server::stop);
	}

	public static Database postgresql() throws IOException, InterruptedException {
		PostgresServer server = PostgresServer.start();
		return new Database(server.url(), "demo", server::close);
	}

	@Override
	public void close() {
		this.shutdown.run();
	}

	@Override
	public String toString() {
		return this.url;
	}

}
