package io.octostore.client.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

/**
 * Resolves names as the JDK does, hosts file and cache included, on a thread that may
 * wait: a name service that is down must not stop the renewals on other connections. The
 * JDK's cache is the only one, so that {@code networkaddress.cache.ttl} says how soon
 * another address is found.
 */
final class OffLoopResolver extends AddressResolverGroup<InetSocketAddress> {

	private static final Logger logger = LoggerFactory.getLogger(OffLoopResolver.class);

	private final Lookup lookup;

	private final AddressOrder order;

	OffLoopResolver(Lookup lookup, AddressOrder order) {
		this.lookup = lookup;
		this.order = order;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new Resolver(executor).asAddressResolver();
	}

	/**
	 * Finds the addresses of a name.
	 */
	@FunctionalInterface
	interface Lookup {

		InetAddress[] find(String name) throws UnknownHostException;

	}

	private final class Resolver extends InetNameResolver {

		Resolver(EventExecutor executor) {
			super(executor);
		}

		private List<InetAddress> find(String name) throws UnknownHostException {
			return OffLoopResolver.this.order.of(OffLoopResolver.this.lookup.find(name));
		}

		@Override
		protected void doResolve(String name, Promise<InetAddress> promise) {
			resolve(() -> find(name).get(0), promise);
		}

		@Override
		protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
			resolve(() -> find(name), promise);
		}

		private <T> void resolve(Callable<T> lookup, Promise<T> promise) {
			try {
				Schedulers.boundedElastic().schedule(() -> complete(lookup, promise));
			}
			catch (RejectedExecutionException ex) {
				promise.tryFailure(ex);
			}
		}

		private <T> void complete(Callable<T> lookup, Promise<T> promise) {
			try {
				T found = lookup.call();
				tell(() -> promise.trySuccess(found));
			}
			catch (UnknownHostException ex) {
				tell(() -> promise.tryFailure(ex));
			}
			catch (Exception ex) {
				tell(() -> promise
					.tryFailure(new IllegalStateException("The name of the host cannot be looked up", ex)));
			}
		}

		/**
		 * Complete a promise on its event loop. If that has ended meanwhile, nothing
		 * waits for the address any more, and Netty would log an error.
		 */
		private void tell(Runnable completion) {
			try {
				executor().execute(completion);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("A host name was resolved after the client was closed", ex);
			}
		}

	}

}
