package io.octostore.spring.boot.autoconfigure;

import java.util.regex.Pattern;

/**
 * The address of the server as it may be shown. Spring's classes for URIs would be loaded
 * for it alone.
 */
final class ServerAddress {

	private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/?#]*@");

	private ServerAddress() {
	}

	/**
	 * Return an address without a name and a password in front of the host.
	 * @param baseUrl the address as it was set
	 * @return the address
	 */
	static String shown(String baseUrl) {
		return USER_INFO.matcher(baseUrl).replaceFirst("");
	}

}
