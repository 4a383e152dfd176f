package io.octostore.samples.fencedwrites.demo;

import java.nio.charset.StandardCharsets;
import java.util.Scanner;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.octostore.OctoStoreException;
import io.octostore.samples.fencedwrites.Accounts;
import io.octostore.samples.fencedwrites.Cashier;
import io.octostore.samples.fencedwrites.FencedWritesApplication;

/**
 * The JVM of one instance: does what its standard input says, one command a line.
 */
final class InstanceJvm {

	private final Scanner commands = new Scanner(System.in, StandardCharsets.UTF_8);

	private final Accounts accounts;

	private final Cashier cashier;

	private InstanceJvm(Accounts accounts, Cashier cashier) {
		this.accounts = accounts;
		this.cashier = cashier;
	}

	public static void main(String[] args) {
		Orphans.endWithParent();
		try (ConfigurableApplicationContext context = SpringApplication.run(FencedWritesApplication.class, args)) {
			new InstanceJvm(context.getBean(Accounts.class), context.getBean(Cashier.class)).run();
		}
	}

	private void run() {
		while (this.commands.hasNextLine()) {
			String[] words = this.commands.nextLine().split(" ", -1);
			long account = Long.parseLong(words[1]);
			switch (words[0]) {
				case "open" -> open(account, Long.parseLong(words[2]));
				case "balance" -> System.out.println("balance " + this.accounts.balance(account));
				case "pay-in" -> tell(() -> this.cashier.payIn(account, Long.parseLong(words[2]), this::pause));
				case "pay-in-carelessly" ->
					tell(() -> this.cashier.payInCarelessly(account, Long.parseLong(words[2]), this::pause));
				default -> throw new IllegalArgumentException(words[0]);
			}
		}
	}

	private void open(long account, long balance) {
		this.accounts.open(account, balance);
		System.out.println("opened");
	}

	/**
	 * Stands still until it is told to write. This process may be stopped meanwhile.
	 */
	private void pause() {
		System.out.println("about to write");
		this.commands.nextLine();
	}

	private static void tell(Runnable work) {
		try {
			work.run();
			System.out.println("done: written");
		}
		catch (OctoStoreException ex) {
			System.out.println(ex.getMessage());
			for (Throwable suppressed : ex.getSuppressed()) {
				System.out.println(suppressed.getMessage());
			}
			System.out.println("done: the call failed");
		}
	}

}
