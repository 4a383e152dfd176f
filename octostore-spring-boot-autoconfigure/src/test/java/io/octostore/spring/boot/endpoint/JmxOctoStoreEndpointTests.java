package io.octostore.spring.boot.endpoint;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.OctoStoreServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The endpoint shows and does the same over JMX as over HTTP.
 */
class JmxOctoStoreEndpointTests {

	private static final String JOB = "billing.nightly-report";

	private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-a").start();

	@AfterEach
	void close() {
		this.server.close();
	}

	private EndpointApplication start(String... properties) {
		String[] all = new String[properties.length + 3];
		all[0] = "spring.jmx.enabled=true";
		all[1] = "management.endpoints.jmx.exposure.include=octostore";
		all[2] = "management.endpoints.jmx.domain=octostore.test";
		System.arraycopy(properties, 0, all, 3, properties.length);
		return EndpointApplication.servlet(this.server, "billing-1", all);
	}

	private Object invoke(String operation, Object... arguments) throws JMException {
		ObjectName endpoint = new ObjectName("octostore.test:type=Endpoint,name=Octostore");
		for (MBeanOperationInfo described : this.beans.getMBeanInfo(endpoint).getOperations()) {
			if (described.getName().equals(operation)) {
				String[] types = List.of(described.getSignature())
					.stream()
					.map(MBeanParameterInfo::getType)
					.toArray(String[]::new);
				return this.beans.invoke(endpoint, operation, arguments, types);
			}
		}
		throw new IllegalArgumentException(operation);
	}

	@Test
	void showsAllLocks() throws JMException {
		try (EndpointApplication application = start()) {
			application.jobs().report();
			assertThat(invoke("octostore")).asInstanceOf(InstanceOfAssertFactories.MAP).satisfies((report) -> {
				assertThat(report.get("server")).asInstanceOf(InstanceOfAssertFactories.MAP)
					.containsEntry("state", "up");
				assertThat(report.get("history")).asInstanceOf(InstanceOfAssertFactories.LIST)
					.singleElement(InstanceOfAssertFactories.MAP)
					.containsEntry("kind", "ran")
					.containsEntry("lock", JOB);
			});
			assertThat(String.valueOf(invoke("octostore"))).doesNotContain("tok-a");
		}
	}

	@Test
	void showsOneLock() throws JMException {
		try (EndpointApplication application = start()) {
			assertThat(application.jobs().runs()).isZero();
			assertThat(invoke("lock", JOB)).asInstanceOf(InstanceOfAssertFactories.MAP)
				.extractingByKey("lock", InstanceOfAssertFactories.MAP)
				.containsEntry("name", JOB)
				.containsEntry("state", "free");
		}
	}

	@Test
	void refusesAnOperationByDefault() {
		try (EndpointApplication application = start()) {
			assertThat(application.jobs().runs()).isZero();
			assertThatExceptionOfType(MBeanException.class)
				.isThrownBy(() -> invoke("operateLock", JOB, "release", null, null))
				.havingCause()
				.withMessage("Operation 'release' is not allowed: octostore.endpoint.operations must list it, and has "
						+ "no value");
		}
	}

	@Test
	void pausesAndResumesAJob() throws JMException {
		try (EndpointApplication application = start("octostore.pause.enabled=true",
				"octostore.endpoint.operations=pause,resume")) {
			assertThat(invoke("operateLock", JOB, "pause", "8h", "month-end close")).isInstanceOfSatisfying(Map.class,
					(done) -> assertThat(done.get("result")).asString()
						.contains("paused until", "by billing-1: month-end close"));
			application.jobs().report();
			assertThat(application.jobs().runs()).isZero();
			invoke("operateLock", JOB, "resume", null, null);
			application.jobs().report();
			assertThat(application.jobs().runs()).isOne();
		}
	}

}
