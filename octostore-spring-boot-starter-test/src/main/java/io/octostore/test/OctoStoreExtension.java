package io.octostore.test;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.OctoStoreLocks;

/**
 * Gives JUnit tests an OctoStore server, without Spring. It starts when it is first
 * needed, is {@linkplain TestOctoStore#reset() reset} after each test and closed at the
 * end of the test class; registered in an instance field, at the end of each test.
 *
 * <pre class="code">
 * &#064;ExtendWith(OctoStoreExtension.class)
 * class InvoicesTests {
 *
 *     &#064;Test
 *     void writesNothingWithoutTheLock(TestOctoStore octostore, OctoStoreLocks locks) { ... }
 *
 * }
 * </pre>
 *
 * Parameters of tests and life cycle methods can be of the types {@link TestOctoStore},
 * {@link OctoStoreServer} and {@link OctoStoreLocks}; each of the latter is a
 * {@linkplain TestOctoStore#newInstance() new instance} of the application. In a static
 * field with {@code @RegisterExtension} the extension can be {@linkplain #get() asked} as
 * well. Tests that share it must not run in parallel.
 *
 * @since 0.1.0
 */
public final class OctoStoreExtension
		implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private @Nullable TestOctoStore octoStore;

	/**
	 * Creates the extension. Starts nothing.
	 */
	public OctoStoreExtension() {
	}

	/**
	 * The server, which starts if it does not run yet.
	 * @return the server
	 */
	public synchronized TestOctoStore get() {
		if (this.octoStore == null) {
			this.octoStore = TestOctoStore.start();
		}
		return this.octoStore;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		closeAtTheEndOf(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		closeAtTheEndOf(context);
	}

	@Override
	public synchronized void afterEach(ExtensionContext context) {
		if (this.octoStore != null) {
			this.octoStore.reset();
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		Class<?> type = parameterContext.getParameter().getType();
		return type == TestOctoStore.class || type == OctoStoreServer.class || type == OctoStoreLocks.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		Class<?> type = parameterContext.getParameter().getType();
		if (type == OctoStoreLocks.class) {
			return get().newInstance();
		}
		return (type == OctoStoreServer.class) ? get().server() : get();
	}

	/**
	 * The outermost context that this extension is told of closes the server: the lookup
	 * finds what an outer context has stored.
	 */
	private void closeAtTheEndOf(ExtensionContext context) {
		context.getStore(Namespace.create(OctoStoreExtension.class, this))
			.computeIfAbsent("closing", (key) -> (AutoCloseable) this::close);
	}

	private synchronized void close() {
		if (this.octoStore != null) {
			this.octoStore.close();
			this.octoStore = null;
		}
	}

}
