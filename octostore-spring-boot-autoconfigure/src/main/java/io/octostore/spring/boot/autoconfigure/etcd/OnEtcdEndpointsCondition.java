package io.octostore.spring.boot.autoconfigure.etcd;

import java.util.List;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where {@code octostore.etcd.endpoints} is set.
 */
final class OnEtcdEndpointsCondition extends SpringBootCondition {

	private static final String PROPERTY = "octostore.etcd.endpoints";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(PROPERTY);
		return isSet(context.getEnvironment()) ? ConditionOutcome.match(message.found("property").items(PROPERTY))
				: ConditionOutcome.noMatch(message.didNotFind("property").items(PROPERTY));
	}

	private static boolean isSet(Environment environment) {
		return !Binder.get(environment).bind(PROPERTY, Bindable.listOf(String.class)).orElse(List.of()).isEmpty();
	}

}
