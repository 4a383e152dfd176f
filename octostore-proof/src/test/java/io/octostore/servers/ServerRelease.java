package io.octostore.servers;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The releases of the server that a package client can install, as far as they differ.
 */
enum ServerRelease {

	V0_4_3("0.4.3"), V0_6_0("0.6.0"), V0_8_0("0.8.0"), V0_9_0("0.9.0"), V0_10_2("0.10.2"), V0_12_0("0.12.0"),
	V0_13_2("0.13.2"), V0_14_4("0.14.4");

	private static final String HOME = "octostore.server.home";

	private final String version;

	ServerRelease(String version) {
		this.version = version;
	}

	String version() {
		return this.version;
	}

	boolean isSince(ServerRelease first) {
		return compareTo(first) >= 0;
	}

	/**
	 * Whether all lock operations of users without a namespace fail, as everybody with a
	 * fixed token is.
	 */
	boolean needsNamespaces() {
		return isSince(V0_9_0) && !isSince(V0_13_2);
	}

	/**
	 * The program, in the folder that the system property {@code octostore.server.home}
	 * names.
	 */
	Path binary() {
		return binary(Path.of(System.getProperty(HOME, "")));
	}

	Path binary(Path home) {
		Path root = home.resolve(this.version);
		Path binary = root.resolve("bin").resolve("octostore");
		if (!Files.isExecutable(binary)) {
			throw new IllegalStateException("Release " + this.version + " of the server is not installed: " + binary
					+ " is no program. Install it with\n\n  cargo install octostore --version " + this.version
					+ " --locked --root " + root + "\n\nor say with -D" + HOME + "=... where the releases are");
		}
		return binary;
	}

	@Override
	public String toString() {
		return this.version;
	}

}
