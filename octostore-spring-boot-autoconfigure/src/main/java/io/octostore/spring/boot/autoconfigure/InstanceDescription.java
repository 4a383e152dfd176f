package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Describes an instance of an application, to tell it from others:
 * {@code billing@host-1:4711}. Asks no name server, because the start of an application
 * must not depend on one.
 *
 * @since 0.1.0
 */
public final class InstanceDescription {

	private static final int MAX_PART = 200;

	private InstanceDescription() {
	}

	/**
	 * Describe this instance.
	 * @param environment gives the name of the application
	 * @return the description
	 */
	public static String of(Environment environment) {
		return of(environment, Path.of("/etc/hostname"));
	}

	static String of(Environment environment, Path hostnameFile) {
		String name = shorten(environment.getProperty("spring.application.name", "application"));
		String host = host(environment, hostnameFile);
		long pid = ProcessHandle.current().pid();
		return name + ((host != null) ? "@" + shorten(host) : "") + ":" + pid;
	}

	private static @Nullable String host(Environment environment, Path hostnameFile) {
		for (String variable : new String[] { "HOSTNAME", "COMPUTERNAME" }) {
			String host = environment.getProperty(variable);
			if (StringUtils.hasText(host)) {
				return host.strip();
			}
		}
		try {
			String host = Files.readString(hostnameFile).strip();
			return host.isEmpty() ? null : host;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static String shorten(String text) {
		return (text.length() <= MAX_PART) ? text : text.substring(0, MAX_PART);
	}

}
