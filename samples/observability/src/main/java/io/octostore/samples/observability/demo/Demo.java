package io.octostore.samples.observability.demo;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Starts a server in memory and two instances of the application, and says where to look.
 * Runs until it is stopped with Ctrl+C.
 */
final class Demo {

	private static final int SERVER_PORT = 3000;

	private static final List<Integer> INSTANCE_PORTS = List.of(8081, 8082);

	private Demo() {
	}

	public static void main(String[] args) throws InterruptedException {
		try (Fleet fleet = Fleet.start(SERVER_PORT, INSTANCE_PORTS)) {
			Runtime.getRuntime().addShutdownHook(new Thread(fleet::close));
			say("The page of the server:   " + fleet.page());
			for (Instance instance : fleet.instances()) {
				say("");
				say("Instance " + instance.name());
				say("  page:                  " + instance.url("/octostore/"));
				say("  endpoint:              " + instance.url("/actuator/octostore"));
				say("  meters for Prometheus: " + instance.url("/actuator/prometheus"));
				say("  pause a job:           curl -H 'Content-Type: application/json' -d '{\"operation\": \"pause\"}' "
						+ instance.url("/actuator/octostore/nightly-report"));
				say("  one payment:           curl -X POST " + instance.url("/payments/4711"));
			}
			say("");
			say("Prometheus reads the meters of both with the sample's prometheus.yml. Ctrl+C ends everything");
			new CountDownLatch(1).await();
		}
	}

	private static void say(String text) {
		System.out.println(text);
	}

}
