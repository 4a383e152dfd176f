package io.octostore.samples.cluster.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.octostore.samples.cluster.demo.Instances.Step;
import io.octostore.testsupport.EtcdCluster;

/**
 * Shows that a job goes on while the leader of the cluster that its lock is on is killed,
 * and while it comes back. Ends by itself.
 */
final class Demo {

	private final Path program;

	private final Consumer<String> printer;

	Demo(Path program, Consumer<String> printer) {
		this.program = program;
		this.printer = printer;
	}

	public static void main(String[] args) throws InterruptedException {
		Path program = Path.of(System.getProperty(EtcdCluster.PROGRAM, ""));
		if (!Files.isExecutable(program)) {
			System.out
				.println("LEFT OUT: there is no etcd at " + program + "; .ci/run builds it where Go is installed");
			return;
		}
		new Demo(program, System.out::println).run();
	}

	/**
	 * Run.
	 * @return what the job did
	 */
	List<Step> run() throws InterruptedException {
		try (EtcdCluster cluster = EtcdCluster.start(this.program, 3);
				Instances instances = new Instances(cluster.url(), this.printer)) {
			say("Three members of an etcd cluster, and two instances, A and B, that share the job 'report'");
			instances.start("A");
			instances.start("B");
			instances.await((step) -> step.instance().equals("A"));
			instances.await((step) -> step.instance().equals("B"));
			int leader = cluster.leader();
			say("Member %d leads; it is killed", leader);
			long killed = System.nanoTime();
			cluster.kill(leader);
			Step next = instances.await(Step::begins);
			say("%s runs the job, %.1f s after the leader was killed; member %d leads now", next.instance(),
					(System.nanoTime() - killed) / 1e9, cluster.leader());
			say("The member is started again");
			cluster.restart(leader);
			instances.await(Step::begins);
			say("That is all; everything is stopped");
			return instances.steps();
		}
	}

	private void say(String format, Object... args) {
		this.printer.accept("==> " + String.format(Locale.ROOT, format, args));
	}

}
