package io.octostore.rewrite;

import org.openrewrite.ExecutionContext;
import org.openrewrite.java.AnnotationMatcher;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;

/**
 * Collects the times that become settings.
 */
final class LockTimesScanner extends JavaIsoVisitor<ExecutionContext> {

	private static final AnnotationMatcher ENABLE = new AnnotationMatcher(
			"@net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock");

	private final ModuleSettings settings;

	LockTimesScanner(ModuleSettings settings) {
		this.settings = settings;
	}

	@Override
	public J.Annotation visitAnnotation(J.Annotation annotation, ExecutionContext context) {
		AnnotationAttributes attributes = AnnotationAttributes.of(annotation);
		if (SchedulerLockVisitor.SCHEDULER_LOCK.matches(annotation)) {
			String name = attributes.text("name");
			String atMost = SchedulerLockVisitor.maxHold(attributes);
			if (name != null && atMost != null) {
				this.settings.maxHold(name, atMost);
			}
		}
		else if (ENABLE.matches(annotation)) {
			String atMost = attributes.time("defaultLockAtMostFor");
			if (atMost != null) {
				this.settings.defaultMaxHold(atMost);
			}
			String atLeast = attributes.time("defaultLockAtLeastFor");
			if (atLeast != null) {
				this.settings.defaultHoldAtLeast(atLeast);
			}
		}
		return super.visitAnnotation(annotation, context);
	}

}
