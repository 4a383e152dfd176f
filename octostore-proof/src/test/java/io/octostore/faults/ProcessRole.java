package io.octostore.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.octostore.LockLostException;
import io.octostore.LocksClosedException;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;

/**
 * What a {@link ChildProcess} does.
 */
enum ProcessRole {

	/**
	 * Wants {@code lock-1} so many times, for so many milliseconds each.
	 */
	CONTENDER {

		@Override
		void play(String baseUrl, List<String> arguments) throws Exception {
			int rounds = Integer.parseInt(arguments.get(0));
			Duration hold = Duration.ofMillis(Long.parseLong(arguments.get(1)));
			beReady(baseUrl);
			try (ProcessInstance instance = new ProcessInstance(baseUrl)) {
				for (int round = 0; round < rounds; round++) {
					HeldLock lock = instance.locks().acquire("lock-1", PATIENT);
					work(lock, hold);
					lock.close();
					Journal.say("left", lock.name(), lock.fencingToken());
				}
			}
			Journal.say("closed");
		}

	},

	/**
	 * Holds {@code lock-1} for so many milliseconds while 200 virtual threads and all of
	 * the common pool do nothing but compute.
	 */
	CROWDED_HOLDER {

		@Override
		void play(String baseUrl, List<String> arguments) throws Exception {
			Duration hold = Duration.ofMillis(Long.parseLong(arguments.get(0)));
			beReady(baseUrl);
			try (ProcessInstance instance = new ProcessInstance(baseUrl)) {
				HeldLock lock = instance.locks().acquire("lock-1", PATIENT);
				long end = System.nanoTime() + hold.toNanos();
				Duration used = usedTime();
				Executor crowd = crowd();
				for (int number = 0; number < 200; number++) {
					crowd.execute(() -> compute(end));
					ForkJoinPool.commonPool().execute(() -> compute(end));
				}
				work(lock, hold);
				lock.close();
				Journal.say("computed", usedTime().minus(used).toMillis(),
						hold.toMillis() * Runtime.getRuntime().availableProcessors());
			}
			Journal.say("closed");
		}

	},

	/**
	 * Holds {@code lock-1} until it is lost, in a heap that is almost full.
	 */
	COLLECTING_HOLDER {

		@Override
		void play(String baseUrl, List<String> arguments) throws Exception {
			beReady(baseUrl);
			ProcessInstance instance = new ProcessInstance(baseUrl);
			Ballast ballast = new Ballast();
			HeldLock lock = instance.locks().acquire("lock-1", PATIENT);
			Journal.say("has", lock.name(), lock.fencingToken());
			ballast.startChurning();
			lookAllTheTime(lock);
			Runtime.getRuntime().halt(0);
		}

	},

	/**
	 * Holds 50 locks in bodies that end when they are interrupted, and wants
	 * {@code lock-1} as well, until it is told to close.
	 */
	BUSY_INSTANCE {

		@Override
		void play(String baseUrl, List<String> arguments) throws Exception {
			beReady(baseUrl);
			Leftovers leftovers = new Leftovers();
			ProcessInstance instance = new ProcessInstance(baseUrl);
			CountDownLatch holding = new CountDownLatch(50);
			List<Thread> threads = new ArrayList<>();
			for (int number = 2; number <= 51; number++) {
				String name = "lock-" + number;
				threads.add(start(() -> instance.locks().executeChecked(name, PATIENT, (lock) -> {
					Journal.say("has", lock.name(), lock.fencingToken());
					Journal.look(lock);
					holding.countDown();
					return new CountDownLatch(1).await(5, TimeUnit.MINUTES);
				})));
			}
			holding.await();
			threads.add(start(() -> instance.locks().acquire("lock-1", PATIENT)));
			Journal.say("busy");
			awaitWord("close");
			Journal.say("closing");
			instance.locks().close(Duration.ZERO);
			Journal.say("closed");
			instance.close();
			for (Thread thread : threads) {
				thread.join();
			}
			leftovers.report();
		}

	},

	/**
	 * Runs a body under {@code lock-1} that ignores interrupts, is told to close and then
	 * to let the body end.
	 */
	STUBBORN_HOLDER {

		@Override
		void play(String baseUrl, List<String> arguments) throws Exception {
			beReady(baseUrl);
			ProcessInstance instance = new ProcessInstance(baseUrl);
			CountDownLatch end = new CountDownLatch(1);
			Thread body = start(() -> instance.locks().execute("lock-1", PATIENT, (lock) -> {
				Journal.say("has", lock.name(), lock.fencingToken());
				while (end.getCount() > 0) {
					Journal.look(lock);
					// Clears the interrupt
					if (Thread.interrupted()) {
						Journal.say("interrupted");
					}
					LockSupport.parkNanos(READING_PAUSE);
				}
				Journal.say("returns");
				return null;
			}));
			awaitWord("close");
			instance.locks().close(Duration.ZERO);
			Journal.say("closed");
			awaitWord("end");
			end.countDown();
			body.join();
			instance.close();
		}

	},

	/**
	 * Opens an instance, takes {@code lock-1}, and closes both, so many times.
	 */
	COMES_AND_GOES {

		@Override
		void play(String baseUrl, List<String> arguments) throws Exception {
			int times = Integer.parseInt(arguments.get(0));
			beReady(baseUrl);
			Leftovers leftovers = new Leftovers();
			for (int time = 0; time < times; time++) {
				try (ProcessInstance instance = new ProcessInstance(baseUrl)) {
					HeldLock lock = instance.locks().acquire("lock-1", PATIENT);
					Journal.say("has", lock.name(), lock.fencingToken());
					Journal.look(lock);
					lock.close();
					Journal.say("left", lock.name(), lock.fencingToken());
				}
			}
			leftovers.report();
		}

	},

	/**
	 * Campaigns by a lock or in a room, has code that runs while it leads, and gives its
	 * leadership up when it is told to.
	 */
	LEADER {

		@Override
		void play(String baseUrl, List<String> arguments) throws Exception {
			beReady(baseUrl);
			try (ProcessLeader leader = new ProcessLeader(baseUrl, arguments.get(0))) {
				leader.start();
				for (String word = words.take(); !word.equals("close"); word = words.take()) {
					leader.yieldLeadership();
				}
			}
			Journal.say("closed");
		}

	};

	private static final LockOptions PATIENT = LockOptions.defaults().withWaitFor(Duration.ofMinutes(5));

	/** What a process says whose mutant does not fit. */
	static final String MISFIT = "misfit";

	private static final long READING_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	/** What it was told. */
	private static final BlockingQueue<String> words = new LinkedBlockingQueue<>();

	/**
	 * Play a role.
	 * @param args name of a mutant or nothing; the role; URL of the server; what the role
	 * needs
	 */
	public static void main(String[] args) throws Exception {
		ClassLoader loader = ProcessRole.class.getClassLoader();
		if (!args[0].isEmpty()) {
			MutantLoader mutant = Mutant.valueOf(args[0]).loader(loader);
			mutant.onMisfit((misfit) -> Journal.say(MISFIT));
			loader = mutant;
		}
		Method run = Class.forName(ProcessRole.class.getName(), true, loader).getDeclaredMethod("run", List.class);
		run.setAccessible(true);
		run.invoke(null, Arrays.asList(args).subList(1, args.length));
	}

	static void run(List<String> arguments) throws Exception {
		listen();
		valueOf(arguments.get(0)).play(arguments.get(1), arguments.subList(2, arguments.size()));
	}

	abstract void play(String baseUrl, List<String> arguments) throws Exception;

	/**
	 * Load all classes that are needed and wait for the start, so that it does not matter
	 * how long a JVM takes for that.
	 */
	private static void beReady(String baseUrl) throws Exception {
		ProcessInstance.warmUp(baseUrl);
		Journal.say("ready");
		awaitWord("go");
	}

	private static void work(HeldLock lock, Duration time) {
		Journal.say("has", lock.name(), lock.fencingToken());
		long end = System.nanoTime() + time.toNanos();
		while (Journal.look(lock) && System.nanoTime() < end) {
			LockSupport.parkNanos(READING_PAUSE);
		}
	}

	/**
	 * Look without a pause until the lock is lost, and write down some of it, the last
	 * look that was answered with yes above all.
	 */
	private static void lookAllTheTime(HeldLock lock) {
		long written = System.nanoTime();
		long lastYes = written;
		while (true) {
			long before = System.nanoTime();
			if (!lock.isHeld()) {
				Journal.wroteLook(lastYes, true, lock);
				Journal.wroteLook(before, false, lock);
				return;
			}
			lastYes = before;
			if (before - written > READING_PAUSE) {
				Journal.wroteLook(before, true, lock);
				written = before;
			}
		}
	}

	/**
	 * Time that the system has given this process on all CPUs.
	 */
	private static Duration usedTime() {
		return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
	}

	private static void compute(long end) {
		while (System.nanoTime() < end) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Virtual threads, or, on a JDK that has none, as many threads of the platform as
	 * would carry them.
	 */
	private static Executor crowd() throws ReflectiveOperationException {
		try {
			return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (NoSuchMethodException ex) {
			return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), (task) -> {
				Thread thread = new Thread(task);
				thread.setDaemon(true);
				return thread;
			});
		}
	}

	private static Thread start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (LockLostException | LocksClosedException | InterruptedException ex) {
				// As it should be at a shutdown
			}
		});
		thread.start();
		return thread;
	}

	/**
	 * Take what the test says, and end with it.
	 */
	private static void listen() {
		Thread listener = new Thread(() -> {
			try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
				for (String line = input.readLine(); line != null; line = input.readLine()) {
					words.add(line);
				}
			}
			catch (IOException ex) {
				// As at the end
			}
			Runtime.getRuntime().halt(1);
		}, "listener");
		listener.setDaemon(true);
		listener.start();
	}

	private static void awaitWord(String word) throws Exception {
		String told = words.take();
		if (!word.equals(told)) {
			throw new IllegalStateException("Expected " + word + ", was told " + told);
		}
	}

	private interface Task {

		void run() throws InterruptedException;

	}

}
