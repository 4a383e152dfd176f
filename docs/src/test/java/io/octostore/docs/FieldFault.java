package io.octostore.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One fault that people met in the field.
 *
 * @param kind the kind that it stands for
 * @param number its number: the letter of the kind and a count
 * @param input what happens
 * @param wanted what the product does then
 */
record FieldFault(String kind, String number, String input, String wanted) {

	/**
	 * All faults, in the order of {@code field-faults.txt}.
	 */
	static List<FieldFault> all() {
		List<FieldFault> faults = new ArrayList<>();
		String kind = "";
		for (String line : list().lines().filter((line) -> !line.isBlank()).toList()) {
			if (line.startsWith("# ")) {
				kind = line.substring(2);
			}
			else {
				String[] parts = line.split(" \\| ", 3);
				faults.add(new FieldFault(kind, parts[0], parts[1], parts[2]));
			}
		}
		return faults;
	}

	private static String list() {
		try (InputStream list = FieldFault.class.getResourceAsStream("/field-faults.txt")) {
			if (list == null) {
				throw new IllegalStateException("No list of faults on the class path");
			}
			return new String(list.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
