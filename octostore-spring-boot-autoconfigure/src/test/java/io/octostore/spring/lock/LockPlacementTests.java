package io.octostore.spring.lock;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.Scheduled;

import io.octostore.LockNameRule;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.SessionProfile;
import io.octostore.lock.WhenHeld;
import io.octostore.spring.lock.elsewhere.Subclass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Annotations that cannot work fail the start of the application.
 */
@ExtendWith(OutputCaptureExtension.class)
class LockPlacementTests {

	@Test
	void refusesAPrivateMethod() {
		assertRefused(PrivateMethod.class, "PrivateMethod.run()", "is private").withMessageContaining("Make it public");
	}

	@Test
	void refusesAStaticMethod() {
		assertRefused(StaticMethod.class, "StaticMethod.run()", "is static")
			.withMessageContaining("Make it an instance method");
	}

	@Test
	void refusesAFinalMethodOfAProxiedClass() {
		assertRefused(FinalMethod.class, "FinalMethod.run()", "is final").withMessageContaining("Remove final");
	}

	@Test
	void refusesAFinalMethodThatTheClassDefaultCovers() {
		assertRefused(FinalMethodUnderDefault.class, "FinalMethodUnderDefault.run()", "is final");
	}

	@Test
	void refusesAFinalClass() {
		assertRefused(FinalClass.class, "FinalClass.run()", "belongs to a final class")
			.withMessageContaining("Remove final from the class");
	}

	@Test
	void acceptsAFinalClassAndMethodBehindAnInterface() {
		try (LockContext context = LockContext.withInterfaceProxies(FinalImplementation.class)) {
			context.bean(Runnable.class).run();
			assertThat(context.locks.journal).containsExactly("lock a", "unlock a");
		}
	}

	@Test
	void refusesAMethodThatTheProxiedInterfaceDoesNotHave() {
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> unwrap(() -> LockContext.withInterfaceProxies(OutsideOfInterface.class)))
			.withMessageContaining("OutsideOfInterface.other()")
			.withMessageContaining("is not declared by an interface")
			.withMessageContaining("spring.aop.proxy-target-class=true");
	}

	@Test
	void refusesAPackagePrivateMethodThatASubclassElsewhereInherits() {
		assertRefused(Subclass.class, "WithPackagePrivateMethod.run()", "is package-private in another package");
	}

	@ParameterizedTest
	@ValueSource(classes = { SkipOfInt.class, ScheduledInt.class })
	void refusesToSkipAMethodThatReturnsAPrimitive(Class<?> bean) {
		assertRefused(bean, bean.getSimpleName() + ".run()", "returns int, but is skipped")
			.withMessageContaining("whenHeld = THROW");
	}

	@Test
	void acceptsAScheduledPrimitiveThatThrows() {
		LockContext.of(ScheduledIntThatThrows.class).close();
	}

	@Test
	void refusesAnExpressionThatCannotBeParsed() {
		assertRefused(BadExpression.class, "BadExpression.run(String)", "key '#id +'")
			.withMessageContaining("not a valid SpEL");
	}

	@Test
	void refusesAnExpressionWithAnUnknownArgument() {
		assertRefused(UnknownArgument.class, "UnknownArgument.run(String)", "uses #ordrId")
			.withMessageContaining("not a parameter of the method");
	}

	@ParameterizedTest
	@ValueSource(classes = { NoName.class, BlankName.class })
	void refusesAMissingName(Class<?> bean) {
		assertRefused(bean, bean.getSimpleName() + ".run()", "has no lock name");
	}

	@Test
	void refusesTwoNames() {
		assertRefused(TwoNames.class, "TwoNames.run()", "has an annotation that contradicts itself");
	}

	@Test
	void refusesCharactersThatTheNameRuleForbids() {
		assertRefused(SlashInName.class, "SlashInName.run()", "'jobs/a' that is not allowed");
		LockContext.with(LockAnnotationSettings.defaults().withNameRule(LockNameRule.HIERARCHICAL), SlashInName.class)
			.close();
	}

	@Test
	void refusesANameThatIsTooLongWithItsPrefix() {
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> unwrap(() -> LockContext
				.with(LockAnnotationSettings.defaults().withNamePrefix("p".repeat(63)), WithTtl.class)))
			.withMessageContaining("at most 64");
	}

	@Test
	void refusesAKeyForWhichTheNameLeavesNoRoom() {
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> unwrap(() -> LockContext
				.with(LockAnnotationSettings.defaults().withNamePrefix("p".repeat(34)), WithKey.class)))
			.withMessageContaining("leaves 27 characters")
			.withMessageContaining("needs 28 of the 64");
		LockContext.with(LockAnnotationSettings.defaults().withNamePrefix("p".repeat(33)), WithKey.class).close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "500ms", "1500ms", "3601s", "2h", "-1s" })
	void refusesATtlOutOfRange(String ttl) {
		assertRefusedTtl(ttl).withMessageContaining("has a value of ttl that is out of range")
			.withMessageContaining("1 to 3600");
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "60 parsecs" })
	void refusesATtlThatIsNoDuration(String ttl) {
		assertRefusedTtl(ttl).withMessageContaining("'" + ttl + "' that is not a duration");
	}

	@Test
	void refusesATtlBelowTheSessions() {
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> unwrap(() -> new LockContext(
					LockAnnotationSettings.defaults().withSessionTtl((profile) -> Optional.of(Duration.ofSeconds(30))),
					true, Map.of("ttl", "29s"), WithTtl.class)))
			.withMessageContaining("shorter than the session's TTL of 30 s");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void warnsOfATtlThatIsAllowedButMakesLossesLikely(CapturedOutput output) {
		LockAnnotationSettings settings = LockAnnotationSettings.defaults()
			.withSessionTtl((profile) -> Optional.of(Duration.ofSeconds(30)));
		new LockContext(settings, true, Map.of("ttl", "45s"), WithTtl.class).close();
		assertThat(output).doesNotContain("one and a half");
		new LockContext(settings, true, Map.of("ttl", "44s"), WithTtl.class).close();
		assertThat(output)
			.contains("WithTtl.run(): A lock TTL of 44 s is less than one and a half of the session's TTL of 30 s");
	}

	@Test
	void refusesATtlBelowThatOfTheProfilesSessions() {
		LockAnnotationSettings settings = LockAnnotationSettings.defaults()
			.withSessionTtl((profile) -> Optional.of(profile.sessionTtl(Duration.ofSeconds(30))))
			.withDefinitions((name) -> LockDefinition.empty()
				.withOptions(LockOptions.defaults().withProfile(SessionProfile.TOLERANT)));
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> unwrap(() -> new LockContext(settings, true, Map.of("ttl", "119s"), WithTtl.class)))
			.withMessageContaining("shorter than the session's TTL of 120 s");
	}

	@Test
	void refusesAnUnresolvablePlaceholder() {
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> unwrap(() -> LockContext.of(WithTtl.class)))
			.withMessageContaining("has a ttl '${ttl}' that cannot be resolved");
	}

	@Test
	void refusesAnUnusableWait() {
		assertRefused(NegativeWait.class, "NegativeWait.run()", "has a value of waitFor that is out of range");
	}

	@Test
	void refusesToHandOutUnfinishedWork() {
		assertRefused(ReturnsStream.class, "ReturnsStream.run()", "would run on after the lock is released");
	}

	@ParameterizedTest
	@ValueSource(classes = { AnnotatedForConstruction.class, AnnotatedForDestruction.class, Initializing.class,
			Disposable.class })
	void refusesMethodsThatTheContainerCallsPastTheProxy(Class<?> bean) {
		assertRefused(bean, bean.getSimpleName(), "is called by the container on the bean itself");
	}

	@Test
	void warnsOfBeansThatCouldNotBeProxiedInTime(CapturedOutput output) {
		LockContext.of(Early.class).close();
		assertThat(output)
			.contains("Bean 'lockPlacementTests.Early' was created too early, or registered as an object: "
					+ "its 1 annotated method(s) run WITHOUT a lock");
	}

	@Test
	void doesNotWarnOfBeansBehindASecondProxy(CapturedOutput output) {
		try (LockContext context = LockContext.of(WithKey.class, SecondProxy.class)) {
			context.bean(WithKey.class).run("x");
			assertThat(context.locks.journal).containsExactly("lock a.x", "unlock a.x");
		}
		assertThat(output).doesNotContain("created too early");
	}

	private static ThrowableAssertAlternative<InvalidLockMethodException> assertRefused(Class<?> bean, String method,
			String reason) {
		return assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> unwrap(() -> LockContext.of(bean)))
			.withMessageContaining(method)
			.withMessageContaining(reason)
			.satisfies((ex) -> {
				assertThat(ex.method()).startsWith("io.octostore.").contains(method);
				assertThat(ex.getMessage()).contains(ex.reason()).endsWith(ex.cure());
			});
	}

	private static ThrowableAssertAlternative<InvalidLockMethodException> assertRefusedTtl(String ttl) {
		return assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> unwrap(() -> LockContext.with(Map.of("ttl", ttl), WithTtl.class)))
			.withMessageContaining("WithTtl.run()");
	}

	private static void unwrap(Supplier<LockContext> start) throws Throwable {
		try (LockContext context = start.get()) {
			assertThat(context).isNull();
		}
		catch (BeanCreationException ex) {
			throw ex.getMostSpecificCause() instanceof InvalidLockMethodException invalid ? invalid : findInvalid(ex);
		}
	}

	private static Throwable findInvalid(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidLockMethodException) {
				return cause;
			}
		}
		return failure;
	}

	static class PrivateMethod {

		@DistributedLock("a")
		@SuppressWarnings("unused")
		private void run() {
		}

	}

	static class StaticMethod {

		@DistributedLock("a")
		public static void run() {
		}

	}

	static class FinalMethod {

		@DistributedLock("a")
		public final void run() {
		}

	}

	@DistributedLock("a")
	static class FinalMethodUnderDefault {

		public final void run() {
		}

	}

	static final class FinalClass {

		@DistributedLock("a")
		public void run() {
		}

	}

	static final class FinalImplementation implements Runnable {

		@Override
		@DistributedLock("a")
		public final void run() {
		}

	}

	static class OutsideOfInterface implements Runnable {

		@Override
		public void run() {
		}

		@DistributedLock("a")
		public void other() {
		}

	}

	static class SkipOfInt {

		@DistributedLock(name = "a", whenHeld = WhenHeld.SKIP)
		public int run() {
			return 1;
		}

	}

	static class ScheduledInt {

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("a")
		public int run() {
			return 1;
		}

	}

	static class ScheduledIntThatThrows {

		@Scheduled(fixedDelay = 1000)
		@DistributedLock(name = "a", whenHeld = WhenHeld.THROW)
		public int run() {
			return 1;
		}

	}

	static class BadExpression {

		@DistributedLock(name = "a", key = "#id +")
		public void run(String id) {
		}

	}

	static class UnknownArgument {

		@DistributedLock(name = "a", key = "#orderId + {1, 2}.![#this + #ordrId]")
		public void run(String orderId) {
		}

	}

	static class NoName {

		@DistributedLock
		public void run() {
		}

	}

	static class BlankName {

		@DistributedLock(" ")
		public void run() {
		}

	}

	static class TwoNames {

		@DistributedLock(value = "a", name = "b")
		public void run() {
		}

	}

	static class SlashInName {

		@DistributedLock("jobs/a")
		public void run() {
		}

	}

	static class WithTtl {

		@DistributedLock(name = "a", ttl = "${ttl}")
		public void run() {
		}

	}

	static class WithKey {

		@DistributedLock(name = "a", key = "#p0")
		public void run(String key) {
		}

	}

	static class NegativeWait {

		@DistributedLock(name = "a", waitFor = "-1s")
		public void run() {
		}

	}

	static class ReturnsStream {

		@DistributedLock("a")
		public Stream<String> run() {
			return Stream.empty();
		}

	}

	static class AnnotatedForConstruction {

		@PostConstruct
		@DistributedLock("a")
		public void run() {
		}

	}

	static class AnnotatedForDestruction {

		@PreDestroy
		@DistributedLock("a")
		public void run() {
		}

	}

	static class Initializing implements InitializingBean {

		@Override
		@DistributedLock("a")
		public void afterPropertiesSet() {
		}

	}

	static class Disposable implements DisposableBean {

		@Override
		@DistributedLock("a")
		public void destroy() {
		}

	}

	static class SecondProxy implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof WithKey)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(true);
			return factory.getProxy();
		}

	}

	static class Early implements BeanPostProcessor, PriorityOrdered {

		@DistributedLock("a")
		public void run() {
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

}
