package io.octostore.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A gate on the loopback interface between a client and a server. While it is shut it
 * takes connections and bytes and passes none on, as a network does that loses packets.
 */
public final class TcpGate implements AutoCloseable {

	private final ServerSocket listener;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile int target;

	private volatile boolean shut;

	/** Counts how often the connections of the time were forgotten. */
	private final AtomicInteger forgotten = new AtomicInteger();

	private volatile @Nullable Random loss;

	private TcpGate(ServerSocket listener, int target) {
		this.listener = listener;
		this.target = target;
	}

	/**
	 * Open a gate.
	 * @param target the port of this host that it leads to
	 */
	public static TcpGate open(int target) {
		try {
			TcpGate gate = new TcpGate(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
			start(gate::accept);
			return gate;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "tcp-gate");
		thread.setDaemon(true);
		thread.start();
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Pass nothing on from now on.
	 */
	public void shut() {
		this.shut = true;
	}

	/**
	 * Pass nothing on any more through the connections that there are, without a word, as
	 * a firewall does that was started again. New ones work.
	 */
	public void forget() {
		this.forgotten.incrementAndGet();
	}

	/**
	 * Pass on late, as a network does that loses packets: each time that a packet is lost
	 * it is sent again after twice the pause, from 200 ms on.
	 * @param random decides which packets are lost; every fifth one
	 */
	public void losePackets(Random random) {
		this.loss = random;
	}

	/**
	 * End all connections, and pass on what comes through new ones.
	 */
	public void reopen() {
		this.sockets.forEach(TcpGate::end);
		this.shut = false;
	}

	/**
	 * End all connections, and lead new ones to another port.
	 */
	public void leadTo(int port) {
		this.target = port;
		reopen();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				this.sockets.add(client);
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				this.sockets.add(server);
				int began = this.forgotten.get();
				start(() -> pass(client, server, began));
				start(() -> pass(server, client, began));
			}
			catch (IOException ex) {
				// The gate is closed, or nothing listens there: end the connection
				this.sockets.forEach(TcpGate::end);
			}
		}
	}

	private void pass(Socket from, Socket to, int began) {
		byte[] buffer = new byte[8192];
		try {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				sendAgain();
				if (!this.shut && this.forgotten.get() == began) {
					output.write(buffer, 0, count);
				}
			}
		}
		catch (IOException ex) {
			// One of both has gone
			this.sockets.remove(from);
		}
		finally {
			end(from);
			end(to);
		}
	}

	private void sendAgain() {
		Random random = this.loss;
		for (long pause = 200; random != null && pause < 1000 && random.nextInt(5) == 0; pause *= 2) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
		}
	}

	private static void end(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.sockets.forEach(TcpGate::end);
	}

}
