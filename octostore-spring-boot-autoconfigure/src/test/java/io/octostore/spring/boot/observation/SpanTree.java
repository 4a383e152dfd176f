package io.octostore.spring.boot.observation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.micrometer.tracing.test.simple.SimpleSpan;

/**
 * Prints spans as a tree: each below the one that it is inside of, in the order in which
 * they began. Requests of one kind that follow each other are printed once.
 */
final class SpanTree {

	private static final List<String> SHOWN = List.of("contended", "outcome", "uri");

	private final List<SimpleSpan> spans;

	SpanTree(List<SimpleSpan> spans) {
		this.spans = spans.stream().sorted(Comparator.comparing(SimpleSpan::getStartTimestamp)).toList();
	}

	String print() {
		List<String> lines = new ArrayList<>();
		this.spans.stream().filter(this::isRoot).forEach((root) -> print(root, "", lines));
		return String.join("\n", lines);
	}

	private boolean isRoot(SimpleSpan span) {
		return this.spans.stream().noneMatch((other) -> isInside(span, other));
	}

	private static boolean isInside(SimpleSpan span, SimpleSpan outer) {
		return Objects.equals(span.context().parentId(), outer.context().spanId());
	}

	private void print(SimpleSpan span, String indent, List<String> lines) {
		String line = indent + describe(span);
		if (!line.equals(lines.isEmpty() ? "" : lines.get(lines.size() - 1))) {
			lines.add(line);
		}
		this.spans.stream()
			.filter((other) -> isInside(other, span))
			.forEach((inner) -> print(inner, indent + "  ", lines));
	}

	private static String describe(SimpleSpan span) {
		Map<String, String> tags = new TreeMap<>(span.getTags());
		tags.keySet().retainAll(SHOWN);
		String failure = (span.getError() != null) ? " !" + span.getError().getClass().getSimpleName() : "";
		return span.getName() + (tags.isEmpty() ? "" : " " + tags) + failure;
	}

}
