package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;
import io.octostore.lock.ReactiveOctoStoreLocks;

/**
 * Checks before it lets a transaction manager commit that takes no listener.
 */
final class CommitGuardInterceptor implements MethodInterceptor {

	private final TransactionManager manager;

	private CommitGuardInterceptor(TransactionManager manager) {
		this.manager = manager;
	}

	/**
	 * Put a manager behind a proxy.
	 * @return the proxy; {@code null} if its class does not allow that
	 */
	static @Nullable Object proxy(TransactionManager manager) {
		if (manager instanceof Advised advised && !advised.isFrozen()) {
			advised.addAdvice(0, new CommitGuardInterceptor(manager));
			return manager;
		}
		if (hasFinalCommit(manager.getClass())) {
			return null;
		}
		ProxyFactory factory = new ProxyFactory(manager);
		factory.setProxyTargetClass(!Modifier.isFinal(manager.getClass().getModifiers()));
		factory.addAdvice(new CommitGuardInterceptor(manager));
		try {
			return factory.getProxy(manager.getClass().getClassLoader());
		}
		catch (AopConfigException ex) {
			return null;
		}
	}

	private static boolean hasFinalCommit(Class<?> type) {
		return Stream.of(type.getMethods())
			.anyMatch((method) -> method.getName().equals("commit") && Modifier.isFinal(method.getModifiers()));
	}

	static boolean isProxy(TransactionManager manager) {
		return manager instanceof Advised advised && Stream.of(advised.getAdvisors())
			.map(Advisor::getAdvice)
			.anyMatch(CommitGuardInterceptor.class::isInstance);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Method method = invocation.getMethod();
		@Nullable Object[] arguments = invocation.getArguments();
		if (method.getName().equals("commit") && arguments.length == 1) {
			if (arguments[0] instanceof TransactionStatus status) {
				return commit(invocation, status);
			}
			if (arguments[0] instanceof ReactiveTransaction transaction) {
				return commit(copyOf(invocation), transaction);
			}
		}
		if (method.getName().equals("execute") && arguments.length == 2
				&& arguments[1] instanceof TransactionCallback<?> callback) {
			arguments[1] = checked(callback);
		}
		return invocation.proceed();
	}

	private @Nullable Object commit(MethodInvocation invocation, TransactionStatus status) throws Throwable {
		try {
			LockCommitGuard.verify();
		}
		catch (LockLostException | IllegalStateException ex) {
			rollback(status, ex);
			throw ex;
		}
		return invocation.proceed();
	}

	private void rollback(TransactionStatus status, RuntimeException reason) {
		try {
			if (this.manager instanceof PlatformTransactionManager platform && !status.isCompleted()) {
				platform.rollback(status);
			}
		}
		catch (RuntimeException ex) {
			reason.addSuppressed(ex);
		}
	}

	private Mono<Object> commit(MethodInvocation invocation, ReactiveTransaction transaction) {
		return ReactiveOctoStoreLocks.currentLocks().flatMap((locks) -> {
			LockChecks.verify(locks);
			return proceed(invocation);
		})
			.onErrorResume(LockLostException.class,
					(lost) -> transaction.isCompleted() ? Mono.error(lost) : rollback(transaction, lost));
	}

	private Mono<Object> rollback(ReactiveTransaction transaction, LockLostException reason) {
		Mono<Void> rollback = (this.manager instanceof ReactiveTransactionManager reactive)
				? reactive.rollback(transaction) : Mono.empty();
		return rollback.onErrorResume((failure) -> {
			reason.addSuppressed(failure);
			return Mono.empty();
		}).then(Mono.error(reason));
	}

	private static Mono<Object> proceed(MethodInvocation invocation) {
		try {
			return (invocation.proceed() instanceof Mono<?> commit) ? commit.cast(Object.class) : Mono.empty();
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	/**
	 * The commit happens when it is subscribed to, after this invocation.
	 */
	private static MethodInvocation copyOf(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation proxied) ? proxied.invocableClone() : invocation;
	}

	/**
	 * For managers that run the body by themselves: a failure of the body rolls back.
	 */
	private static <T> TransactionCallback<T> checked(TransactionCallback<T> callback) {
		return (status) -> {
			T result = callback.doInTransaction(status);
			LockCommitGuard.verify();
			return result;
		};
	}

}
