package io.octostore.client.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import reactor.core.scheduler.Schedulers;

/**
 * Resolves names as the JDK does, hosts file and cache included, on a thread that may
 * wait: a name service that is down must not stop the renewals on other connections.
 */
final class OffLoopResolver extends AddressResolverGroup<InetSocketAddress> {

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new Resolver(executor).asAddressResolver();
	}

	private static final class Resolver extends InetNameResolver {

		Resolver(EventExecutor executor) {
			super(executor);
		}

		@Override
		protected void doResolve(String name, Promise<InetAddress> promise) {
			resolve(() -> InetAddress.getByName(name), promise);
		}

		@Override
		protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
			resolve(() -> Arrays.asList(InetAddress.getAllByName(name)), promise);
		}

		private static <T> void resolve(Callable<T> lookup, Promise<T> promise) {
			try {
				Schedulers.boundedElastic().schedule(() -> complete(lookup, promise));
			}
			catch (RejectedExecutionException ex) {
				promise.tryFailure(ex);
			}
		}

		private static <T> void complete(Callable<T> lookup, Promise<T> promise) {
			try {
				promise.trySuccess(lookup.call());
			}
			catch (UnknownHostException ex) {
				promise.tryFailure(ex);
			}
			catch (Exception ex) {
				promise.tryFailure(new IllegalStateException("The name of the host cannot be looked up", ex));
			}
		}

	}

}
