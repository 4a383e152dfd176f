package io.octostore.samples.fencedwrites.demo;

import java.util.Locale;

import io.octostore.embedded.OctoStoreServer;

/**
 * Shows what a pause in the wrong place does, and how a database that knows fencing
 * tokens prevents it. Two instances, A and B, pay into one account. A stands still
 * between its read and its write, for so long that B gets the lock. Ends by itself.
 */
final class Demo {

	private static final String TOKEN = "token-of-all-instances";

	private static final String ACCOUNT = "42";

	private Demo() {
	}

	public static void main(String[] args) throws Exception {
		Orphans.endWithParent();
		try (OctoStoreServer server = OctoStoreServer.builder().token("demo", TOKEN).start();
				Database database = Database.ofKind(System.getProperty("demo.database", "h2"));
				Instance a = new Instance("A", server.baseUrl(), TOKEN, database);
				Instance b = new Instance("B", server.baseUrl(), TOKEN, database)) {
			say("Two instances, A and B, pay into account %s of a database at %s", ACCOUNT, database);
			long careless = round(a, b, "pay-in-carelessly");
			say("The balance is %d: what B paid in is lost", careless);
			long fenced = round(a, b, "pay-in");
			say("The balance is %d: nothing is lost, and A knows that it has to repeat its work", fenced);
		}
	}

	/**
	 * A pays in 100 and stands still in the middle, B pays in 7 meanwhile.
	 * @return the balance at the end
	 */
	static long round(Instance a, Instance b, String command) throws Exception {
		a.send("open " + ACCOUNT + " 1000");
		a.await("opened");
		say("The balance is 1000. A begins to %s 100, and is stopped before it writes", command);
		a.send(command + " " + ACCOUNT + " 100");
		a.await("about to write");
		a.stop();
		say("B wants to %s 7. It gets the lock when the session of A, 10 s, has ended", command);
		b.send(command + " " + ACCOUNT + " 7");
		b.await("about to write");
		b.send("write");
		b.await("done");
		say("A goes on, and writes");
		a.resume();
		a.send("write");
		a.await("done");
		a.send("balance " + ACCOUNT);
		return Long.parseLong(a.await("balance").split(" ", -1)[1]);
	}

	private static void say(String format, Object... args) {
		System.out.println("==> " + String.format(Locale.ROOT, format, args));
	}

}
