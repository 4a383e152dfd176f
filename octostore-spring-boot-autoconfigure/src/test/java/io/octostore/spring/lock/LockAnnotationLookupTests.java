package io.octostore.spring.lock;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.util.List;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.core.annotation.AliasFor;

import io.octostore.LockHeldException;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where an annotation may stand.
 */
class LockAnnotationLookupTests {

	@Test
	void onAnImplementation() {
		for (LockContext context : bothProxies(AnnotatedImplementation.class)) {
			context.bean(Job.class).run("x");
			assertThat(context.locks.journal).containsExactly("lock implementation.x", "unlock implementation.x");
		}
	}

	@Test
	void onAnInterface() {
		for (LockContext context : bothProxies(PlainImplementation.class)) {
			context.bean(AnnotatedJob.class).run("x");
			assertThat(context.locks.journal).containsExactly("lock interface.x", "unlock interface.x");
		}
	}

	@Test
	void onAnInterfaceAsItsDefault() {
		for (LockContext context : bothProxies(ImplementationOfDefault.class)) {
			context.bean(JobUnderDefault.class).run();
			assertThat(context.locks.journal).containsExactly("lock default", "unlock default");
		}
	}

	@Test
	void onAGenericInterfacesImplementation() {
		for (LockContext context : bothProxies(GenericImplementation.class)) {
			callGeneric(context.bean(Handler.class));
			assertThat(context.locks.journal).containsExactly("lock generic.x", "unlock generic.x");
		}
	}

	@Test
	void onAGenericInterface() {
		for (LockContext context : bothProxies(AnnotatedGenericImplementation.class)) {
			context.bean(AnnotatedHandler.class);
			@SuppressWarnings("unchecked")
			AnnotatedHandler<String> handler = context.bean(AnnotatedHandler.class);
			handler.handle("x");
			assertThat(context.locks.journal).containsExactly("lock generic.x", "unlock generic.x");
		}
	}

	@Test
	void onAClassAsTheDefaultOfItsPublicMethods() {
		try (LockContext context = LockContext.of(ClassDefault.class)) {
			ClassDefault bean = context.bean(ClassDefault.class);
			bean.plain();
			bean.own();
			bean.packagePrivate();
			ClassDefault.helper();
			assertThat(bean.toString()).isEqualTo("text");
			assertThat(context.locks.journal).containsExactly("lock class", "unlock class", "lock own", "unlock own");
		}
	}

	@Test
	void onASuperclass() {
		try (LockContext context = LockContext.of(Inheriting.class)) {
			context.bean(Inheriting.class).plain();
			context.bean(Inheriting.class).added();
			assertThat(context.locks.journal).containsExactly("lock class", "unlock class", "lock class",
					"unlock class");
		}
	}

	@Test
	void onAMethodThatIsOverridden() {
		try (LockContext context = LockContext.of(Overriding.class)) {
			context.bean(Overriding.class).run("x");
			assertThat(context.locks.journal).containsExactly("lock implementation.x", "unlock implementation.x");
		}
	}

	@Test
	void onAnAnnotationWhoseAttributesOverride() {
		try (LockContext context = LockContext.of(Composed.class)) {
			context.bean(Composed.class).run();
			context.locks.failures.put("composed", new LockHeldException("composed"));
			context.bean(Composed.class).run();
			assertThat(context.locks.journal).containsExactly("lock composed", "unlock composed");
		}
	}

	@Test
	void onTheInterfaceOfAProxyThatAFactoryMade() {
		try (LockContext context = LockContext.of(ProxiedJobFactory.class)) {
			context.bean(AnnotatedJob.class).run("x");
			assertThat(context.locks.journal).containsExactly("lock interface.x", "unlock interface.x");
		}
	}

	@Test
	void onTheInterfaceOfAProxyWithoutTarget() {
		try (LockContext context = LockContext.of(TargetlessJobFactory.class)) {
			context.bean(AnnotatedJob.class).run("x");
			assertThat(context.locks.journal).containsExactly("lock interface.x", "unlock interface.x");
		}
	}

	@Test
	void onTheInterfaceOfAForeignProxy() {
		try (LockContext context = LockContext.of(ForeignProxyFactory.class)) {
			context.bean(AnnotatedJob.class).run("x");
			assertThat(context.locks.journal).containsExactly("lock interface.x", "unlock interface.x");
		}
	}

	@Test
	void beansWithoutAnnotationAreNotProxied() {
		try (LockContext context = LockContext.of(PlainBean.class)) {
			assertThat(context.bean(PlainBean.class).getClass()).isEqualTo(PlainBean.class);
		}
	}

	private static List<LockContext> bothProxies(Class<?> bean) {
		LockContext classProxy = LockContext.of(bean);
		LockContext interfaceProxy = LockContext.withInterfaceProxies(bean);
		return List.of(classProxy, interfaceProxy);
	}

	@SuppressWarnings("unchecked")
	private static void callGeneric(Handler<?> handler) {
		((Handler<String>) handler).handle("x");
	}

	interface Job {

		void run(String id);

	}

	static class AnnotatedImplementation implements Job {

		@Override
		@DistributedLock(name = "implementation", key = "#key")
		public void run(String key) {
		}

	}

	static class Overriding extends AnnotatedImplementation {

		@Override
		public void run(String key) {
		}

	}

	interface AnnotatedJob {

		@DistributedLock(name = "interface", key = "#p0")
		void run(String id);

	}

	static class PlainImplementation implements AnnotatedJob {

		@Override
		public void run(String id) {
		}

	}

	@DistributedLock("default")
	interface JobUnderDefault {

		void run();

	}

	static class ImplementationOfDefault implements JobUnderDefault {

		@Override
		public void run() {
		}

	}

	interface Handler<T> {

		void handle(T value);

	}

	static class GenericImplementation implements Handler<String> {

		@Override
		@DistributedLock(name = "generic", key = "#value")
		public void handle(String value) {
		}

	}

	interface AnnotatedHandler<T> {

		@DistributedLock(name = "generic", key = "#a0")
		void handle(T value);

	}

	static class AnnotatedGenericImplementation implements AnnotatedHandler<String> {

		@Override
		public void handle(String value) {
		}

	}

	@DistributedLock("class")
	static class ClassDefault {

		public void plain() {
		}

		@DistributedLock("own")
		public void own() {
		}

		void packagePrivate() {
		}

		public static void helper() {
		}

		@Override
		public String toString() {
			return "text";
		}

	}

	static class Inheriting extends ClassDefault {

		public void added() {
		}

	}

	@DistributedLock(whenHeld = WhenHeld.SKIP)
	@Retention(RetentionPolicy.RUNTIME)
	@interface SkippedWhenHeld {

		@AliasFor(annotation = DistributedLock.class, attribute = "name")
		String lock();

	}

	static class Composed {

		@SkippedWhenHeld(lock = "composed")
		public void run() {
		}

	}

	static class PlainBean {

		public void run() {
		}

	}

	static class ProxiedJobFactory implements FactoryBean<AnnotatedJob> {

		@Override
		public AnnotatedJob getObject() {
			ProxyFactory factory = new ProxyFactory(new Object());
			factory.setInterfaces(AnnotatedJob.class);
			factory.addAdvice((MethodInterceptor) (invocation) -> null);
			return (AnnotatedJob) factory.getProxy();
		}

		@Override
		public Class<?> getObjectType() {
			return AnnotatedJob.class;
		}

	}

	static class TargetlessJobFactory implements FactoryBean<AnnotatedJob> {

		@Override
		public AnnotatedJob getObject() {
			return ProxyFactory.getProxy(AnnotatedJob.class, (MethodInterceptor) (invocation) -> null);
		}

		@Override
		public Class<?> getObjectType() {
			return AnnotatedJob.class;
		}

	}

	static class ForeignProxyFactory implements FactoryBean<AnnotatedJob> {

		@Override
		public AnnotatedJob getObject() {
			return (AnnotatedJob) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { AnnotatedJob.class }, (proxy, method, args) -> switch (method.getName()) {
						case "hashCode" -> 1;
						case "equals" -> proxy == args[0];
						case "toString" -> "foreign proxy";
						default -> null;
					});
		}

		@Override
		public Class<?> getObjectType() {
			return AnnotatedJob.class;
		}

	}

}
