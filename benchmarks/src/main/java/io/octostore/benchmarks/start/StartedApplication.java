package io.octostore.benchmarks.start;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application with WebClient and actuator, with the starter or without. Prints what
 * its start took, and, with an argument, what its first locks took.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StartedApplication {

	private static final long NANOS_PER_MILLI = 1_000_000;

	/**
	 * Create the configuration.
	 */
	public StartedApplication() {
	}

	/**
	 * Starts.
	 * @param args for how many milliseconds to wait before the first lock; none to take
	 * no lock
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		SpringApplication application = new SpringApplication(StartedApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		try (ConfigurableApplicationContext context = application.run()) {
			long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
			long cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
			int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
			System.out.printf(Locale.ROOT, "%s %d %d %d%n", StartUp.STARTED, uptime, cpu / NANOS_PER_MILLI, classes);
			if (args.length > 0) {
				Thread.sleep(Long.parseLong(args[0]));
				System.out.println(StartUp.LOCKED + " " + FirstLocks.micros(context));
			}
		}
	}

}
