package io.octostore.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.ScanningRecipe;
import org.openrewrite.SourceFile;
import org.openrewrite.Tree;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.tree.JavaSourceFile;

/**
 * Changes ShedLock's {@code @SchedulerLock} to {@code @DistributedLock}.
 * <ul>
 * <li>{@code name} stays the name, and {@code lockAtLeastFor} becomes
 * {@code holdAtLeast}.</li>
 * <li>{@code lockAtMostFor} becomes {@code octostore.lock.definitions.<name>.max-hold} in
 * the application's properties: it limits how long a task may have the lock. How soon the
 * lock of a crashed instance is free follows from the session instead.</li>
 * <li>The defaults of {@code @EnableSchedulerLock} become {@code octostore.lock.max-hold}
 * and {@code octostore.lock.hold-at-least}.</li>
 * <li>A method that is not {@code @Scheduled} is skipped while the lock is held, as
 * before, by {@code whenHeld = WhenHeld.SKIP}.</li>
 * <li>{@code LockAssert.assertLocked()} becomes
 * {@code CurrentLock.get().ensureHeld()}.</li>
 * </ul>
 * What cannot be changed is left as it is, with a comment that says why.
 * {@code @EnableSchedulerLock} and the dependencies of ShedLock are left for the
 * developer to remove when no {@code @SchedulerLock} is left.
 *
 * @since 0.1.0
 */
public final class SchedulerLockToDistributedLock extends ScanningRecipe<LockSettings> {

	/**
	 * Creates the recipe.
	 */
	public SchedulerLockToDistributedLock() {
	}

	@Override
	public String getDisplayName() {
		return "Change `@SchedulerLock` to `@DistributedLock`";
	}

	@Override
	public String getDescription() {
		return "Changes ShedLock's annotation to that of OctoStore, `lockAtLeastFor` to `holdAtLeast` and "
				+ "`lockAtMostFor` to the property `max-hold` of the lock.";
	}

	@Override
	public LockSettings getInitialValue(ExecutionContext context) {
		return new LockSettings();
	}

	@Override
	public TreeVisitor<?, ExecutionContext> getScanner(LockSettings settings) {
		return new TreeVisitor<>() {

			@Override
			public @Nullable Tree visit(@Nullable Tree tree, ExecutionContext context) {
				if (tree instanceof JavaSourceFile source) {
					new LockTimesScanner(settings.of(source)).visit(tree, context);
				}
				else if (tree instanceof SourceFile source) {
					settings.of(source).addFile(source.getSourcePath());
				}
				return tree;
			}

		};
	}

	@Override
	public TreeVisitor<?, ExecutionContext> getVisitor(LockSettings settings) {
		return new TreeVisitor<>() {

			@Override
			public @Nullable Tree visit(@Nullable Tree tree, ExecutionContext context) {
				if (tree instanceof JavaSourceFile source) {
					return new SchedulerLockVisitor(settings.of(source)).visit(tree, context);
				}
				if (tree instanceof SourceFile source) {
					return settings.of(source).write(source, context);
				}
				return tree;
			}

		};
	}

}
