package io.octostore.client;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The blocking and the reactive client offer the same.
 */
class BothClientsTests {

	private static final Map<String, String> NAMES = Map.of("OctoStoreClient", "ReactiveOctoStoreClient",
			"WebhookClient", "ReactiveWebhookClient", "AdminClient", "ReactiveAdminClient", "void", "Mono<Void>");

	/** What only one of them can have. */
	private static final Set<String> OWN = Set.of("reactive", "withFreshConnection");

	private static Set<String> signatures(Class<?> type, boolean blocking) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
			.filter((method) -> !OWN.contains(method.getName()))
			.map((method) -> method.getName() + Arrays.toString(method.getGenericParameterTypes()) + " "
					+ (blocking ? reactive(method) : result(method.getGenericReturnType())))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String reactive(Method method) {
		String result = result(method.getGenericReturnType());
		if (result.startsWith("Watch<")) {
			return "Flux" + result.substring("Watch".length());
		}
		boolean local = Modifier.isStatic(method.getModifiers()) || result.endsWith("Client") || result.equals("String")
				|| Set.of("close", "reconnect", "onDisconnect", "lockNameRule").contains(method.getName());
		return local ? (result.equals("void") ? result : NAMES.getOrDefault(result, result))
				: NAMES.getOrDefault(result, "Mono<" + result + ">");
	}

	private static String result(Type type) {
		if (type instanceof ParameterizedType generic) {
			return name(generic.getRawType()) + "<"
					+ Arrays.stream(generic.getActualTypeArguments())
						.map(BothClientsTests::result)
						.collect(Collectors.joining(", "))
					+ ">";
		}
		return name(type);
	}

	private static String name(Type type) {
		return ((Class<?>) type).getSimpleName();
	}

	@Test
	void haveTheSameMethods() {
		assertThat(signatures(OctoStoreClient.class, true)).isEqualTo(signatures(ReactiveOctoStoreClient.class, false))
			.hasSizeGreaterThan(40);
		assertThat(signatures(WebhookClient.class, true)).isEqualTo(signatures(ReactiveWebhookClient.class, false))
			.hasSize(3);
		assertThat(signatures(AdminClient.class, true)).isEqualTo(signatures(ReactiveAdminClient.class, false))
			.hasSize(4);
	}

}
