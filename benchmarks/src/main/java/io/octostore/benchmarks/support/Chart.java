package io.octostore.benchmarks.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bars beside each other as SVG, which fits light and dark pages. Each group has a scale
 * of its own.
 */
public final class Chart {

	private static final int LABELS = 310;

	private static final int BARS = 330;

	private static final int WIDTH = 760;

	private static final int ROW = 22;

	private static final int HEADING = 34;

	private static final String STYLE = """
			  <style>
			    :root { --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --own: #1a7f37; --other: #8c959f; }
			    @media (prefers-color-scheme: dark) {
			      :root { --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --own: #3fb950; --other: #6e7681; }
			    }
			    .paper { fill: var(--paper); }
			    text { fill: var(--ink); }
			    .soft { fill: var(--soft); }
			    .own { fill: var(--own); }
			    .other { fill: var(--other); }
			    line { stroke: var(--ink); stroke-width: 1.5; }
			  </style>
			""";

	private final String title;

	private final List<Group> groups = new ArrayList<>();

	/**
	 * Creates a picture without bars.
	 * @param title what it shows
	 */
	public Chart(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	/**
	 * Adds bars that are compared with each other.
	 * @param heading what they have in common
	 * @param bars the bars
	 * @return this
	 */
	public Chart group(String heading, List<Bar> bars) {
		if (!bars.isEmpty()) {
			this.groups.add(new Group(heading, List.copyOf(bars)));
		}
		return this;
	}

	boolean isEmpty() {
		return this.groups.isEmpty();
	}

	String toSvg() {
		int height = 50 + this.groups.stream().mapToInt((group) -> HEADING + ROW * group.bars.size()).sum();
		StringBuilder svg = new StringBuilder();
		svg.append("""
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title"
				     font-family="system-ui, sans-serif" font-size="13">
				  <title id="title">%s</title>
				""".formatted(WIDTH, height, escape(this.title)));
		svg.append(STYLE);
		svg.append("  <rect class=\"paper\" width=\"100%\" height=\"100%\" rx=\"6\"/>\n");
		svg.append("  <text x=\"14\" y=\"26\" font-size=\"15\" font-weight=\"600\">%s</text>\n"
			.formatted(escape(this.title)));
		int top = 40;
		for (Group group : this.groups) {
			svg.append("  <text x=\"14\" y=\"%d\" font-weight=\"600\">%s</text>\n".formatted(top + 20,
					escape(group.heading)));
			top += HEADING;
			double scale = BARS / Math.max(1e-9, group.bars.stream().mapToDouble(Bar::highest).max().orElse(1));
			for (Bar bar : group.bars) {
				svg.append(draw(bar, top, scale));
				top += ROW;
			}
		}
		return svg.append("</svg>\n").toString();
	}

	private static String draw(Bar bar, int top, double scale) {
		double end = LABELS + bar.spread.median() * scale;
		return String.format(Locale.ROOT, """
				  <text x="24" y="%d" class="soft">%s</text>
				  <rect class="%s" x="%d" y="%d" width="%.1f" height="14" rx="2"/>
				  <line x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>
				  <text x="%.1f" y="%d">%s</text>
				""", top + 13, escape(bar.label), bar.own ? "own" : "other", LABELS, top + 2, Math.max(1, end - LABELS),
				LABELS + bar.spread.lowest() * scale, top + 9, LABELS + bar.spread.highest() * scale, top + 9,
				LABELS + bar.highest() * scale + 8, top + 13, escape(bar.text));
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

	private record Group(String heading, List<Bar> bars) {
	}

	/**
	 * A figure.
	 *
	 * @param label what it is a figure of
	 * @param spread the figure
	 * @param text the figure and its unit
	 * @param own whether it is one of the product
	 */
	public record Bar(String label, Spread spread, String text, boolean own) {

		double highest() {
			return Math.max(this.spread.median(), this.spread.highest());
		}

	}

}
