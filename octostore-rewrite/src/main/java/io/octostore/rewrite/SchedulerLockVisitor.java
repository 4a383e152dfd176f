package io.octostore.rewrite;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.java.AnnotationMatcher;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.JavaParser;
import org.openrewrite.java.JavaTemplate;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.marker.SearchResult;

/**
 * Changes the annotations of a source file.
 */
final class SchedulerLockVisitor extends JavaIsoVisitor<ExecutionContext> {

	static final AnnotationMatcher SCHEDULER_LOCK = new AnnotationMatcher(
			"@net.javacrumbs.shedlock.spring.annotation.SchedulerLock");

	private static final AnnotationMatcher SCHEDULED = new AnnotationMatcher(
			"@org.springframework.scheduling.annotation.Scheduled");

	private static final AnnotationMatcher SCHEDULES = new AnnotationMatcher(
			"@org.springframework.scheduling.annotation.Schedules");

	private static final MethodMatcher ASSERT_LOCKED = new MethodMatcher(
			"net.javacrumbs.shedlock.core.LockAssert assertLocked()");

	private static final MethodMatcher EXTEND = new MethodMatcher(
			"net.javacrumbs.shedlock.core.LockExtender extendActiveLock(..)");

	/** What the templates need to know of the types that they name. */
	private static final String[] STUBS = { """
			package io.octostore.lock;
			public enum WhenHeld { DEFAULT, SKIP, THROW }
			""", """
			package io.octostore.lock;
			public @interface DistributedLock {
				String value() default "";
				String name() default "";
				String holdAtLeast() default "";
				WhenHeld whenHeld() default WhenHeld.DEFAULT;
			}
			""", """
			package io.octostore.lock;
			public interface HeldLock {
				void ensureHeld();
			}
			""", """
			package io.octostore.lock;
			public final class CurrentLock {
				public static HeldLock get() { return null; }
			}
			""" };

	private final ModuleSettings settings;

	SchedulerLockVisitor(ModuleSettings settings) {
		this.settings = settings;
	}

	/**
	 * Return the longest time if it can become a setting: the names of settings are
	 * constant.
	 */
	static @Nullable String maxHold(AnnotationAttributes attributes) {
		String name = attributes.text("name");
		boolean constant = problem(attributes) == null && name != null && !name.contains("${");
		return constant ? attributes.time("lockAtMostFor") : null;
	}

	private static @Nullable String problem(AnnotationAttributes attributes) {
		if (attributes.value("name") == null) {
			return "@DistributedLock needs a name";
		}
		if (attributes.isExpression("name")) {
			return "the name of @DistributedLock is constant: move the expression to its key";
		}
		if (attributes.isExpression("lockAtLeastFor") || attributes.isExpression("lockAtMostFor")) {
			return "times of @DistributedLock are no SpEL expressions";
		}
		return null;
	}

	@Override
	public J.Annotation visitAnnotation(J.Annotation annotation, ExecutionContext context) {
		J.Annotation visited = super.visitAnnotation(annotation, context);
		if (!SCHEDULER_LOCK.matches(visited)) {
			return visited;
		}
		AnnotationAttributes attributes = AnnotationAttributes.of(visited);
		String problem = problem(attributes);
		if (problem != null) {
			return SearchResult.found(visited, problem);
		}
		J.Annotation changed = distributedLock(attributes, visited);
		maybeRemoveImport("net.javacrumbs.shedlock.spring.annotation.SchedulerLock");
		maybeAddImport("io.octostore.lock.DistributedLock");
		if (!isScheduled()) {
			maybeAddImport("io.octostore.lock.WhenHeld");
		}
		Expression atMost = attributes.value("lockAtMostFor");
		boolean written = maxHold(attributes) != null && this.settings.isConfigurable();
		if (atMost != null && !written) {
			return SearchResult.found(changed, "set octostore.lock.definitions.<name>.max-hold to the lockAtMostFor "
					+ atMost.printTrimmed(getCursor()));
		}
		return changed;
	}

	@Override
	public J.MethodInvocation visitMethodInvocation(J.MethodInvocation call, ExecutionContext context) {
		J.MethodInvocation visited = super.visitMethodInvocation(call, context);
		if (EXTEND.matches(visited)) {
			return SearchResult.found(visited,
					"locks are renewed by themselves: remove this call and set a max-hold that is long enough");
		}
		if (!ASSERT_LOCKED.matches(visited)) {
			return visited;
		}
		maybeRemoveImport("net.javacrumbs.shedlock.core.LockAssert");
		maybeRemoveImport("net.javacrumbs.shedlock.core.LockAssert.assertLocked");
		maybeAddImport("io.octostore.lock.CurrentLock");
		J.MethodInvocation changed = JavaTemplate.builder("CurrentLock.get().ensureHeld()")
			.imports("io.octostore.lock.CurrentLock")
			.javaParser(JavaParser.fromJavaVersion().dependsOn(STUBS))
			.build()
			.apply(getCursor(), visited.getCoordinates().replace());
		return changed.withPrefix(visited.getPrefix());
	}

	private J.Annotation distributedLock(AnnotationAttributes attributes, J.Annotation annotation) {
		List<String> parts = new ArrayList<>();
		List<Object> values = new ArrayList<>();
		add(parts, values, "name", attributes.text("name"), attributes.value("name"));
		add(parts, values, "holdAtLeast", attributes.time("lockAtLeastFor"), attributes.value("lockAtLeastFor"));
		if (!isScheduled()) {
			parts.add("whenHeld = WhenHeld.SKIP");
		}
		String arguments = (parts.size() > 1) ? String.join(", ", parts) : parts.get(0).substring("name = ".length());
		return JavaTemplate.builder("@DistributedLock(" + arguments + ")")
			.imports("io.octostore.lock.DistributedLock", "io.octostore.lock.WhenHeld")
			.javaParser(JavaParser.fromJavaVersion().dependsOn(STUBS))
			.build()
			.apply(getCursor(), annotation.getCoordinates().replace(), values.toArray());
	}

	/**
	 * Take a literal with its unit, and any other expression as it stands.
	 */
	private static void add(List<String> parts, List<Object> values, String attribute, @Nullable String text,
			@Nullable Expression value) {
		if (text != null) {
			parts.add(attribute + " = \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
		}
		else if (value != null && !(value instanceof J.Literal)) {
			parts.add(attribute + " = #{any(java.lang.String)}");
			values.add(value);
		}
	}

	private boolean isScheduled() {
		J.MethodDeclaration method = getCursor().firstEnclosing(J.MethodDeclaration.class);
		return method != null && method.getLeadingAnnotations()
			.stream()
			.anyMatch((annotation) -> SCHEDULED.matches(annotation) || SCHEDULES.matches(annotation));
	}

}
