package io.octostore.spring.boot.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Gives a {@code @SpringBootTest} an OctoStore server of its own, in place of the one
 * that is configured.
 * <p>
 * One server runs for each application context, before any scheduled job does. The
 * application uses it in place of what {@code octostore.enabled},
 * {@code octostore.base-url}, {@code octostore.token}, {@code octostore.embedded.enabled}
 * or connection details of its own say. The beans {@link io.octostore.test.TestOctoStore}
 * and {@link io.octostore.embedded.OctoStoreServer} can be injected into the test. After
 * each test they are {@linkplain io.octostore.test.TestOctoStore#reset() reset}.
 *
 * <pre class="code">
 * &#064;SpringBootTest
 * &#064;AutoConfigureTestOctoStore
 * class ReportJobTests {
 *
 *     &#064;Autowired
 *     private TestOctoStore octostore;
 *
 *     &#064;Test
 *     void skipsWhenAnotherInstanceCreatesTheReport() { ... }
 *
 * }
 * </pre>
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@TestPropertySource(properties = "octostore.enabled=true")
public @interface AutoConfigureTestOctoStore {

}
