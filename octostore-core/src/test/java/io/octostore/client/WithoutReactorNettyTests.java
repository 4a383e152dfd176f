package io.octostore.client;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The client on a class path that holds no Reactor Netty.
 */
class WithoutReactorNettyTests {

	/**
	 * Loads this library, Spring and Reactor again, and hides Netty.
	 */
	private static final class WithoutNetty extends URLClassLoader {

		WithoutNetty(ClassLoader parent) {
			super(new URL[0], parent);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				if (name.startsWith("reactor.netty.") || name.startsWith("io.netty.")) {
					throw new ClassNotFoundException(name);
				}
				if (!name.startsWith("io.octostore.") && !name.startsWith("org.springframework.")) {
					return super.loadClass(name, resolve);
				}
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (stream == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = stream.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

	/**
	 * What runs inside the other class loader.
	 */
	public static final class Program {

		private Program() {
		}

		public static long acquire(String baseUrl) {
			try (OctoStoreClient client = OctoStoreClient.create(baseUrl, Samples.TOKEN)) {
				return client.acquireLock("job", Samples.TTL).fencingToken();
			}
		}

		public static void insistOnReactorNetty() {
			OctoStoreClient.builder().connector(HttpConnectorKind.REACTOR_NETTY).build();
		}

	}

	private static Object run(String method, Object... arguments) throws Exception {
		try (WithoutNetty loader = new WithoutNetty(WithoutReactorNettyTests.class.getClassLoader())) {
			Class<?>[] types = java.util.Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
			Method program = loader.loadClass(Program.class.getName()).getMethod(method, types);
			return program.invoke(null, arguments);
		}
	}

	@Test
	void fallsBackToTheJdk() throws Exception {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write(ScriptedServer.json(200, Samples.ACQUIRED));
			connection.awaitClose();
		})) {
			assertThat(run("acquire", server.baseUrl())).isEqualTo(318L);
		}
	}

	@Test
	void saysWhatIsMissingWhenTheBuilderInsists() {
		assertThatExceptionOfType(InvocationTargetException.class).isThrownBy(() -> run("insistOnReactorNetty"))
			.havingCause()
			.withMessageContaining("add io.projectreactor.netty:reactor-netty-http");
	}

}
